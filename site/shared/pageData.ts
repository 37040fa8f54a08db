/** What a page carries besides its text: numbers as JSON, files packed with gzip and written in base64. */
import { element } from './element';

/** A text of the page, which is removed: it is read once. */
function taken(id: string): string {
  const holder = element(id, HTMLScriptElement);
  holder.remove();
  return holder.text;
}

/** The page's numbers, as `tools/site` wrote them. */
export const pageData = <T>(): T => JSON.parse(taken('page-data')) as T;

/** The bytes that a text in base64 stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The bytes of a packed file of the page. */
export async function packedBytes(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([bytesOf(taken(id))]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
