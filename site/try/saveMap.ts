/** The map as a file that NumPy reads. */
import { element } from '../shared/element';

/** NumPy's format 1.0: the header padded to 128 bytes, then little-endian float32. */
function npy(map: Float32Array, width: number, height: number): Blob {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`.padEnd(117);
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0);
  return new Blob([magic, `${head}\n`, Float32Array.from(map)]);
}

/** Lets the link on the page lead to the map. */
export function offerMap(map: Float32Array, width: number, height: number, name: string): void {
  const link = element('save', HTMLAnchorElement);
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(npy(map, width, height));
  link.download = `${name.replace(/\W+/g, '-')}-map.npy`;
}
