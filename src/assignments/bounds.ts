import type { Size } from '../components/contract.js';
import { counted } from '../counted.js';
import { InputError, shown } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import type { CountedTarget, SampleClasses } from './contract.js';

/** Every cluster holds at least `min` and at most `max` samples, and at least `perClass` of each class. */
export interface SizeBounds {
  readonly min: number;
  readonly max: number;
  /** Absent where classes do not matter. */
  readonly perClass?: number;
}

/**
 * Writes to `labels` an assignment of least total loss among those whose k clusters all hold min..max samples.
 * `loss` is n x k, finite and not changed; the bounds can hold: k min <= n <= k max. With `bounds.perClass` the samples'
 * classes are given.
 */
export type BoundedSolver = (loss: Matrix, bounds: SizeBounds, labels: Uint32Array, classes?: SampleClasses) => void;

/** Shares are decimal fractions: 0.07 of 100 samples is 7 of them, although 0.07 * 100 > 7 in binary. */
function snapped(count: number): number {
  const whole = Math.round(count);
  return Math.abs(count - whole) <= 1e-9 * Math.max(1, whole) ? whole : count;
}

function countOf(size: Size, n: number, k: number): number {
  if (typeof size === 'number') return size;
  return snapped('share' in size ? size.share * n : (size.ofEqual * n) / k);
}

/**
 * The bounds as counts for n samples and k experts. Fractions round outward (min down, max up), so that bounds which
 * can hold before rounding can hold after it; max is at most n.
 * @param where what the bounds belong to, for messages, such as "lp".
 * @throws InputError with the arithmetic where min exceeds max, k x min exceeds n or k x max is below n.
 */
export function sizeBounds(where: string, min: Size, max: Size, n: number, k: number): SizeBounds {
  const low = Math.floor(countOf(min, n, k));
  const high = Math.ceil(countOf(max, n, k));
  const given = `(n = ${n}, k = ${k})`;
  if (low > high) throw new InputError(`${where}: min = ${low} exceeds max = ${high} ${given}`);
  if (k * low > n) throw new InputError(`${where}: k x min = ${k * low} exceeds n = ${n} ${given}`);
  if (k * high < n) throw new InputError(`${where}: k x max = ${k * high} is below n = ${n} ${given}`);
  return { min: low, max: Math.min(high, n) };
}

/**
 * The same bounds with at least `perClass` samples of each class for each of k experts; as they are where that is 0.
 * @throws InputError, with the arithmetic, for a regression, and where there are too few of a class or too much for `max`.
 */
export function classBounds(
  where: string,
  bounds: SizeBounds,
  perClass: number,
  target: CountedTarget,
  k: number,
): SizeBounds {
  if (perClass === 0) return bounds;
  const given = `minPerClass = ${perClass}`;
  if (target.kind !== 'classes') throw new InputError(`${where}: ${given} needs classes; the target has none`);
  const { labels, counts } = target;
  const short = labels.findIndex((_, c) => counts !== undefined && counts[c]! < k * perClass);
  if (short >= 0) {
    const arithmetic = `k x minPerClass = ${k * perClass} exceeds the ${counted(counts![short]!, 'sample')}`;
    throw new InputError(`${where}: ${arithmetic} of class ${shown(labels[short])} (k = ${k})`);
  }
  const least = labels.length * perClass;
  if (least > bounds.max)
    throw new InputError(
      `${where}: ${given} of each of ${labels.length} classes exceeds max = ${bounds.max} (k = ${k})`,
    );
  return { ...bounds, perClass };
}

/** The first cluster that does not keep the bounds, and which of them, as a clause; null where all do. */
export function unmetBounds(
  { min, max, perClass = 0 }: SizeBounds,
  labels: Uint32Array,
  k: number,
  classes?: SampleClasses,
): string | null {
  const sizes = new Uint32Array(k);
  for (const j of labels) sizes[j]!++;
  for (const [j, size] of sizes.entries()) {
    const has = (count: number) => `expert ${j} has ${counted(count, 'row')}`;
    if (size < min) return `${has(size)}, fewer than ${min}`;
    if (size > max) return `${has(size)}, more than ${max}`;
    if (classes === undefined || perClass === 0) continue;
    const own = new Uint32Array(classes.labels.length);
    labels.forEach((label, i) => {
      if (label === j) own[classes.of[i]!]!++;
    });
    const short = own.findIndex((count) => count < perClass);
    if (short >= 0) return `${has(own[short]!)} of class ${shown(classes.labels[short])}, fewer than ${perClass}`;
  }
  return null;
}

/**
 * Writes the losses to `out` (n x k values) above their sample's least loss, scaled so that the largest is 1 (all 0
 * where no sample prefers an expert). Neither step moves an optimum, as each sample is given to exactly one expert;
 * both help solvers with absolute tolerances, and losses of 1e300 do not overflow.
 */
export function intoUnitRange(loss: Matrix, out: Float64Array): void {
  const { data, cols: k } = loss;
  let peak = 0;
  for (let q = 0; q < data.length; q++) peak = Math.max(peak, Math.abs(data[q]));
  let widest = 0;
  for (let at = 0; at < data.length; at += k) {
    let least = Infinity;
    for (let q = at; q < at + k; q++) least = Math.min(least, data[q]);
    for (let q = at; q < at + k; q++) {
      out[q] = peak === 0 ? 0 : data[q] / peak - least / peak;
      widest = Math.max(widest, out[q]);
    }
  }
  if (widest === 0) return;
  for (let q = 0; q < data.length; q++) out[q] /= widest;
}
