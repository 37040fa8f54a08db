/** What is used of markdown-it, which brings no types. */
declare module 'markdown-it' {
  export interface Token {
    type: string;
    tag: string;
    content: string;
    meta: { display: boolean };
    block: boolean;
    children: Token[] | null;
    attrGet(name: string): string | null;
    attrSet(name: string, value: string): void;
  }

  /** What a rule for inline text is given. */
  export interface StateInline {
    src: string;
    pos: number;
    push(type: string, tag: string, nesting: number): Token;
  }

  /** What a rule for blocks is given; the lists hold a number per line. */
  export interface StateBlock {
    src: string;
    line: number;
    bMarks: number[];
    eMarks: number[];
    tShift: number[];
    push(type: string, tag: string, nesting: number): Token;
  }

  export interface StateCore {
    tokens: Token[];
    env: { attachments?: Record<string, Record<string, string | string[]>> };
  }

  export default class MarkdownIt {
    constructor(options: {
      html: boolean;
      linkify: boolean;
      highlight: (source: string, language: string) => string;
    });
    core: { ruler: { push(name: string, rule: (state: StateCore) => void): void } };
    inline: {
      ruler: { after(before: string, name: string, rule: (state: StateInline, silent: boolean) => boolean): void };
    };
    block: {
      ruler: {
        before(
          after: string,
          name: string,
          rule: (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean,
          options: { alt: string[] },
        ): void;
      };
    };
    renderer: { rules: Record<string, (tokens: Token[], index: number) => string> };
    use(plugin: (markdown: MarkdownIt) => void): this;
    render(source: string, env: StateCore['env']): string;
  }
}
