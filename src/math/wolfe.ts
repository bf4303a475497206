/** A function of the step length along a line: its value, with the slope in `slope`; not finite where undefined. */
export interface Line {
  /** Value at the step; sets `slope`. The last step evaluated is the one whose point and gradient the caller holds. */
  value(step: number): number;
  readonly slope: number;
}

/** Sufficient decrease and curvature (Nocedal and Wright 2006, section 3.1). */
const c1 = 1e-4;
const c2 = 0.9;
/** Relative noise of a value, within which decrease is judged by slopes (Hager and Zhang 2005, section 4). */
const noise = 1e-14;
const largestStep = 1e20;
const evaluationLimit = 60;

/**
 * Finds a step that satisfies the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6), with
 * cubic interpolation safeguarded by bisection. A step whose value or slope is not finite counts as too long.
 *
 * @param value0 value at step 0. @param slope0 slope there, below 0.
 * @returns the step, which is the last one evaluated; 0 where none was found that decreases the value.
 */
export function wolfeStep(line: Line, first: number, value0: number, slope0: number): number {
  // The bracket: `low` decreases enough and is the best such step; once `closed`, the minimum is between it and `high`.
  let [low, valueLow, slopeLow] = [0, value0, slope0];
  let [high, valueHigh, slopeHigh] = [Number.POSITIVE_INFINITY, Number.NaN, Number.NaN];
  let step = first;
  for (let evaluation = 0; evaluation < evaluationLimit; evaluation++) {
    const value = line.value(step);
    const slope = line.slope;
    const defined = Number.isFinite(value) && Number.isFinite(slope);
    const flat = Math.abs(slope) <= -c2 * slope0;
    const enough = value <= value0 + c1 * step * slope0;
    const nearly = value <= value0 + noise * Math.abs(value0) && slope <= (2 * c1 - 1) * slope0;
    if (defined && flat && (enough || nearly)) return step;
    if (!defined) [high, valueHigh, slopeHigh] = [step, Number.NaN, Number.NaN];
    else if (!enough || value >= valueLow) [high, valueHigh, slopeHigh] = [step, value, slope];
    else {
      if (slope * (high - low) >= 0) [high, valueHigh, slopeHigh] = [low, valueLow, slopeLow];
      [low, valueLow, slopeLow] = [step, value, slope];
    }
    if (high === Number.POSITIVE_INFINITY) step *= 4;
    else step = between(low, valueLow, slopeLow, high, valueHigh, slopeHigh);
    if (step > largestStep || step === low || step === high) break;
  }
  if (low > 0) line.value(low);
  return low;
}

/** The minimum of the cubic with these values and slopes, or the middle where that is not well inside (a, b). */
function between(a: number, fa: number, ga: number, b: number, fb: number, gb: number): number {
  const d1 = ga + gb - (3 * (fa - fb)) / (a - b);
  const d2 = Math.sign(b - a) * Math.sqrt(d1 * d1 - ga * gb);
  const cubic = b - ((b - a) * (gb + d2 - d1)) / (gb - ga + 2 * d2);
  const share = (cubic - a) / (b - a);
  return share >= 0.1 && share <= 0.9 ? cubic : a + (b - a) * (Number.isNaN(fb) ? 0.1 : 0.5);
}
