/** Panels of a step-through with the samples in them, at the iteration that is shown. */
import type { Trace, TraceSamples } from '../../experiment/trace-contract.js';
import { expertName, span } from '../example.js';
import { gap, type Layer, type Panel, panelWidth } from '../theme.js';
import { axes, type Domain, pointLayer } from './points.js';
import { packedRegions } from './regions.js';

/** The parts of a step-through over its samples, and the named data and lists that their expressions use. */
export interface SampleParts {
  readonly panel: Panel;
  readonly datasets: Readonly<Record<string, readonly object[]>>;
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many panels stand in a row, and how many there are at most. */
const across = 4;
const mostPanels = 12;

/** Targets against x, with each expert's curve: `points` and `curves` are the names of data. */
export function linePanel(samples: TraceSamples, classes: boolean, size: Size): Panel {
  const domain = {
    x: span(
      samples.x.map(([x]) => x!),
      0.04,
    ),
    y: span(samples.y, 0.12),
  };
  const curve = (held: boolean): Layer => ({
    data: { name: 'curves' },
    transform: [
      { filter: `datum.iteration === iteration && datum.held === ${held}` },
      { calculate: 'colours[datum.expert]', as: 'colour' },
    ],
    mark: {
      type: 'line',
      clip: true,
      strokeWidth: held ? 2.4 : 1.2,
      opacity: held ? 1 : 0.5,
      aria: false,
      tooltip: null,
    },
    encoding: {
      stroke: { field: 'colour', type: 'nominal', scale: null },
      detail: { field: 'expert', type: 'nominal' },
      order: { field: 'x', type: 'quantitative' },
    },
  });
  return {
    title: { text: { expr: "'Iteration ' + iteration" } },
    ...size,
    layer: [curve(false), curve(true), pointLayer(samples, { size: 36 })],
    encoding: axes(domain, [samples.axes[0]!, classes ? 'class' : 'y']),
  };
}

/** All samples on their plane by expert. */
export function planePanel(samples: TraceSamples, domain: Domain, size: Size): Panel {
  return {
    title: { text: { expr: "'Iteration ' + iteration + ': all samples'" } },
    ...size,
    layer: [pointLayer(samples, { size: 30 })],
    encoding: axes(domain, samples.axes),
  };
}

/** The plane of the samples alone. */
export function domainOf(samples: TraceSamples): Domain {
  const [x, y] = [0, 1].map((c) =>
    span(
      samples.x.map((at) => at[c]!),
      0.06,
    ),
  );
  return { x: x!, y: y! };
}

/**
 * All samples, and a panel for each expert: the regions where it predicts each class, and its own samples. null without
 * regions, and for too many experts.
 */
export function expertPanels(trace: Pick<Trace, 'steps' | 'k'>, samples: TraceSamples): SampleParts | null {
  const regions = trace.k < mostPanels ? packedRegions(trace) : null;
  if (regions === null) return null;
  const [x1, x2] = regions.edges;
  const domain = { x: [x1[0]!, x1.at(-1)!], y: [x2[0]!, x2.at(-1)!] } as const;
  const width = panelWidth(Math.min(across, trace.k + 1), 42);
  const size = { width, height: width };
  const panels = [
    planePanel(samples, domain, size),
    ...Array.from({ length: trace.k }, (_, expert) =>
      expertPanel(samples, expert, domain, size, (expert + 1) % across),
    ),
  ];
  const rows = Array.from(
    { length: Math.ceil(panels.length / across) },
    (_, row): Panel => ({
      spacing: gap,
      bounds: 'flush',
      hconcat: panels.slice(row * across, (row + 1) * across),
    }),
  );
  return {
    panel: { spacing: 16, vconcat: rows },
    datasets: { regions: regions.rows },
    lists: { x1, x2 },
  };
}

function expertPanel(samples: TraceSamples, expert: number, domain: Domain, size: Size, column: number): Panel {
  return {
    title: { text: { expr: `'${expertName(expert)}, n = ' + sizes[at][${expert}]` } },
    ...size,
    layer: [
      regionLayer(expert),
      pointLayer(samples, { size: 14, only: `datum.expert !== ${expert}`, faint: true }),
      pointLayer(samples, { size: 34, only: `datum.expert === ${expert}` }),
    ],
    encoding: axes(domain, column === 0 ? samples.axes : [samples.axes[0]!, null]),
  };
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
