/** What both pages of the service have in common: light and dark as the system says, readable at 390 pixels. */

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#4a535c;--line:#8a939c;--link:#14508c;--raised:#f2f4f6}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#16191d;--soft:#b3bac2;--line:#7d8791;--link:#8ebcf0;--raised:#22272d}}
body{margin:0 auto;max-width:1000px;padding:1rem;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}
a{color:var(--link)}code,pre{font-size:.9rem;overflow-wrap:anywhere;white-space:pre-wrap}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}`;

/** A page as HTML. @param body Markup. @param style More of it. @param script Run at the end. */
export function page(title: string, body: string, { style = '', script = '' } = {}): string {
  const end = script === '' ? '' : `<script>${script}</script>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}${style}</style></head><body><main>${body}</main>${end}</body></html>\n`;
}
