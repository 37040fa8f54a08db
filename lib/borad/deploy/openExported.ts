/** Runs an exported detector by onnxruntime-node. */
import { loadOnnxRuntime } from '../base/onnxRuntime';

/** What an exported detector says of a photo. */
export interface ExportedResult {
  /** [height, width]. */
  map: Float32Array;
  score: number;
  /** Place in the metadata's categories; -1: like no training photo. */
  category: number;
  distance: number;
  limit: number;
  /** Place in `VERDICTS`. */
  verdict: number;
}

export interface ExportedDetector {
  /** @param pixels uint8 [height, width, 3], RGB. */
  run(pixels: Uint8Array, width: number, height: number): Promise<ExportedResult>;
  dispose(): void;
}

/** Opens the bytes of a file. @throws {BackendError} onnxruntime-node is not installed. */
export async function openExported(bytes: Uint8Array): Promise<ExportedDetector> {
  const ort = await loadOnnxRuntime('Export: ', 'Run "npm install onnxruntime-node", or leave --check out.');
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  return {
    async run(pixels, width, height) {
      const found = await session.run({ image: new ort.Tensor('uint8', pixels, [height, width, 3]) });
      const first = (name: string) => Number(found[name]?.data[0]);
      return {
        map: found.map?.data as Float32Array,
        score: first('score'),
        category: first('category'),
        distance: first('distance'),
        limit: first('limit'),
        verdict: first('verdict'),
      };
    },
    dispose() {
      void session.release();
    },
  };
}
