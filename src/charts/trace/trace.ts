/**
 * A trial step by step: one sheet of which the parameter `iteration` says what is shown. It draws an outcome, not
 * tables, so it is none of the registered charts.
 */
import { extent } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { InputError } from '../../errors.js';
import { shownSteps, type Trace, type TraceSamples, type TraceStep } from '../../experiment/trace-contract.js';
import { ink, soft, tints } from '../colors.js';
import { type KeyEntry, keyPanel } from '../marks/key.js';
import { nameAxis, numberAxis, panel } from '../marks/panel.js';
import { expertName, sampleKey } from '../marks/samples.js';
import { colorOf, type Panel, page, shapeOf, short } from '../theme.js';
import { curvePoints } from './packed.js';
import { cut, expertPanels, linePanel, planePanel, type SampleParts, tracePoints } from './samples.js';

/** Width and height of a panel that has the course at its side, px: a phone shows all of it. */
const wide = 290;

/**
 * The sheet at its last iteration. Its axes hold what any iteration shows, so that nothing jumps.
 * @throws InputError for a trace without any step: a trial that failed.
 */
export function traceChart(trace: Trace): TopLevelSpec {
  const shown = shownSteps(trace);
  const last = shown.at(-1);
  if (last === undefined) throw new InputError(`${trace.row.id} has no iteration to draw: ${cut(trace.row.reason)}`);
  const { samples } = trace;
  const parts = samples === undefined ? null : samplePartsOf(trace, samples, shown);
  const sheet = page(headOf(trace, parts), bodyOf(trace, shown, parts), keyOf(trace, parts));
  const lists = {
    sizes: shown.map(({ sizes }) => sizes),
    colors: upTo(trace.k, colorOf),
    shapes: upTo(trace.k, shapeOf),
    tints,
    ...parts?.lists,
  };
  return {
    ...sheet,
    params: [
      { name: 'iteration', value: last.iteration },
      { name: 'at', expr: `indexof([${shown.map(({ iteration }) => iteration).join()}], iteration)` },
      ...Object.entries(lists).map(([name, value]) => ({ name, value: [...value] })),
    ],
    datasets: parts?.datasets ?? {},
  } as TopLevelSpec;
}

const upTo = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

/** The panels over the samples; `beside` where there is room for the course at their side. */
type Parts = SampleParts & { readonly beside: boolean };

function samplePartsOf(trace: Trace, samples: TraceSamples, shown: readonly TraceStep[]): Parts {
  const held = shown.map(({ picture }) => picture?.assignment ?? []);
  const points = tracePoints({ samples, target: trace.target }, held);
  if (samples.axes.length === 1) {
    const curves = curvePoints(trace, samples);
    const panel = linePanel(samples, trace.target.kind === 'classes', { width: wide, height: wide });
    return { panel, datasets: { points, curves }, lists: {}, beside: true };
  }
  const each = expertPanels(trace, samples);
  if (each !== null) return { ...each, datasets: { ...each.datasets, points }, beside: false };
  const panel = planePanel(samples, { width: wide, height: wide });
  return { panel, datasets: { points }, lists: {}, beside: true };
}

function bodyOf(trace: Trace, shown: readonly TraceStep[], parts: Parts | null): Panel {
  const loss = trace.steps.some((step) => step.loss !== null);
  const course = (width: number, height: number): Panel[] => [
    ...(loss ? [lossPanel(trace, { width, height })] : []),
    sizesPanel(shown, trace.n, { width, height }),
  ];
  const row = (height: number): Panel => ({ bounds: 'flush', spacing: 84, hconcat: course(310, height) });
  if (parts === null) return row(160);
  if (parts.beside) return { spacing: 24, hconcat: [parts.panel, { spacing: 16, vconcat: course(320, 115) }] };
  return { spacing: 16, vconcat: [parts.panel, row(110)] };
}

function headOf({ row, n, k, expert, samples, steps }: Trace, parts: Parts | null) {
  const kept = samples === undefined || samples.index.length === n ? '' : `, ${samples.index.length} of them drawn`;
  const last = steps.at(-1)!.iteration;
  const note =
    samples === undefined
      ? 'The samples have too many features to be drawn.'
      : parts!.beside
        ? 'Each sample in the color and shape of the expert that holds it.'
        : 'First all samples by expert; then, expert by expert, where it predicts which class and its own samples.';
  return {
    title: `${cut(row.task)} by ${cut(row.method)}, trial ${row.trial}: ${endTold(row)}`,
    notes: [`${n} samples${kept}, ${k} experts (${expert}). ${note}`],
    description:
      `${cut(row.task)} by ${cut(row.method)}, trial ${row.trial}, at one of its iterations 0 to ${last}. ${note} ` +
      'Beside them the mean loss of every iteration, and how many samples each expert holds. It ended ' +
      `${endTold(row)}.`,
  };
}

/** How a trial ended, in a few words. */
export function endTold({ status, reason, converged, iterations }: Trace['row']): string {
  const after = `after ${iterations} ${iterations === 1 ? 'iteration' : 'iterations'}`;
  if (status !== 'ok') return `${status} ${after} (${cut(reason)})`;
  return converged ? `converged ${after}` : `not converged ${after}`;
}

/** None where there are no samples: the bars of the sizes are named. */
function keyOf({ k, target }: Trace, parts: Parts | null): Panel | undefined {
  if (parts === null) return undefined;
  const experts = sampleKey(upTo(k, Number), false);
  if (target.kind !== 'classes') return keyPanel([experts]);
  const plain = { shape: 'circle', stroke: soft };
  const [first, ...others] = target.labels.map((label) => cut(label));
  const classes: KeyEntry[] = [
    { ...plain, label: `class ${first} (hollow)`, fill: 'white' },
    { ...plain, label: others.length === 1 ? `class ${others[0]} (filled)` : 'other classes (filled)', fill: soft },
  ];
  const regions = target.labels.slice(0, tints.length).map((label, i): KeyEntry => {
    return { label: `predicts ${cut(label)}`, shape: 'square', fill: tints[i]!, stroke: soft };
  });
  return keyPanel([experts, [...classes, ...(parts.beside ? [] : regions)]]);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Above this ratio of the greatest loss to the least its axis is logarithmic. */
const manyfold = 100;

/** More points than this are drawn small, along their line. */
const mostMarked = 45;

/** The loss over all recorded iterations, with a rule at the one shown. */
function lossPanel({ steps }: Pick<Trace, 'steps'>, size: Size): Panel {
  const known = steps.flatMap(({ iteration, loss }) => (loss === null ? [] : [{ iteration, loss: short(loss) }]));
  const [least = 0, most = 1] = extent(known, ({ loss }) => loss);
  const log = least > 0 && most > manyfold * least;
  const x = numberAxis({
    ...{ field: 'iteration', title: 'iteration', domain: [0, Math.max(1, steps.at(-1)!.iteration)], ticks: 6 },
    axis: { tickMinStep: 1, format: 'd' },
  });
  const y = numberAxis({
    ...{ field: 'loss', title: 'mean loss', scale: { type: log ? 'log' : 'linear', zero: false }, grid: true },
    axis: { minExtent: 34, labelBound: true },
  });
  const shown = { data: { values: [{ iteration: 0 }] }, transform: [{ calculate: 'iteration', as: 'iteration' }] };
  return panel({
    ...{ title: 'Loss', ...size, x },
    layers: [
      { ...shown, mark: { type: 'rule', strokeWidth: 1.5, strokeDash: [4, 3], color: soft, aria: false } },
      {
        data: { values: known },
        mark: {
          ...{ type: 'line', color: ink, strokeWidth: 1.4, aria: false },
          point: { size: known.length > mostMarked ? 8 : 26, fill: ink, stroke: ink },
        },
        encoding: {
          y: y as object,
          tooltip: [
            { field: 'iteration', type: 'quantitative' },
            { field: 'loss', type: 'quantitative', title: 'mean loss', format: '.4~g' },
          ],
        },
      },
    ],
  });
}

/** Samples of each expert at the iteration shown, as bars with their numbers; the axis ends at the largest of all. */
function sizesPanel(shown: readonly TraceStep[], n: number, { width, height }: Size): Panel {
  const rows = shown.flatMap(({ iteration, sizes }) =>
    sizes.map((size, expert) => ({ iteration, expert: expertName(expert), size, color: colorOf(expert) })),
  );
  const largest = Math.max(1, ...rows.map(({ size }) => size));
  const names = [...new Set(rows.map(({ expert }) => expert))].map((name) => [name, [name]] as const);
  return panel({
    ...{ title: `Samples of each expert, n = ${n}`, width, height: Math.max(height, 16 * names.length) },
    data: { values: rows },
    transform: [{ filter: 'datum.iteration === iteration' }],
    y: nameAxis({
      field: 'expert',
      names,
      scale: { paddingInner: 0.25, paddingOuter: 0.2 },
      axis: { labelPadding: 5 },
    }),
    // Room for the number beside the longest bar.
    x: numberAxis({ field: 'size', title: 'samples', domain: [0, largest * 1.14], axis: { format: 'd' } }),
    layers: [
      {
        mark: { type: 'bar', aria: false },
        encoding: {
          fill: { field: 'color', type: 'nominal', scale: null },
          tooltip: [
            { field: 'expert', type: 'nominal' },
            { field: 'size', type: 'quantitative', title: 'samples' },
          ],
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 4, aria: false },
        encoding: { text: { field: 'size', type: 'quantitative' } },
      },
    ],
  });
}
