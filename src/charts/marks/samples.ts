/**
 * Layers that figures share: samples by expert (colour and shape) and class (hollow 0, filled 1), fitted lines and
 * decision regions. All of them draw on `x` and `y`, whose scales and axes the panel gives.
 */
import { type curvesOf, expertName, type Point, type regionsOf } from '../example.js';
import { colourOf, type Layer, lookOf, shapeOf, short, soft, tints } from '../theme.js';
import type { KeyEntry } from './key.js';

interface SampleLook {
  /** All experts of the figure, in order, so that each has one look in every panel. */
  readonly experts: readonly string[];
  readonly size: number;
  /** Samples that are there for orientation only. */
  readonly faint?: boolean;
}

/** Regression samples (d = 1) at (x1, y), all filled; classified ones (d = 2) at (x1, x2), class 0 hollow. */
export function sampleLayers(points: readonly Point[], look: SampleLook): Layer[] {
  const plane = points.some((point) => point.x2 !== undefined);
  const hollow = points.filter((point) => plane && point.y === 0);
  const filled = points.filter((point) => !plane || point.y !== 0);
  const some = (points: readonly Point[], fill: boolean) => (points.length === 0 ? [] : [samples(points, fill, look)]);
  return [...some(hollow, false), ...some(filled, true)];
}

function samples(points: readonly Point[], fill: boolean, look: SampleLook): Layer {
  const { colour, shape } = lookOf(look.experts.map(expertName));
  return {
    data: { values: points.map(({ x1, x2, y, expert }) => ({ x: x1, y: x2 ?? y, expert: expertName(expert) })) },
    mark: {
      type: 'point',
      filled: fill,
      size: look.size,
      opacity: look.faint ? 0.22 : 0.9,
      aria: false,
      clip: true,
      ...(fill ? {} : { fill: 'white', strokeWidth: 1.1 }),
    },
    encoding: {
      color: { field: 'expert', type: 'nominal', scale: colour, legend: null },
      shape: { field: 'expert', type: 'nominal', scale: shape, legend: null },
    },
  };
}

type Curve = ReturnType<typeof curvesOf>;

/** Each expert's curve: faint where it is, strong over the span of the samples it holds. */
export function curveLayers(curve: Curve, points: readonly Point[], experts: readonly string[]): Layer[] {
  const { colour } = lookOf(experts.map(expertName));
  const held = experts.flatMap((expert) => {
    const own = points.filter((point) => point.expert === expert).map((point) => point.x1);
    const line = curve.filter((at) => at.expert === expert);
    return own.length < 2 || line.length < 2 ? [] : between(line, Math.min(...own), Math.max(...own));
  });
  const line = (values: Curve, strokeWidth: number, opacity: number): Layer => ({
    data: { values: values.map((at) => ({ ...at, expert: expertName(at.expert) })) },
    mark: { type: 'line', clip: true, strokeWidth, opacity, aria: false },
    encoding: { color: { field: 'expert', type: 'nominal', scale: colour, legend: null } },
  });
  return [line(curve, 1, 0.45), line(held, 2.2, 1)];
}

/** The part of a curve between two abscissae, its ends put on the curve. */
function between(curve: Curve, low: number, high: number): Curve {
  const at = (x: number) => {
    const next = Math.max(
      1,
      curve.findIndex((point) => point.x >= x),
    );
    const [a, b] = [curve[next - 1]!, curve[next]!];
    const share = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x);
    return { expert: a.expert, x, y: short(a.y + share * (b.y - a.y)) };
  };
  return [at(low), ...curve.filter((point) => point.x > low && point.x < high), at(high)];
}

type Regions = ReturnType<typeof regionsOf>;

/** One expert's predicted classes over the plane, in light tints; `classes` names all of the figure's. */
export function regionLayer(regions: Regions, classes: readonly number[]): Layer {
  const scale = { domain: classes.map(regionName), range: classes.map((_, i) => tints[i % tints.length]!) };
  const tint = { field: 'predicted', type: 'nominal' as const, scale };
  return {
    data: {
      values: regions.map(({ x1, x2, prediction }) => ({
        x: x1[0],
        to: x1[1],
        y: x2[0],
        top: x2[1],
        predicted: regionName(prediction),
      })),
    },
    mark: { type: 'rect', strokeWidth: 0.7, clip: true, aria: false },
    encoding: {
      x2: { field: 'to' },
      y2: { field: 'top' },
      fill: { ...tint, legend: null },
      stroke: { ...tint, legend: null },
    },
  };
}

/** What `sampleLayers` draws, for the key; with classes, what hollow and filled mean. */
export function sampleKey(experts: readonly string[], classes: boolean): KeyEntry[] {
  const held = experts.map((expert, e) => ({
    label: expertName(expert),
    shape: shapeOf(e),
    fill: colourOf(e),
    stroke: colourOf(e),
  }));
  if (!classes) return held;
  const plain = { shape: 'circle', stroke: soft };
  return [
    ...held,
    { ...plain, label: 'class 0 (hollow)', fill: 'white' },
    { ...plain, label: 'class 1 (filled)', fill: soft },
  ];
}

/** What `regionLayer` draws, for the key. */
export function regionKey(classes: readonly number[]): KeyEntry[] {
  return classes.map((label, i) => {
    const tint = tints[i % tints.length]!;
    return { label: regionName(label), shape: 'square', fill: tint, stroke: soft };
  });
}

const regionName = (prediction: number): string => `predicts class ${prediction}`;
