import type { Tables } from '../charts/contract.js';
import { bestOf, curvesOf, examplesOf, type Point, pointsOf, span } from '../charts/example.js';
import { curveLayers, sampleLayers } from '../charts/marks/samples.js';
import { namesOf } from '../charts/summary.js';
import type { Layer, Panel } from '../charts/theme.js';
import { InputError } from '../errors.js';
import { type RowView, rowHeight } from './figure1-panels.js';

/** The best example of a method on a task, and its samples at the end. @throws InputError when none is recorded. */
export function fittedPoints(tables: Tables, task: string, method: string) {
  const examples = examplesOf(tables, task);
  const own = examples.filter((example) => example.method === method);
  if (own.length === 0) {
    const there = namesOf(examples, (example) => example.method).join(', ');
    throw new InputError(`figure1: no example of ${task} by "${method}" is recorded; there are some by ${there}`);
  }
  const shown = bestOf(own);
  return {
    shown,
    choice: own.length > 1 ? [`best of ${own.length} recorded`] : [],
    points: pointsOf(tables, shown.id, shown.last),
  };
}

/** The first column: the samples of the fitted method's best example at its end, by expert, under the experts' lines. */
export function dataPanel(tables: Tables, view: RowView, fitted: string): Panel {
  const { shown, choice, points } = fittedPoints(tables, view.task, fitted);
  const plane = points.some((point) => point.x2 !== undefined);
  const experts = namesOf(points, (point) => point.expert).toSorted();
  const layers: Layer[] = sampleLayers(points, { experts, size: 26 });
  if (!plane) layers.unshift(...curveLayers(curvesOf(tables, shown.id, shown.last), points, experts));
  return {
    title: { text: `Data: ${view.task}`, subtitle: [`${shown.method}, trial ${shown.trial}: ${shown.end}`, ...choice] },
    width: 175,
    height: rowHeight(view),
    layer: layers,
    encoding: position(points, plane),
  };
}

function position(points: readonly Point[], plane: boolean) {
  const channel = (values: readonly number[], title: string, minExtent: number) => ({
    field: title.startsWith('x1') || title === 'x' ? 'x' : 'y',
    type: 'quantitative' as const,
    scale: { domain: span(values, 0.06), nice: false },
    axis: { title, grid: false, tickCount: 5, minExtent },
  });
  return {
    x: channel(
      points.map((point) => point.x1),
      plane ? 'x1' : 'x',
      0,
    ),
    y: channel(
      points.map((point) => point.x2 ?? point.y),
      plane ? 'x2' : 'y',
      22,
    ),
  };
}
