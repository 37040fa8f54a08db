/** Elements of the page that a script needs, and new ones. */

/**
 * The element of an id.
 *
 * @throws {Error} the page has none of that id and class: page and script do not belong together.
 */
export function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} of the id "${id}".`);
}

/** A new element with text, or with elements, in it. */
export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  content: string | Node[] = '',
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  const result = Object.assign(document.createElement(name), properties);
  if (typeof content === 'string') result.textContent = content;
  else result.append(...content);
  return result;
}
