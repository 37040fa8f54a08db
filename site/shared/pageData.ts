/** What a page carries besides its text: numbers as JSON, files packed with gzip and written in base64, in pieces. */
import { element } from './element';

/** The text of an element of the page, which is removed: it is read once. */
function taken(holder: HTMLScriptElement): string {
  holder.remove();
  return holder.text;
}

/** The page's numbers, as `tools/site` wrote them. */
export const pageData = <T>(): T => JSON.parse(taken(element('page-data', HTMLScriptElement))) as T;

/** Browsers since 2025 read base64 by themselves, many times as fast. */
const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/** The bytes that a text in base64 stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  if (fromBase64) return fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Until the whole page has been read. */
const pageRead = () =>
  new Promise<void>((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });

/**
 * The bytes of a packed file of the page.
 *
 * @param before whether the file stands above the page's script; else it is waited for.
 */
export async function packedBytes(name: string, { before }: { before: boolean }): Promise<Uint8Array<ArrayBuffer>> {
  if (!before) await pageRead();
  const pieces = [...document.querySelectorAll<HTMLScriptElement>(`script[data-file="${name}"]`)];
  const packed = new Blob(pieces.map((piece) => bytesOf(taken(piece))));
  const unpacked = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
