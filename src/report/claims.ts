/** The paper's sentences beside what came out: claims.csv as a table, and verdicts counted. */
import type { JudgedClaim } from '../results/claims/judge.js';
import { type JudgedVerdict, testText } from '../results/claims/tables.js';
import type { ReportedExperiment } from './contract.js';
import { type Html, html } from './html.js';
import { tableOf } from './table.js';
import { verdictNames, verdictOf } from './verdicts.js';
import { quoted, said, withInterval } from './words.js';

type Judged = Pick<ReportedExperiment, 'spec' | 'claims'>;

/** Undefined for a spec that makes no claim. */
export function claimsTable({ spec, claims }: Judged): Html | undefined {
  if (claims.length === 0) return undefined;
  const columns = [{ title: 'claim' }, { title: 'the paper says' }, { title: 'the paper’s value' }];
  const table = tableOf({
    caption: `Claims judged on the results of ${spec.name}`,
    columns: [...columns, { title: 'ours [95 % interval], n' }, { title: 'verdict' }, { title: 'why' }],
    rows: claims.map((claim) => [
      quoted(claim.id),
      html`${quoted(claim.sentence)} <span class="source">section ${quoted(claim.section)}</span>`,
      quoted(claim.paper),
      oursOf(claim),
      html`${verdictOf(claim.verdict)}${unexpected(claim)}`,
      html`${quoted(claim.note)}<details><summary>how it was judged</summary>${quoted(claim.test)}</details>`,
    ]),
    cards: true,
  });
  return html`<div class="claims">${table}</div>`;
}

/** Where the verdict is another than the spec expects, as it may be in a quick run. */
function unexpected({ asExpected, expected }: JudgedClaim): Html | undefined {
  return asExpected ? undefined : html` <small>expected: ${expected}</small>`;
}

function oursOf({ value, low, high, n, tests: [first] }: JudgedClaim): Html {
  const measured = first === undefined ? '' : testText(first);
  return html`${withInterval(value, low, high)}${n !== null && html`, <span class="nowrap">n = ${said(n)}</span>`}<small class="of">${quoted(measured, 200)}</small>`;
}

/** The findings in numbers: how many claims have which verdict over all experiments, and each of them. */
export function verdictCounts(
  experiments: readonly Judged[],
): { readonly tiles: Html; readonly table: Html } | undefined {
  const judged = experiments.map((experiment) => ({
    experiment,
    verdicts: experiment.claims.map(({ verdict }) => verdict),
  }));
  const all = judged.flatMap(({ verdicts }) => verdicts);
  if (all.length === 0) return undefined;
  const names = verdictNames.filter((name) => name !== 'not judged' || all.includes(name));
  const countsOf = (verdicts: readonly JudgedVerdict[]) =>
    names.map((name) => verdicts.filter((v) => v === name).length);
  const tiles = countsOf(all).map((count, v) => html`<li><strong>${count}</strong> ${verdictOf(names[v]!)}</li>\n`);
  const table = tableOf({
    caption: 'Claims by verdict',
    cards: true,
    columns: [{ title: 'experiment' }, ...[...names, 'all'].map((title) => ({ title, number: true }))],
    rows: [
      ...judged
        .filter(({ verdicts }) => verdicts.length > 0)
        .map(({ experiment: { spec }, verdicts }) => [
          html`<a href="#${spec.name}.claims">${spec.name}</a>`,
          ...countsOf(verdicts),
          verdicts.length,
        ]),
      ['all', ...countsOf(all), all.length],
    ],
  });
  return { tiles: html`<ul class="tiles">\n${tiles}</ul>`, table };
}
