/** What pages of scores have in common: light and dark as the system says, readable at 390 pixels. */

/** Text as text of a page. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

// Only the last column of a table, which holds sentences, may break words to become narrower.
const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#4a535c;--line:#8a939c;--link:#14508c;--raised:#f2f4f6;--below:#4a6f96;--above:#b3361f}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#16191d;--soft:#b3bac2;--line:#7d8791;--link:#8ebcf0;--raised:#22272d;--below:#7fa6cf;--above:#ef7a63}}
body{margin:0 auto;max-width:1000px;padding:1rem;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}
a{color:var(--link)}code,pre{font-size:.9rem;overflow-wrap:anywhere;white-space:pre-wrap}table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}td:last-child{overflow-wrap:anywhere}
.soft{color:var(--soft)}strong{padding:0 .4em;border-radius:3px;color:#fff}.v-OK{background:#1d6b3a}.v-UNSURE{background:#7a5200}.v-NG,.v-error{background:#a32014}
.photos{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(165px,1fr));gap:1rem}.photos p{margin:.15rem 0;overflow-wrap:anywhere}.photos img{width:100%;height:auto;display:block;background:var(--raised)}`;

/**
 * A page as HTML.
 *
 * @param title Text. @param body Markup. @param more `style`: more rules. `script`: run at the end. `policy`: a Content-Security-Policy without double quotes, for a page that no
 * service sends one with.
 */
export function page(title: string, body: string, { style = '', script = '', policy = '' } = {}): string {
  const end = script === '' ? '' : `<script>${script}</script>`;
  const allowed = policy === '' ? '' : `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${allowed}<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}${style}</style></head><body><main>${body}</main>${end}</body></html>\n`;
}
