/** The experts' curves of every iteration (d = 1), with no more points than their shape needs. */
import { shownSteps, type Trace, type TraceSamples } from '../../experiment/trace-contract.js';
import { short } from '../theme.js';

export interface CurvePoint {
  readonly iteration: number;
  readonly expert: number;
  /** Whether it is of the part over the samples that the expert holds. */
  readonly held: boolean;
  readonly x: number;
  readonly y: number;
}

interface At {
  readonly x: number;
  readonly y: number;
}

/** A curve may be off by this share of the targets' range. */
const tolerance = 0.002;

/** Each curve as a whole, and again over the span of its expert's samples, where it holds two that differ. */
export function curvePoints(trace: Pick<Trace, 'steps'>, samples: TraceSamples): CurvePoint[] {
  const off = tolerance * (Math.max(...samples.y) - Math.min(...samples.y) || 1);
  return shownSteps(trace).flatMap(({ iteration, picture }) =>
    (picture?.curves ?? []).flatMap((points, expert) => {
      const curve = thinned(
        points.map(({ x, prediction }) => ({ x, y: prediction })),
        off,
      );
      const own = samples.x.flatMap(([x], i) => (picture!.assignment[i] === expert ? [x!] : []));
      const [low, high] = [Math.min(...own), Math.max(...own)];
      const held = low < high && curve.length > 1 ? between(curve, low, high) : [];
      const told = (part: readonly At[], isHeld: boolean) =>
        part.map(({ x, y }) => ({ iteration, expert, held: isHeld, x: short(x), y: short(y) }));
      return [...told(curve, false), ...told(held, true)];
    }),
  );
}

/** Douglas and Peucker's choice of points (1973), by the vertical distance. */
function thinned(curve: readonly At[], off: number): At[] {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || curve.length < 3) return [...curve];
  let [farthest, distance] = [0, off];
  curve.forEach(({ x, y }, i) => {
    const away = Math.abs(y - heightAt(first, last, x));
    if (away > distance) [farthest, distance] = [i, away];
  });
  if (farthest === 0) return [first, last];
  return [...thinned(curve.slice(0, farthest + 1), off), ...thinned(curve.slice(farthest), off).slice(1)];
}

/** The part between two abscissae, its ends put on the curve. */
function between(curve: readonly At[], low: number, high: number): At[] {
  const at = (x: number): At => {
    const found = curve.findIndex((point) => point.x >= x);
    const next = found === -1 ? curve.length - 1 : Math.max(1, found);
    return { x, y: heightAt(curve[next - 1]!, curve[next]!, x) };
  };
  return [at(low), ...curve.filter(({ x }) => x > low && x < high), at(high)];
}

function heightAt(a: At, b: At, x: number): number {
  return b.x === a.x ? a.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
}
