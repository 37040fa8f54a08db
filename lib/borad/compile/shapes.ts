/** Which shapes a call has: what a compiled function chooses its graph by. */
import { ShapeError } from '../base/errors';
import { type DataType, sizeOf, type TensorSpec } from './graph';
import type { Example } from './tracing/trace';
import type { TensorData } from './tree';

/** Shapes and types as one line: `x float32[8, 32, 32, 3]; mask bool[8]`. */
export function shapesKey(specs: Map<string, TensorSpec>): string {
  return [...specs].map(([path, { shape, dtype }]) => `${path} ${dtype}[${shape.join(', ')}]`).join('; ');
}

/**
 * Shapes and types of a call, in the example's order.
 *
 * @param types Types by path; without them those of the example, since plain numbers of any kind are converted.
 * @throws {ShapeError} the call has other leaves than the example, or numbers that do not fill their shape.
 */
export function specsOf(
  leaves: Map<string, TensorData>,
  example: Example,
  types?: Map<string, string>,
): Map<string, TensorSpec> {
  const specs = new Map<string, TensorSpec>();
  for (const [path, { shape, dtype }] of example.specs) {
    const leaf = leaves.get(path);
    if (!leaf) {
      throw new ShapeError(
        `Compiled function: no input ${path}; it was compiled for ${dtype} [${shape.join(', ')}] there. Shapes may change ` +
          'from call to call, names may not.',
      );
    }
    if (leaf.data.length !== sizeOf(leaf.shape)) {
      throw new ShapeError(
        `Compiled function: input ${path} has shape [${leaf.shape.join(', ')}] with ${leaf.data.length} numbers, expected ` +
          `${sizeOf(leaf.shape)}.`,
      );
    }
    specs.set(path, { shape: leaf.shape, dtype: (types?.get(path) as DataType | undefined) ?? dtype });
  }
  if (leaves.size === specs.size) return specs;
  const surplus = [...leaves.keys()].filter((path) => !specs.has(path));
  throw new ShapeError(
    `Compiled function: unexpected input ${surplus.join(', ')}; it was compiled for ${[...specs.keys()].join(', ')}.`,
  );
}
