/** What became of the rows of a table, how well they were predicted, and what has changed since the model was learned. */
import { counted } from '../../counted.js';
import { type Cell, type Document, listOf, paragraph, strong, type Table } from '../../documents/contract.js';
import type { Likelihood } from '../../experts/contract.js';
import type { Scored } from '../../fit/scoring.js';
import type { Tallied } from '../../fit/tally.js';
import type { Drift } from '../../fit/trust/drift.js';
import { lossWords, percent } from '../../inspect/words.js';
import { ending } from '../ending.js';
import { driftLines } from './drift.js';

/** @param scored null where the table has no target. @param drift null where nothing is known of the rows learned from. */
export function predictedDocument(
  tallied: Tallied,
  scored: Scored | null,
  drift: Drift | null,
  likelihood: Likelihood,
  out: string | undefined,
): Document {
  return [
    paragraph([strong(counted(tallied.rows, 'row')), rowsTold(tallied)]),
    ...(scored === null ? [] : [paragraph(scoreTold(scored))]),
    scored === null || scored.rows === 0 ? sharesTable(tallied) : driftTable(scored, likelihood),
    ...(drift === null || tallied.rows === tallied.unjudged ? [] : listOf(driftLines(drift, likelihood))),
    ...ending(out === undefined ? {} : { wrote: [out] }),
  ];
}

function rowsTold({ rows, unjudged, outside }: Tallied): string {
  const left = unjudged === 0 ? '' : `, ${unjudged} left out for a missing cell`;
  const beyond = `${outside === 0 ? 'none' : outside} with an input beyond what was learned from`;
  return `${left}, ${rows === 0 ? 'nothing to predict' : beyond}`;
}

function scoreTold({ rows, metric, value, covered }: Scored): string {
  const over = `over ${counted(rows, 'row')} with a target`;
  if (value === null) return `No score ${over}${rows === 0 ? '' : ', which does not vary'}`;
  const score = metric === 'r2' ? `R2 ${value.toFixed(3)} ${over}` : `${percent(value)} right labels ${over}`;
  if (covered === null) return score;
  const where = metric === 'r2' ? 'intervals' : 'sets of classes';
  return `${score}; ${percent(covered.share)} of these lie within their ${where}, which promise ${percent(covered.promised)}`;
}

const number = true;

function sharesTable({ shares }: Tallied): Table {
  return {
    kind: 'table',
    caption: '',
    columns: [{ title: '' }, { title: 'share', number }, { title: 'when learned', number }],
    rows: shares.map(({ share, was }, j) => [`expert ${j}`, percent(share), was === null ? '-' : percent(was)]),
  };
}

function driftTable({ experts }: Scored, likelihood: Likelihood): Table {
  const { mean, write } = lossWords[likelihood];
  const told = (loss: number | null | undefined) => (loss === null || loss === undefined ? '-' : write(loss));
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: '' },
      ...[
        { title: 'share', number },
        { title: 'when learned', number },
      ],
      ...[
        { title: mean, number },
        { title: 'when learned', number },
      ],
    ],
    rows: experts.map(({ share, loss, was }, j): Cell[] => [
      ...[`expert ${j}`, percent(share), was === null ? '-' : percent(was.share)],
      ...[told(loss), told(was?.loss)],
    ]),
  };
}
