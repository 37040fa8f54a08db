/** Gives an array's memory back at once instead of when the collector comes by. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';

let drain: Promise<MessagePort> | undefined;

/** A port whose other end is closed: what is transferred to it is freed. */
function closedPort(): Promise<MessagePort> {
  drain ??= new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.once('close', () => resolve(port1));
    port1.ref();
    port2.close();
  });
  return drain;
}

/** Frees arrays that nobody reads any more; they are empty afterwards. A view of a part of a buffer stays. */
export async function freeBuffers(arrays: readonly ArrayBufferView[]): Promise<void> {
  const whole = arrays.filter(
    ({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength,
  );
  const buffers = new Set(whole.map(({ buffer }) => buffer as ArrayBuffer).filter(({ byteLength }) => byteLength > 0));
  if (buffers.size > 0) (await closedPort()).postMessage(undefined, [...buffers]);
}
