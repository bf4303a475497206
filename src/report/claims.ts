/** The paper's sentences beside what came out: claims.csv as a table, and verdicts counted. */
import type { JudgedVerdict } from '../results/claims/tables.js';
import type { Line } from '../tables/csv.js';
import type { ReportedExperiment } from './contract.js';
import { type Html, html } from './html.js';
import { tableOf } from './table.js';
import { verdictNames, verdictOf } from './verdicts.js';
import { quoted, said, withInterval } from './words.js';

type Judged = Pick<ReportedExperiment, 'spec' | 'results'>;

/** The lines of claims.csv; none for a spec that makes no claim. */
export function claimsOf({ results }: Judged): readonly Line[] {
  return results.table('claims.csv')?.rows ?? [];
}

/** @throws InputError for a verdict that there is not. */
function verdictAt(line: Line): JudgedVerdict {
  const verdict = verdictNames.find((name) => name === line.text('verdict'));
  if (verdict === undefined) throw line.wrong('verdict', `must be one of ${verdictNames.join(', ')}`);
  return verdict;
}

/** @throws InputError for claims that are malformed, and for those of an edited spec: other ids than the spec's. */
export function claimsTable(experiment: Judged): Html | undefined {
  const lines = claimsOf(experiment);
  if (lines.length === 0) return undefined;
  const columns = [{ title: 'claim' }, { title: 'the paper says' }, { title: 'the paper’s value' }];
  const table = tableOf({
    caption: `Claims judged on the results of ${experiment.spec.name}`,
    columns: [...columns, { title: 'ours [95 % interval], n' }, { title: 'verdict' }, { title: 'why' }],
    rows: lines.map((line) => [
      quoted(line.text('id')),
      html`${quoted(line.text('sentence'))} <span class="source">section ${quoted(line.text('section'))}</span>`,
      quoted(line.text('paper')),
      oursOf(line),
      html`${verdictOf(verdictAt(line))}${unexpected(experiment.spec, line)}`,
      html`${quoted(line.text('note'))}<details><summary>how it was judged</summary>${quoted(line.text('test'))}</details>`,
    ]),
    cards: true,
  });
  return html`<div class="claims">${table}</div>`;
}

/** Where the verdict is another than the spec expects, as it may be in a quick run. */
function unexpected({ claims }: Judged['spec'], line: Line): Html | undefined {
  const expected = claims.find(({ id }) => id === line.text('id'))?.expected;
  if (expected === undefined || expected === line.text('verdict')) return undefined;
  return html` <small>expected: ${expected}</small>`;
}

function oursOf(line: Line): Html {
  const n = line.numberOrNull('n');
  const value = withInterval(line.numberOrNull('value'), line.numberOrNull('ci_low'), line.numberOrNull('ci_high'));
  return html`${value}${n !== null && html`, <span class="nowrap">n = ${said(n)}</span>`}<small class="of">${quoted(measured(line), 200)}</small>`;
}

/** What the value is of: the first of the claim's tests, without its outcome. */
function measured(line: Line): string {
  const [first = ''] = line.text('test').split('; ');
  return first.slice(0, Math.max(0, first.lastIndexOf(': ')));
}

/** The findings in numbers: how many claims have which verdict over all experiments, and each of them. */
export function verdictCounts(
  experiments: readonly Judged[],
): { readonly tiles: Html; readonly table: Html } | undefined {
  const judged = experiments.map((experiment) => ({ experiment, verdicts: claimsOf(experiment).map(verdictAt) }));
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
