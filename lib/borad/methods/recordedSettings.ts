/** Settings that an architecture takes over, as its schema says them. */
import { z } from 'zod';

type Shape = { [key: string]: z.ZodType };
type Recorded<S extends Shape> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T> ? T : S[K] };

/** The settings of a section as a record holds them: the same kinds of values, and none may be missing. */
export function recordedSettings<S extends Shape>({ shape }: { shape: S }): Recorded<S> {
  const entries = Object.entries(shape).map(([key, type]) => [
    key,
    type instanceof z.ZodDefault ? type.unwrap() : type,
  ]);
  return Object.fromEntries(entries) as Recorded<S>;
}
