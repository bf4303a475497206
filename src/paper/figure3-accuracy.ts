/** Figure 3: the test accuracy of each method on a task. */
import { cut, measureOf } from '../charts/cells.js';
import { colourOf, type Layer, type Panel, shapeOf, soft } from '../charts/theme.js';
import type { Arm } from './figure3-data.js';
import { type RowView, rowHeight } from './figure3-sizes.js';

/** The room for a method's name, px. */
export const nameRoom = 90;

/** Each method's mean with its interval, its number over it, each trial as a tick. */
export function accuracyPanel({ arms, methods, accuracies }: RowView, width: number): Panel {
  return {
    title: { text: 'Test accuracy', subtitle: '\u00a0' },
    width,
    height: rowHeight,
    layer: arms.flatMap((arm) =>
      arm.summary?.n ? armLayers(arm, methods.indexOf(arm.method)) : [nothing(arm, width)],
    ),
    encoding: {
      x: {
        type: 'quantitative',
        scale: { domain: [...accuracies], nice: false, padding: 24 },
        axis: { title: measureOf('test_accuracy').title, tickCount: 3, labelFlush: false },
      },
      y: {
        field: 'method',
        type: 'nominal',
        scale: { type: 'band', domain: arms.map(({ method }) => method) },
        axis: {
          title: null,
          ticks: false,
          domain: false,
          labelExpr: countsExpr(arms),
          labelLineHeight: 13,
        },
      },
    },
  };
}

function armLayers({ method, runs, summary }: Arm, m: number): Layer[] {
  const { at, text } = measureOf('test_accuracy');
  const { mean, low, high, n } = summary!;
  const x = { field: 'at', type: 'quantitative' as const };
  const said = `${method}: mean test accuracy ${text(mean!)} percent, n = ${n}`;
  const value = { data: { values: [{ method, at: at(mean!), text: text(mean!), said }] } };
  const trials = runs.flatMap(({ accuracy }) => (accuracy === null ? [] : [{ method, at: at(accuracy) }]));
  const tick = { type: 'tick' as const, orient: 'vertical' as const, size: 12, thickness: 1.2, opacity: 0.6 };
  const bar: Layer = {
    data: { values: low === null || high === null ? [] : [{ method, low: at(low), high: at(high) }] },
    mark: { type: 'rule', strokeWidth: 2.5, opacity: 0.6, color: colourOf(m), aria: false },
    encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
  };
  return [
    bar,
    { data: { values: trials }, mark: { ...tick, color: colourOf(m), aria: false }, encoding: { x } },
    {
      ...value,
      mark: { type: 'point', filled: true, size: 70, opacity: 1, color: colourOf(m), shape: shapeOf(m) },
      encoding: { x, description: { field: 'said', type: 'nominal' } },
    },
    {
      ...value,
      mark: { type: 'text', dy: -15, fontWeight: 'bold' },
      encoding: { x, text: { field: 'text', type: 'nominal' } },
    },
  ];
}

function nothing({ method }: Arm, width: number): Layer {
  return {
    data: { values: [{ method }] },
    mark: { type: 'text', text: 'no result', color: soft },
    encoding: { x: { value: width / 2 } },
  };
}

/** For Vega, the methods' names, cut, each over its number of trials with a result. */
function countsExpr(arms: readonly Arm[]): string {
  const lines = arms.map(({ method, summary }) => `${cut(method, nameRoom)}\nn = ${summary?.n ?? 0}`);
  return `split(${JSON.stringify(lines)}[indexof(${JSON.stringify(arms.map(({ method }) => method))}, datum.value)], '\\n')`;
}
