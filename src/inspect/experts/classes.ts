/** The classes of an expert's rows, and how many of them it gets right. */
import type { Table } from '../../documents/contract.js';
import { documentHtml, type Html } from '../../documents/html.js';
import type { Inspected, InspectedData } from '../contract.js';
import { percent } from '../words.js';

/** Classes that are told, the commonest first. */
const most = 8;

export function classesHtml(
  { bound: { model } }: Inspected,
  { prepared, expert, prediction }: InspectedData,
  j: number,
): Html {
  const labels = model.target.kind === 'classes' ? model.target.labels : [];
  const counts = labels.map((label) => ({ label, rows: 0, right: 0 }));
  let all = 0;
  expert.forEach((own, r) => {
    if (own !== j) return;
    const count = counts[prepared.y[prepared.rows[r]!]!]!;
    all++;
    count.rows++;
    count.right += Number(prediction[r] === prepared.y[prepared.rows[r]!]);
  });
  const told = counts.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows);
  const left = told.length - most;
  const table: Table = {
    kind: 'table',
    caption: `Classes of its rows, and how many it gets right`,
    columns: [
      { title: model.target.name },
      { title: 'rows', number: true },
      { title: 'of its rows', number: true },
      { title: 'right', number: true },
    ],
    rows: told
      .slice(0, most)
      .map(({ label, rows, right }) => [label, String(rows), percent(rows / all), percent(right / rows)]),
    ...(left > 0 ? { note: `The commonest ${most}; ${left} more have fewer rows.` } : {}),
  };
  return documentHtml([table]);
}
