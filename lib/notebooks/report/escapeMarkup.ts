const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text made safe for HTML and SVG, in content and in quoted attributes. */
export const escapeMarkup = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c]);
