/** Panels of a step-through about its course: the loss of every iteration, and the sizes at the one that is shown. */
import type { Trace, TraceStep } from '../../experiment/trace-contract.js';
import { expertName } from '../example.js';
import { colourOf, ink, type Panel, short, soft } from '../theme.js';

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
  const losses = known.map(({ loss }) => loss);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const last = steps.at(-1)!.iteration;
  const x = {
    field: 'iteration',
    type: 'quantitative' as const,
    scale: { domain: [0, Math.max(1, last)], nice: false },
    axis: { title: 'iteration', grid: false, tickMinStep: 1, tickCount: 6, format: 'd' },
  };
  const y = {
    field: 'loss',
    type: 'quantitative' as const,
    scale: { type: least > 0 && most > manyfold * least ? ('log' as const) : ('linear' as const), zero: false },
    axis: { title: 'mean loss', tickCount: 4, minExtent: 34, labelBound: true },
  };
  return {
    title: 'Loss',
    ...size,
    layer: [
      {
        data: { values: [{ iteration: 0 }] },
        transform: [{ calculate: 'iteration', as: 'iteration' }],
        mark: { type: 'rule', strokeWidth: 1.5, strokeDash: [4, 3], color: soft, aria: false },
        encoding: { x },
      },
      {
        data: { values: known },
        mark: {
          type: 'line',
          color: ink,
          strokeWidth: 1.4,
          point: { size: known.length > mostMarked ? 8 : 26, fill: ink, stroke: ink },
          aria: false,
        },
        encoding: {
          x,
          y,
          tooltip: [
            { field: 'iteration', type: 'quantitative' },
            { field: 'loss', type: 'quantitative', title: 'mean loss', format: '.4~g' },
          ],
        },
      },
    ],
  };
}

/** Samples of each expert at the iteration shown, as bars with their numbers; the axis ends at the largest of all. */
export function sizesPanel(shown: readonly TraceStep[], n: number, { width, height }: Size): Panel {
  const rows = shown.flatMap(({ iteration, sizes }) =>
    sizes.map((size, expert) => ({ iteration, expert: expertName(expert), size, colour: colourOf(expert) })),
  );
  const largest = Math.max(1, ...rows.map(({ size }) => size));
  const names = [...new Set(rows.map(({ expert }) => expert))];
  return {
    title: `Samples of each expert, n = ${n}`,
    width,
    height: Math.max(height, 16 * names.length),
    data: { values: rows },
    transform: [{ filter: 'datum.iteration === iteration' }],
    encoding: {
      y: {
        field: 'expert',
        type: 'nominal',
        scale: { domain: names, paddingInner: 0.25, paddingOuter: 0.2 },
        axis: { title: null, ticks: false, labelPadding: 5 },
      },
      x: {
        field: 'size',
        type: 'quantitative',
        // Room for the number beside the longest bar.
        scale: { domain: [0, largest * 1.14], nice: false },
        axis: { title: 'samples', grid: false, tickCount: 4, format: 'd' },
      },
    },
    layer: [
      {
        mark: { type: 'bar', aria: false },
        encoding: {
          fill: { field: 'colour', type: 'nominal', scale: null },
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
  };
}
