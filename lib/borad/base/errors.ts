/**
 * Errors that a user of the library can meet. Each message says what was found, what was expected and what to do;
 * errors about a file carry its path.
 */

/** Base class: catch this to catch everything the library throws on purpose. */
export class BoradError extends Error {
  /** The file that the error is about, if there is one. */
  readonly file?: string;

  constructor(message: string, options: { file?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.file = options.file;
  }
}

/** A tensor's rank or shape is not what the function needs. */
export class ShapeError extends BoradError {}

/** A setting is unknown, of the wrong type or out of range. */
export class OptionError extends BoradError {}

/** A file or folder is missing, unreadable or not of the expected form. */
export class DataError extends BoradError {}

/** A folder belongs to another process, which is running. */
export class FolderInUseError extends DataError {}

/**
 * A mask cannot be read, does not fit its image, or marks what cannot be a defect. The image itself may be fine: whoever can
 * do without the mask reads the sample again as `unmasked`.
 */
export class MaskError extends DataError {}

/** A number is not finite, or a quantity is undefined for the given input. */
export class NumericError extends BoradError {}

/** Work was stopped by its signal. */
export class CancelledError extends BoradError {}

/** Work needs more memory than there is; found before it was begun. */
export class MemoryError extends BoradError {}

/** A backend or engine cannot be loaded or does not compute correctly. */
export class BackendError extends BoradError {}
