/**
 * What figures show of single trials: samples by expert (color and shape) and class (hollow 0, filled 1), the experts'
 * curves and decision regions. All of it is drawn on `x` and `y`, whose axes the panel gives.
 */
import { extent, groups } from 'd3-array';
import { ordinal } from '../../counted.js';
import { ground, guide, soft, tints } from '../colors.js';
import type { Tables } from '../contract.js';
import type { CurvePoint, Point, Region } from '../recorded.js';
import { colorOf, type Layer, shapeOf, short } from '../theme.js';
import { type KeyEntry, keyEntry } from './key.js';
import { borderLayer, type Frame, fieldLayer } from './map.js';
import { endsOf } from './panel.js';
import { rowsOf } from './plane.js';

/** `expert 0` for 0: the names of experts in legends. */
export const expertName = (expert: number): string => `expert ${expert}`;

/** The experts of some samples, in order. */
export const expertsOf = (points: readonly Point[]): readonly number[] =>
  [...new Set(points.map(({ expert }) => expert))].toSorted((a, b) => a - b);

/** The ends of the axes that hold some points, with a margin as a share of their span. */
export const endsAroundPoints = (points: readonly Place[], [along, upright]: readonly [number, number]) => ({
  x: endsOf(
    points.map(({ x }) => x),
    along,
  ),
  y: endsOf(
    points.map(({ y }) => y),
    upright,
  ),
});

/** The same look of an expert in every panel. */
function looksOf(experts: readonly number[]) {
  const domain = experts.map(expertName);
  const encoded = (of: (expert: number) => string) => {
    return { field: 'expert', type: 'nominal' as const, scale: { domain, range: experts.map(of) }, legend: null };
  };
  return { color: encoded(colorOf), shape: encoded(shapeOf) };
}

interface SampleLook {
  /** All experts of the figure, so that each has one look in every layer. */
  readonly experts: readonly number[];
  readonly size: number;
  /** Samples that are there for orientation only. */
  readonly faint?: boolean;
}

/** Samples, those of class 0 hollow. */
export function sampleLayers(points: readonly Point[], { experts, size, faint }: SampleLook): Layer[] {
  const looks = looksOf(experts);
  return [true, false].map((hollow) => ({
    data: {
      values: points
        .filter(({ label }) => (label === 0) === hollow)
        .map(({ x, y, expert }) => ({ x, y, expert: expertName(expert) })),
    },
    mark: {
      ...{ type: 'point', filled: !hollow, size, opacity: faint ? 0.22 : 0.9, aria: false, clip: true },
      ...(hollow ? { fill: ground, strokeWidth: 1.1 } : {}),
    },
    encoding: looks,
  }));
}

/** Each expert's curve: faint where it is, strong over the span of the samples it holds. */
export function curveLayers(
  curve: readonly CurvePoint[],
  points: readonly Point[],
  { experts }: Pick<SampleLook, 'experts'>,
): Layer[] {
  const held = groups(curve, ({ expert }) => expert).flatMap(([expert, line]) => {
    const own = points.filter((point) => point.expert === expert);
    const [low, high] = extent(own, ({ x }) => x);
    return own.length < 2 || line.length < 2
      ? []
      : between(line, low!, high!).map((at) => ({ expert, x: at.x, y: short(at.y) }));
  });
  const { color } = looksOf(experts);
  const layer = (values: readonly CurvePoint[], strokeWidth: number, opacity: number): Layer => ({
    data: {
      values: groups(values, ({ expert }) => expert).flatMap(([expert, line]) =>
        cornersOf(line).map(({ x, y }) => ({ expert: expertName(expert), x, y })),
      ),
    },
    mark: { type: 'line', clip: true, strokeWidth, opacity, aria: false },
    encoding: { color },
  });
  return [layer(curve, 1, 0.45), layer(held, 2.2, 1)];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A curve without the points that lie on the line through those about them: a straight one keeps its ends. */
export function cornersOf<P extends Place>(curve: readonly P[]): readonly P[] {
  const [low = 0, high = 0] = extent(curve, ({ y }) => y);
  const straight = 1e-4 * (high - low || 1);
  const kept: P[] = [];
  curve.forEach((point, p) => {
    const [before, after] = [kept.at(-1), curve[p + 1]];
    if (before !== undefined && after !== undefined && Math.abs(heightAt(before, after, point.x) - point.y) <= straight)
      return;
    kept.push(point);
  });
  return kept;
}

/** The part of a curve of two points or more between two abscissae, its ends put on the curve. */
export function between(curve: readonly Place[], low: number, high: number): Place[] {
  const at = (x: number): Place => {
    const found = curve.findIndex((point) => point.x >= x);
    const next = found === -1 ? curve.length - 1 : Math.max(1, found);
    return { x, y: heightAt(curve[next - 1]!, curve[next]!, x) };
  };
  return [at(low), ...curve.filter(({ x }) => x > low && x < high), at(high)];
}

/** Where the line through two places is at an abscissa. */
function heightAt(a: Place, b: Place, x: number): number {
  return b.x === a.x ? a.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
}

/** An expert's predicted classes over the plane, in light tints, a line between them; `classes` are all of the figure's. */
export function regionLayers(regions: readonly Region[], classes: readonly number[], frame: Frame): Layer[] {
  const map = rowsOf(regions);
  const byClass = ({ prediction }: Pick<Region, 'prediction'>) => classes.indexOf(prediction);
  return [fieldLayer(map, byClass, classes.map(tintOf), frame), borderLayer(map, byClass, guide, 0.8)];
}

const tintOf = (_: number, i: number): string => tints[i % tints.length]!;

/** What `sampleLayers` draws, for the key; with classes, what hollow and filled mean. */
export function sampleKey(experts: readonly number[], classes: boolean): KeyEntry[] {
  const held = experts.map((expert) => keyEntry(expertName(expert), shapeOf(expert), colorOf(expert)));
  if (!classes) return held;
  const hollow = { label: 'class 0 (hollow)', shape: 'circle', fill: ground, stroke: soft };
  return [...held, hollow, keyEntry('class 1 (filled)', 'circle', soft)];
}

/** What `regionLayers` draws, for the key. */
export function regionKey(classes: readonly number[]): KeyEntry[] {
  return classes.map((label, i) => ({
    label: `predicts class ${label}`,
    shape: 'square',
    fill: tintOf(label, i),
    stroke: soft,
  }));
}

interface PlaneSample extends Place {
  /** Class index. */
  readonly label: number;
}

/**
 * Samples that an example of a mixture with a gate keeps, thinned to at most so many, and how many of the data each
 * stands for: "every 5th sample".
 */
export function planeSamples(tables: Tables, id: string, most: number) {
  const kept = tables.lines('examples.csv').filter((line) => line.id === id);
  const step = Math.ceil(kept.length / most);
  const drawn = kept.filter((_, i) => i % step === 0);
  const samples = drawn.map(({ x, y }): PlaneSample => ({ x: short(x[0]!), y: short(x[1]!), label: y }));
  const [first, second] = drawn.map(({ sample }) => sample);
  return { samples, told: everyTold(second === undefined ? 1 : second - first!) };
}

/** "every 5th sample", or "all samples". */
export function everyTold(every: number): string {
  return every === 1 ? 'all samples' : `every ${ordinal(every)} sample`;
}

/** Samples of a plane by their class, in the look of each; no expert is told. */
export function classLayers(
  samples: readonly PlaneSample[],
  looks: readonly Readonly<Record<string, unknown>>[],
): Layer[] {
  return looks.map((look, c) => ({
    data: { values: samples.filter(({ label }) => label === c).map(({ x, y }) => ({ x, y })) },
    mark: { type: 'point', clip: true, aria: false, ...look },
  }));
}
