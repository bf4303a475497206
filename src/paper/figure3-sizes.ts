/** Figure 3: cluster sizes, over the course of one trial for each method, and of all trials at their end. */
import { cut, rangeOf } from '../charts/cells.js';
import { colourOf, ink, type Layer, type Panel, shapeOf, short } from '../charts/theme.js';
import type { Arm, Run } from './figure3-data.js';

/** A task's row. */
export interface RowView {
  readonly task: string;
  readonly arms: readonly Arm[];
  /** All methods of the figure, so that each has one look in every row. */
  readonly methods: readonly string[];
  /** The trial whose course is drawn. */
  readonly trial: string;
  /** Gradient steps of an epoch; 1 where the axis counts steps. */
  readonly perEpoch: number;
  /** The axis of test accuracies, percent; one for all rows. */
  readonly accuracies: readonly number[];
}

export const rowHeight = 190;
export const percent = (share: number): number => short(100 * share);

interface Frame {
  readonly width: number;
  /** The axis of shares, percent. */
  readonly y: readonly number[];
  /** The last iteration that is recorded. */
  readonly last: number;
  readonly first: boolean;
}

const shareAxis = ({ y, first }: Frame, title: readonly string[]) => ({
  type: 'quantitative' as const,
  scale: { domain: [...y], nice: false },
  axis: { title: first ? [...title] : null, labels: first, ticks: first, tickCount: 5, minExtent: first ? 28 : 0 },
});

/** One line an expert: the samples it holds, over a pale band for its mean responsibility. */
export function coursePanel(view: RowView, arm: Arm, frame: Frame): Panel {
  const run = arm.runs.find(({ trial }) => trial === view.trial);
  const colour = colourOf(view.methods.indexOf(arm.method));
  const lines = (of: 'held' | 'mean') =>
    (run?.course ?? []).flatMap((sizes) =>
      sizes[of].map((share, expert) => ({ t: short(sizes.iteration / view.perEpoch), expert, share: percent(share) })),
    );
  const line = (of: 'held' | 'mean', mark: object): Layer => ({
    data: { values: lines(of) },
    mark: { type: 'line', color: colour, aria: false, ...mark },
    encoding: { y: { field: 'share', type: 'quantitative' }, detail: { field: 'expert', type: 'nominal' } },
  });
  return {
    title: { text: cut(arm.method, frame.width, 12, true), subtitle: cut(toldOf(run, view.trial), frame.width) },
    width: frame.width,
    height: rowHeight,
    layer: [
      line('mean', { strokeWidth: 5, opacity: 0.18 }),
      line('held', { strokeWidth: 1.4, opacity: 0.9 }),
      ...(run === undefined || run.course.length === 0 ? [] : floorLayers(arm, frame, true)),
    ],
    encoding: {
      x: {
        field: 't',
        type: 'quantitative',
        scale: { domain: [0, short(frame.last / view.perEpoch)], nice: false },
        axis: { title: view.perEpoch === 1 ? 'gradient step' : 'epoch', tickCount: 4, tickMinStep: 1, grid: false },
      },
      y: shareAxis(frame, [view.task, 'share of samples, %']),
    },
  };
}

/** `trial 0: 2 of 5 starved`. */
function toldOf(run: Run | undefined, trial: string): string {
  if (run === undefined) return `trial ${trial}: not run`;
  if (run.status !== 'ok' && run.status !== 'degenerate') return `trial ${trial}: ${run.status}`;
  if (run.course.length === 0) return `trial ${trial}: not recorded`;
  return run.starved === null ? `trial ${trial}` : `trial ${trial}: ${run.starved} of ${clustersOf(run)} starved`;
}

const clustersOf = ({ course }: Run): number => course.at(-1)?.held.length ?? 0;

/** A dashed rule; with its value below it, where the clusters are not, if it is to be named. */
function floorLayers({ floor }: Arm, { width, y }: Frame, named: boolean): Layer[] {
  if (floor === null || percent(floor) > y[1]!) return [];
  const data = { values: [{ floor: percent(floor) }] };
  const at = { field: 'floor', type: 'quantitative' as const };
  const rule: Layer = {
    data,
    mark: { type: 'rule', strokeDash: [5, 3], strokeWidth: 1.2, color: ink, aria: false },
    encoding: { y: at, x: { value: 0 }, x2: { value: 'width' } },
  };
  const name: Layer = {
    data,
    mark: { type: 'text', text: `floor ${percent(floor)} %`, align: 'right', baseline: 'top', dx: -4, dy: 6 },
    encoding: { y: at, x: { value: width } },
  };
  return named ? [rule, name] : [rule];
}

/** Each trial's clusters at its end, the largest at the left; one line a trial. */
export function endsPanel(view: RowView, frame: Frame): Panel {
  const ends = view.arms.flatMap(({ method, runs }) =>
    runs.flatMap(({ trial, course }) =>
      (course.at(-1)?.held ?? [])
        .toSorted((a, b) => b - a)
        .map((share, rank) => ({ method, trial, rank: rank + 1, share: percent(share) })),
    ),
  );
  const k = Math.max(1, ...ends.map(({ rank }) => rank));
  const trials = view.arms.map(({ runs }) => runs.filter(({ course }) => course.length > 0).length);
  return {
    title: { text: 'At the end', subtitle: countedTrials(trials) },
    width: frame.width,
    height: rowHeight,
    layer: [
      ...(ends.length === 0 ? [] : view.arms.flatMap((arm) => floorLayers(arm, frame, false))),
      ...view.arms.flatMap(({ method }) =>
        endLayers(
          ends.filter((end) => end.method === method),
          view,
          method,
        ),
      ),
    ],
    encoding: {
      x: {
        field: 'rank',
        type: 'quantitative',
        scale: { domain: [0.5, k + 0.5], nice: false },
        axis: { title: 'cluster, by size', values: ranks(k), format: 'd', grid: false },
      },
      y: shareAxis(frame, []),
    },
  };
}

type End = Readonly<{ method: string; trial: string; rank: number; share: number }>;

function endLayers(ends: readonly End[], { methods }: RowView, method: string): Layer[] {
  const m = methods.indexOf(method);
  const y = { field: 'share', type: 'quantitative' as const };
  return [
    {
      data: { values: ends.map(({ trial, rank, share }) => ({ trial, rank, share })) },
      mark: { type: 'line', strokeWidth: 1, opacity: 0.55, color: colourOf(m), aria: false },
      encoding: { y, detail: { field: 'trial', type: 'nominal' } },
    },
    {
      data: {
        values: ends.map(({ trial, rank, share }) => ({ rank, share, said: saidOf({ method, trial, rank, share }) })),
      },
      mark: { type: 'point', filled: true, size: 34, opacity: 0.9, color: colourOf(m), shape: shapeOf(m) },
      encoding: { y, description: { field: 'said', type: 'nominal' } },
    },
  ];
}

const saidOf = ({ method, trial, rank, share }: End): string =>
  `${method}, trial ${trial}: ${share} percent of the samples in cluster ${rank} by size`;

/** Every rank of few clusters, every other of many. */
const ranks = (k: number): number[] =>
  Array.from({ length: k }, (_, i) => i + 1).filter((rank) => k <= 6 || rank % 2 === 1);

function countedTrials(counts: readonly number[]): string {
  const most = Math.max(...counts);
  return most === 0 ? 'not recorded' : `${rangeOf(counts)} ${most === 1 ? 'trial' : 'trials'} each`;
}
