import { ShapeError } from '../base';

/**
 * A number with its derivatives (forward-mode automatic differentiation, float64): derivatives follow from the chain rule,
 * operation by operation, without formulas of the function as a whole and without differences.
 */
export class Dual {
  constructor(
    readonly value: number,
    /** Partial derivatives with respect to the inputs. */
    readonly partials: Float64Array,
  ) {}

  private with(value: number, own: number, other?: Dual, others = 0): Dual {
    return new Dual(
      value,
      this.partials.map((partial, i) => own * partial + (other ? others * other.partials[i] : 0)),
    );
  }

  add(other: Dual | number): Dual {
    return typeof other === 'number'
      ? this.with(this.value + other, 1)
      : this.with(this.value + other.value, 1, other, 1);
  }

  subtract(other: Dual | number): Dual {
    return typeof other === 'number'
      ? this.with(this.value - other, 1)
      : this.with(this.value - other.value, 1, other, -1);
  }

  multiply(other: Dual | number): Dual {
    return typeof other === 'number'
      ? this.with(this.value * other, other)
      : this.with(this.value * other.value, other.value, other, this.value);
  }

  divide(other: Dual): Dual {
    const quotient = this.value / other.value;
    return this.with(quotient, 1 / other.value, other, -quotient / other.value);
  }

  sqrt(): Dual {
    const root = Math.sqrt(this.value);
    return this.with(root, 0.5 / root);
  }
}

/** Inner product of two vectors of duals, or of one and constants. */
export function dualDot(a: readonly Dual[], b: readonly (Dual | number)[]): Dual {
  if (a.length !== b.length || a.length === 0) {
    throw new ShapeError(`dualDot: expected two vectors of equal length, got ${a.length} and ${b.length} values.`);
  }
  return a.slice(1).reduce((sum, value, i) => sum.add(value.multiply(b[i + 1])), a[0].multiply(b[0]));
}

/**
 * Value and gradient of a function by automatic differentiation.
 *
 * @param f written with the operations of {@link Dual}. @param at d values.
 */
export function differentiate(f: (x: Dual[]) => Dual, at: readonly number[]): { value: number; gradient: number[] } {
  const inputs = at.map((value, i) => {
    const partials = new Float64Array(at.length);
    partials[i] = 1;
    return new Dual(value, partials);
  });
  const { value, partials } = f(inputs);
  return { value, gradient: Array.from(partials) };
}
