/** How well a model did on a table, and what has changed since it was learned. */
import { counted } from '../../counted.js';
import { type Document, paragraph } from '../../documents/contract.js';
import { rounded } from '../../documents/numbers.js';
import type { Scored } from '../../fit/scoring.js';
import { ending } from '../ending.js';

/** @param scored null where the table has no target. */
export function scoredDocument(scored: Scored | null, out: string | undefined): Document {
  return [...(scored === null ? [] : scores(scored)), ...ending(out === undefined ? {} : { wrote: [out] })];
}

function scores({ rows, metric, value, experts }: Scored): Document {
  const named =
    metric === 'r2' ? `R2 ${rounded(value)}` : `right labels ${rounded(value === null ? null : 100 * value)}%`;
  return [
    paragraph(`${named} over ${counted(rows, 'row')} with a target`),
    {
      kind: 'table',
      caption: '',
      columns: [
        { title: '' },
        { title: 'share', number: true },
        { title: 'when learned', number: true },
        { title: 'mean loss', number: true },
        { title: 'when learned', number: true },
      ],
      rows: experts.map(({ share, loss, was }, j) => [
        `expert ${j}`,
        `${rounded(100 * share)}%`,
        was === null ? '-' : `${rounded(100 * was.share)}%`,
        rounded(loss, 4),
        rounded(was?.loss, 4),
      ]),
    },
  ];
}
