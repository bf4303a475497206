/** Panels of a step-through about its course: the loss of every iteration, and the sizes at the one that is shown. */
import { extent } from 'd3-array';
import type { Trace, TraceStep } from '../../experiment/trace-contract.js';
import { nameAxis, numberAxis, panel } from '../marks/panel.js';
import { expertName } from '../marks/samples.js';
import { colorOf, ink, type Panel, short, soft } from '../theme.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Above this ratio of the greatest loss to the least its axis is logarithmic. */
const manyfold = 100;

/** More points than this are drawn small, along their line. */
const mostMarked = 45;

/** The loss over all recorded iterations, with a rule at the one shown. */
export function lossPanel({ steps }: Pick<Trace, 'steps'>, size: Size): Panel {
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
export function sizesPanel(shown: readonly TraceStep[], n: number, { width, height }: Size): Panel {
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
