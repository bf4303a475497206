/** How trials ended that did not end ok, with the reasons they gave. */
import type { Row } from '../experiment/contract.js';
import { type Html, html } from './html.js';
import { firstOf, folded, tableOf } from './table.js';
import { quoted } from './words.js';

/** Reasons shown of an experiment. */
const mostReasons = 100;

interface Ending {
  readonly row: Row;
  readonly trials: number;
}

/** @param where the file that has all of them. */
export function endings(rows: readonly Row[], where: string): Html {
  const found = endingsOf(rows);
  if (found.length === 0) return html`<p>Every trial ended ok.</p>`;
  const { shown, note } = firstOf(found, mostReasons, 'reasons', where);
  return html`<p>A degenerate trial is a result; failed trials and those that ran out of time have no values, and are rows
all the same.</p>
${folded(
  'Reasons',
  shown.length,
  tableOf({
    caption: 'Trials that did not end ok',
    cards: true,
    columns: [
      { title: 'task' },
      { title: 'method' },
      { title: 'status' },
      { title: 'trials', number: true },
      { title: 'reason' },
      { title: 'the first' },
    ],
    rows: shown.map(({ row, trials }) => [
      row.task,
      row.method,
      row.status,
      trials,
      quoted(row.reason || '–', 300),
      quoted(row.id, 300),
    ]),
    note,
  }),
)}`;
}

/** By task, method, status and reason, with the first trial of each; failures before degenerate ones, then as they come. */
function endingsOf(rows: readonly Row[]): Ending[] {
  const found = new Map<string, { row: Row; trials: number }>();
  for (const row of rows) {
    if (row.status === 'ok') continue;
    const key = JSON.stringify([row.task, row.method, row.status, row.reason]);
    const ending = found.get(key) ?? { row, trials: 0 };
    found.set(key, ending);
    ending.trials++;
  }
  const failed = ({ row }: Ending) => (row.status === 'degenerate' ? 1 : 0);
  return [...found.values()].sort((a, b) => failed(a) - failed(b));
}
