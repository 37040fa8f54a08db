/** Notebooks of format 4 as their files hold them, as far as the tools read them. */

/** Text in one piece, or as a list of lines. */
export type Text = string | string[];

/** An output of a cell. What a medium holds is the business of whoever shows it. */
export interface Output {
  output_type: string;
  name?: string;
  text?: Text;
  data?: Record<string, unknown>;
  metadata?: { tags?: string[] };
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** How far numbers may lie from the stored ones, and whether names sorted by them may change places. */
export interface Tolerance {
  relative?: number;
  absolute?: number;
  words?: string;
}

export interface CellMetadata {
  tags?: string[];
  slideshow?: { slide_type?: string };
  borad?: { tolerance?: Tolerance; turn?: string; check?: string };
  [key: string]: unknown;
}

export interface Cell {
  cell_type: string;
  source: Text;
  id?: string;
  metadata?: CellMetadata;
  outputs?: Output[];
  /** Pictures of prose by name, then by type. */
  attachments?: Record<string, Record<string, Text>>;
  execution_count?: number | null;
}

export interface Notebook {
  cells: Cell[];
  metadata?: {
    borad?: { profile?: string };
    kernelspec?: { display_name?: string; language?: string; name?: string };
    language_info?: { name?: string };
  };
  nbformat: number;
  nbformat_minor?: number;
}

/** An error as notebooks store it. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Where a run failed: the execution count of the cell (0 when the notebook itself could not be run), and its error. */
export interface Failure extends CellError {
  cell: number;
  source: string;
}
