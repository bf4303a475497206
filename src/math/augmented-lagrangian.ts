/** What a constraint c(x) demands: `eq`, c = 0, or `le`, c <= 0. */
export type Kind = 'eq' | 'le';

/** Multipliers of m constraints and the term by which they enter the augmented Lagrangian. */
export interface Multipliers {
  /** m values, 0 at first; those of `le` are never below 0. */
  readonly values: Float64Array;
  /** The term for constraints of these values; writes its m slopes with respect to them to `slopes`. */
  term(constraints: ArrayLike<number>, rho: number, slopes: Float64Array): number;
  /** The dual step u <- u + rate c, clipped at 0 for `le`. Returns the largest change over `rate`. */
  ascend(constraints: ArrayLike<number>, rate: number): number;
}

/**
 * The augmented Lagrangian in Rockafellar's form (1973): for g <= 0 the term (1/2rho) ([u + rho g]_+^2 - u^2), for h = 0
 * the term u h + (rho/2) h^2. Its slope, [u + rho g]_+ or u + rho h, is the multiplier after a dual step of rate rho.
 * The paper (section 4.1) prints a linear term beside a squared hinge instead, which has no minimum once a multiplier
 * exceeds what the hinge holds; steps that descend; rho/2 on the floors only; and leaves u, v >= 0 unsaid.
 */
export function multipliers(kinds: readonly Kind[]): Multipliers {
  const values = new Float64Array(kinds.length);
  const signed = kinds.map((kind) => kind === 'le');
  return {
    values,
    term(constraints, rho, slopes) {
      let sum = 0;
      for (let i = 0; i < values.length; i++) {
        const [u, c] = [values[i]!, constraints[i]!];
        const slope = u + rho * c;
        const clipped = signed[i]! && slope < 0;
        slopes[i] = clipped ? 0 : slope;
        sum += clipped ? (-u * u) / (2 * rho) : c * (u + (rho * c) / 2);
      }
      return sum;
    },
    ascend(constraints, rate) {
      let largest = 0;
      for (let i = 0; i < values.length; i++) {
        const before = values[i]!;
        const after = before + rate * constraints[i]!;
        values[i] = signed[i]! ? Math.max(0, after) : after;
        largest = Math.max(largest, Math.abs(values[i]! - before));
      }
      return largest / rate;
    },
  };
}

/** By how much the worst constraint is broken; 0 where all hold. */
export function violationOf(kinds: readonly Kind[], constraints: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < kinds.length; i++) {
    worst = Math.max(worst, kinds[i] === 'le' ? constraints[i]! : Math.abs(constraints[i]!));
  }
  return worst;
}
