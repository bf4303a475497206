/** Main effects and interactions of crossed sweeps, in points where the metric is a share. */
import type { Cell, Document, Fold } from '../documents/contract.js';
import { typeset, withInterval } from '../documents/numbers.js';
import { isShare } from '../metrics/contract.js';
import type { EffectLine } from '../results/effects.js';
import type { MetricMeaning } from './contract.js';

/** A table for each method and metric, behind a line that opens it: a row for each effect, a column for each task. */
export function effectTables(lines: readonly EffectLine[], metrics: readonly MetricMeaning[]): Document {
  const tables = new Map<string, EffectLine[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.method, line.metric]);
    tables.set(key, [...(tables.get(key) ?? []), line]);
  }
  return [...tables.values()].map((own) => effectTable(own, metrics));
}

function effectTable(lines: readonly EffectLine[], metrics: readonly MetricMeaning[]): Fold {
  const [{ method, metric }] = lines as readonly [EffectLine];
  const meaning = metrics.find(({ name }) => name === metric);
  const share = meaning !== undefined && isShare(meaning);
  const tasks = [...new Set(lines.map(({ task }) => task))];
  const cellOf = (effect: string, task: string): Cell => {
    const line = lines.find((one) => one.effect === effect && one.task === task);
    if (line === undefined || line.value === null) return '–';
    const scaled = (value: number | null) => (value === null || !share ? value : 100 * value);
    return withInterval(scaled(line.value), scaled(line.low), scaled(line.high), typeset);
  };
  const ns = [...new Set(lines.map(({ n }) => n))].sort((a, b) => a - b);
  const caption = `${method}: effects on ${metric.replaceAll('_', ' ')}${share ? ', points' : ''} [95% interval]`;
  const table = {
    kind: 'table',
    caption,
    cards: true,
    columns: [{ title: 'effect' }, ...tasks.map((title) => ({ title, number: true }))],
    rows: [...new Set(lines.map(({ effect }) => effect))].map((effect) => [
      effect.replaceAll(') x ', ') × '),
      ...tasks.map((task) => cellOf(effect, task)),
    ]),
    note:
      `Paired by trial, n = ${ns.join(' and ')}; intervals by Student’s t, not corrected for their number. An effect is the ` +
      'second value minus the first, averaged over the other choices. An interaction (×) is the difference between such effects.',
  } as const;
  return { kind: 'fold', summary: caption, body: [table] };
}
