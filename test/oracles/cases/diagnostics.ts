import { type FeatureMap, leakage, separation } from '../../../lib/borad/diagnostics';
import { compareValues, orNull } from '../compareValues';
import type { Comparison, Oracle } from '../oracle';

function diagnostics({ json, tensors }: Oracle): Comparison[] {
  const scales = (prefix: string): FeatureMap[] =>
    Object.keys(tensors)
      .filter((name) => name.startsWith(prefix))
      .sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
      .map((name) => tensors[name]);
  const { masks, map } = tensors;
  const [count, height, width] = map.shape;
  const found = {
    ...Object.fromEntries(Object.keys(json.values).map((key) => [key, null])),
    ...orNull(() => leakage(scales('teacher.'), scales('student.'), masks)),
    ...orNull(() => separation(map.data, masks.data, { count, height, width })),
  };
  return compareValues('diagnostics', found, json.values, json.tolerance.abs);
}

export const cases = [{ match: /^diagnostics/, run: diagnostics }];
