/** The samples of a step-through, at the iteration that is shown: their data, and the panels with them. */
import type { Trace, TraceSamples } from '../../experiment/trace-contract.js';
import { endsOf, linesOf, panel, planeAxes, rowOf, stacked } from '../marks/panel.js';
import { expertName } from '../marks/samples.js';
import { type Layer, type Panel, panelWidth, short } from '../theme.js';
import { packedRegions } from './packed.js';

/** The parts of a step-through over its samples, and the named data and lists that their expressions use. */
export interface SampleParts {
  readonly panel: Panel;
  readonly datasets: Readonly<Record<string, readonly object[]>>;
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
}

/** The ends of the axes, the same at every iteration. */
interface Domain {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many panels stand in a row, and how many there are at most. */
const across = 4;
const mostPanels = 12;

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

interface Look {
  readonly size: number;
  /** Of which samples. */
  readonly only?: string;
  /** There for orientation only. */
  readonly faint?: boolean;
}

/** Samples in the colour and shape of their expert; hollow where `TracePoint.hollow` says so. */
function pointLayer({ axes, group }: TraceSamples, { size, only, faint = false }: Look): Layer {
  const shown = { type: 'nominal' as const, scale: null };
  return {
    data: { name: 'points' },
    transform: [
      { calculate: 'datum.held[at]', as: 'expert' },
      ...(only === undefined ? [] : [{ filter: only }]),
      { calculate: 'colors[datum.expert]', as: 'color' },
      { calculate: "datum.hollow ? 'white' : datum.color", as: 'inside' },
      { calculate: 'shapes[datum.expert]', as: 'shape' },
    ],
    mark: { type: 'point', size, opacity: faint ? 0.22 : 0.9, strokeWidth: 1.1, clip: true, aria: false },
    encoding: {
      stroke: { field: 'color', ...shown },
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

/** A title that Vega computes for the iteration shown. */
const titled = (expr: string) => ({ title: { text: { expr } } });

/** Targets against x, with each expert's curve: `points` and `curves` are the names of data. */
export function linePanel(samples: TraceSamples, classes: boolean, size: Size): Panel {
  const domain = {
    x: endsOf(
      samples.x.map(([x]) => x!),
      0.04,
    ),
    y: endsOf(samples.y, 0.12),
  };
  const curve = (held: boolean): Layer => ({
    data: { name: 'curves' },
    transform: [
      { filter: `datum.iteration === iteration && datum.held === ${held}` },
      { calculate: 'colors[datum.expert]', as: 'color' },
    ],
    mark: {
      ...{ type: 'line', clip: true, strokeWidth: held ? 2.4 : 1.2, opacity: held ? 1 : 0.5 },
      ...{ aria: false, tooltip: null },
    },
    encoding: {
      stroke: { field: 'color', type: 'nominal', scale: null },
      detail: { field: 'expert', type: 'nominal' },
      order: { field: 'x', type: 'quantitative' },
    },
  });
  return {
    ...panel({
      ...{ ...size, layers: [curve(false), curve(true), pointLayer(samples, { size: 36 })] },
      ...planeAxes(domain, [samples.axes[0]!, classes ? 'class' : 'y']),
    }),
    ...titled("'Iteration ' + iteration"),
  };
}

/** All samples on their plane by expert; the plane is that of the samples where there is no other. */
export function planePanel(samples: TraceSamples, size: Size, domain: Domain = domainOf(samples)): Panel {
  const { axes } = samples;
  const drawn = panel({
    ...size,
    layers: [pointLayer(samples, { size: 30 })],
    ...planeAxes(domain, [axes[0]!, axes[1]!]),
  });
  return { ...drawn, ...titled("'Iteration ' + iteration + ': all samples'") };
}

function domainOf({ x }: TraceSamples): Domain {
  return {
    x: endsOf(
      x.map(([first]) => first!),
      0.06,
    ),
    y: endsOf(
      x.map(([, second]) => second!),
      0.06,
    ),
  };
}

/**
 * All samples, and a panel for each expert: the regions where it predicts each class, and its own samples. null without
 * regions, and for too many experts.
 */
export function expertPanels(trace: Pick<Trace, 'steps' | 'k'>, samples: TraceSamples): SampleParts | null {
  const regions = trace.k < mostPanels ? packedRegions(trace) : null;
  if (regions === null) return null;
  const [x1, x2] = regions.edges;
  const domain = { x: [x1[0]!, x1.at(-1)!], y: [x2[0]!, x2.at(-1)!] };
  const width = panelWidth(Math.min(across, trace.k + 1), 42);
  const size = { width, height: width };
  const each = Array.from({ length: trace.k }, (_, expert) => expertPanel(samples, expert, domain, size));
  const rows = linesOf([planePanel(samples, size, domain), ...each], across).map((panels) => rowOf(panels));
  return { panel: stacked(rows, 16), datasets: { regions: regions.rows }, lists: { x1, x2 } };
}

function expertPanel(samples: TraceSamples, expert: number, domain: Domain, size: Size): Panel {
  const [x1, x2] = samples.axes;
  const drawn = panel({
    ...size,
    layers: [
      regionLayer(expert),
      pointLayer(samples, { size: 14, only: `datum.expert !== ${expert}`, faint: true }),
      pointLayer(samples, { size: 34, only: `datum.expert === ${expert}` }),
    ],
    ...planeAxes(domain, [x1!, x2!], { y: (expert + 1) % across > 0 }),
  });
  return { ...drawn, ...titled(`'${expertName(expert)}, n = ' + sizes[at][${expert}]`) };
}

function regionLayer(expert: number): Layer {
  const corner = (list: string, index: string, as: string) => ({ calculate: `${list}[datum.${index}]`, as });
  const tint = { field: 'tint', type: 'nominal' as const, scale: null };
  return {
    data: { name: 'regions' },
    transform: [
      { filter: `datum.expert === ${expert} && datum.iteration === iteration` },
      { flatten: ['a', 'b', 'c', 'd', 'p'] },
      corner('x1', 'a', 'x'),
      corner('x2', 'b', 'y'),
      corner('x1', 'c', 'to'),
      corner('x2', 'd', 'top'),
      { calculate: 'tints[datum.p % length(tints)]', as: 'tint' },
    ],
    mark: { type: 'rect', strokeWidth: 0.7, clip: true, aria: false, tooltip: null },
    encoding: { x2: { field: 'to' }, y2: { field: 'top' }, fill: tint, stroke: tint },
  };
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
