/** The samples of a step-through as points: their data, the layer that draws them, and the axes that hold them. */
import type { Trace, TraceSamples } from '../../experiment/trace-contract.js';
import { type Layer, short } from '../theme.js';

/** A sample with the experts that hold it, step by step; the iteration shown picks one of them. */
export interface TracePoint {
  readonly sample: number;
  readonly x: number;
  readonly y: number;
  /** The class, or the target, as a text of the tooltip. */
  readonly said: string;
  readonly hollow: boolean;
  readonly group: string;
  readonly held: readonly number[];
}

/** The ends of the axes, the same at every iteration. */
export interface Domain {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

interface Look {
  readonly size: number;
  /** Of which samples. */
  readonly only?: string;
  /** There for orientation only. */
  readonly faint?: boolean;
}

/** Samples in the colour and shape of their expert; hollow where `TracePoint.hollow` says so. */
export function pointLayer({ axes, group }: TraceSamples, { size, only, faint = false }: Look): Layer {
  const shown = { type: 'nominal' as const, scale: null };
  return {
    data: { name: 'points' },
    transform: [
      { calculate: 'datum.held[at]', as: 'expert' },
      ...(only === undefined ? [] : [{ filter: only }]),
      { calculate: 'colours[datum.expert]', as: 'colour' },
      { calculate: "datum.hollow ? 'white' : datum.colour", as: 'inside' },
      { calculate: 'shapes[datum.expert]', as: 'shape' },
    ],
    mark: { type: 'point', size, opacity: faint ? 0.22 : 0.9, strokeWidth: 1.1, clip: true, aria: false },
    encoding: {
      stroke: { field: 'colour', ...shown },
      fill: { field: 'inside', ...shown },
      shape: { field: 'shape', ...shown },
      tooltip: [
        { field: 'sample', type: 'nominal', title: 'sample' },
        { field: 'expert', type: 'nominal', title: 'expert' },
        { field: 'said', type: 'nominal', title: axes.length === 1 ? 'y' : 'class' },
        { field: 'x', type: 'quantitative', title: axes[0]! },
        ...(axes.length === 2 ? [{ field: 'y', type: 'quantitative' as const, title: axes[1]! }] : []),
        ...(group.length > 0 ? [{ field: 'group', type: 'nominal' as const, title: 'drawn from' }] : []),
      ],
    },
  };
}

/** A title that is null leaves its axis without labels. */
export function axes(domain: Domain, [x, y]: readonly (string | null)[]) {
  const axis = (field: 'x' | 'y', title: string | null) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [...domain[field]], nice: false },
    axis: {
      title,
      grid: false,
      tickCount: 4,
      labels: title !== null,
      ticks: title !== null,
      labelBound: field === 'y',
    },
  });
  return { x: axis('x', x ?? null), y: axis('y', y ?? null) };
}

/** The samples as data of the chart, with the experts of each shown step. */
export function tracePoints(
  { samples, target }: { readonly samples: TraceSamples; readonly target: Trace['target'] },
  assignments: readonly (readonly number[])[],
): TracePoint[] {
  const plane = samples.axes.length === 2;
  return samples.index.map((sample, i) => {
    const y = samples.y[i]!;
    const label = target.kind === 'classes' ? (target.labels[y] ?? String(y)) : String(short(y));
    return {
      sample,
      x: short(samples.x[i]![0]!),
      y: short(plane ? samples.x[i]![1]! : y),
      said: cut(label),
      hollow: target.kind === 'classes' && y === 0,
      group: cut(samples.group[i] ?? ''),
      held: assignments.map((labels) => labels[i]!),
    };
  });
}

/** A text of the data, no longer than a line. */
export function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
