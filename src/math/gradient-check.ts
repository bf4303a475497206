import { InputError } from '../errors.js';
import type { CheckedProblem } from './minimize-problem.js';

/** Step and agreement of central differences, relative to max(1, size). */
const step = 1e-6;
const agreement = 1e-4;

/**
 * Compares every slope at x0 with a central difference: 2 p evaluations, and m for a Jacobian that is a function.
 * @throws InputError that names the first slope that differs.
 */
export function checkGradients({ x0, kinds, evaluate, slopes }: CheckedProblem): void {
  const [p, m] = [x0.length, kinds.length];
  const [low, high] = [new Float64Array(m), new Float64Array(m)];
  const gradient = new Float64Array(p);
  evaluate(x0, low);
  slopes(new Float64Array(m), gradient);
  const rows = kinds.map((_, i) => {
    const row = new Float64Array(p);
    slopes(
      Float64Array.from(kinds, (_, other) => Number(other === i)),
      row,
    );
    return row.map((slope, t) => slope - gradient[t]!);
  });

  const x = x0.slice();
  for (let t = 0; t < p; t++) {
    const h = step * Math.max(1, Math.abs(x0[t]!));
    x[t] = x0[t]! + h;
    const above = evaluate(x, high);
    x[t] = x0[t]! - h;
    const below = evaluate(x, low);
    x[t] = x0[t]!;
    compare(`objective(x0).gradient[${t}]`, gradient[t]!, (above - below) / (2 * h));
    rows.forEach((row, i) => {
      compare(`constraints(x0).jacobian[${i}][${t}]`, row[t]!, (high[i]! - low[i]!) / (2 * h));
    });
  }
}

function compare(name: string, given: number, difference: number): void {
  if (Math.abs(given - difference) <= agreement * Math.max(1, Math.abs(given), Math.abs(difference))) return;
  throw new InputError(`minimize: ${name} must be about ${difference.toPrecision(6)}, by differences; got ${given}`);
}
