/** Drawings: elements of SVG by name, attributes and text. */

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** A new element of SVG. @param content Text, or elements. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number> = {},
  content: string | Node[] = '',
): SVGElementTagNameMap[K] {
  const result = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, `${value}`);
  if (typeof content === 'string') result.textContent = content;
  else result.append(...content);
  return result;
}
