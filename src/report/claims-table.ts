/**
 * The paper's sentences beside what came out, a row each: its value, ours in the same unit with interval and n, the line of
 * the forest plot, the verdict; and behind each row why, the figure, the cells it was read from, and the commands.
 */

import { tellingTest } from '../charts/claims-tests.js';
import { withMinus } from '../charts/theme.js';
import { counted } from '../counted.js';
import {
  type Document,
  type Inline,
  paragraph,
  piecesOf,
  prose,
  soft,
  strong,
  type Text,
} from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { typeset, withInterval } from '../documents/numbers.js';
import { cut } from '../documents/printable.js';
import type { Claim } from '../experiment/claim-contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import { type TestLine, testText } from '../results/claims/tables.js';
import { outcomeBadge, verdictBadge } from './claims.js';
import type { ReportedExperiment } from './contract.js';
import { cellsTable, commandsFor, readCells } from './evidence.js';
import { intervalMark } from './interval-mark.js';

/** From so many rows on a table can be filtered. */
const worthFiltering = 8;
/** Tests that stand at once; of some claims there are forty. */
const mostTests = 8;

type Judged = Pick<ReportedExperiment, 'spec' | 'claims' | 'results' | 'command' | 'figures'>;

/** Where things are on the page. */
export interface Places {
  /** What a link to a claim's row names. */
  anchorOf(claim: string): string;
  /** The number of the experiment's first figure. */
  readonly firstFigure: number;
}

/** What a link to a claim's row names: `claim.F1`, or with its experiment where two have a claim of one id. */
export function claimAnchor(
  experiments: readonly Pick<ReportedExperiment, 'spec' | 'claims'>[],
): (experiment: string, id: string) => string {
  const ids = experiments.flatMap(({ claims }) => claims.map(({ id }) => id));
  const twice = new Set(ids.filter((id, i) => ids.indexOf(id) !== i));
  return (experiment, id) => (twice.has(id) ? `claim.${experiment}.${id}` : `claim.${id}`);
}

/** Empty where there are none. A part of a grid lists those that it cannot judge under the table. */
export function claimsTable(experiment: Judged, places: Places): Html {
  const { spec, claims } = experiment;
  const left = spec.whole === undefined ? [] : claims.filter(({ verdict }) => verdict === 'not judged');
  const shown = claims.filter((claim) => !left.includes(claim));
  return html`${
    shown.length > 0 &&
    html`<div class="claims">
${shown.length >= worthFiltering && filters(shown)}<div class="cards scroll" role="group" tabindex="0" aria-label="${`Claims judged on the results of ${spec.name}`}">
<table role="table"><caption>${counted(shown.length, 'claim')} judged on the results of ${spec.name}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((title) => html`<th scope="col" role="columnheader">${title}</th>`)}</tr></thead>
${shown.map((claim) => claimRows(claim, experiment, places))}</table></div></div>`
  }${left.length > 0 && documentHtml([paragraph(leftOpen(spec, left))])}`;
}

const columns = ['claim', 'the paper says', 'its value', 'ours [90% interval]', 'what passes, and ours', 'verdict'];

/** Shown by the page's script, which they need. */
function filters(claims: readonly JudgedClaim[]): Html {
  const options = (all: string, values: readonly string[]) => {
    const counts = [...new Set(values)].map(
      (value) => [value, values.filter((each) => each === value).length] as const,
    );
    return html`<option value="">${all}</option>${counts.map(([value, count]) => html`<option value="${value}">${value} (${count})</option>`)}`;
  };
  const verdict = options(
    'every verdict',
    claims.map((claim) => claim.verdict),
  );
  const section = options(
    'every section',
    claims.map((claim) => cut(claim.section, 100)),
  );
  return html`<form class="filter" hidden><label>Verdict <select name="verdict">${verdict}</select></label>
<label>Section <select name="section">${section}</select></label> <output aria-live="polite"></output></form>
`;
}

function claimRows(claim: JudgedClaim, experiment: Judged, places: Places): Html {
  const id = places.anchorOf(claim.id);
  const told = experiment.spec.claims.find((one) => one.id === claim.id);
  const test = tellingTest(claim.tests.filter(({ role }) => role === 'stated'));
  const cell = (c: number, content: Html | false) => html`<td role="cell" data-column="${columns[c]!}">${content}</td>`;
  return html`<tbody role="rowgroup" id="${id}" data-verdict="${claim.verdict}" data-section="${cut(claim.section, 100)}">
<tr role="row"><th scope="row" role="rowheader"><a href="#${id}">${cut(claim.id, 100)}</a></th>
${cell(1, html`${textHtml(prose(claim.sentence))} <small>section\u00a0${textHtml(claim.section)}</small>`)}
${cell(2, textHtml(prose(claim.paper)))}
${cell(3, textHtml(oursOf(claim, test)))}
${cell(4, test !== undefined && intervalMark(test))}
${cell(5, textHtml([verdictBadge(claim.verdict), ...(claim.asExpected ? [] : [' ', soft(`expected: ${claim.expected}`)])]))}</tr>
<tr role="row" class="behind"><td role="cell" colspan="${columns.length}">${behind(claim, told, experiment, places.firstFigure)}</td></tr></tbody>
`;
}

/** `18.1% [17.1, 19.1]`, and what that is of. */
function oursOf({ unit, tests }: JudgedClaim, test: TestLine | undefined): Text {
  if (test === undefined || test.value === null) return '–';
  const { value, low, high, n } = test;
  const stated = tests.filter(({ role }) => role === 'stated');
  const first = test === stated[0];
  const words = first && unit !== '' ? unit : test.unit;
  const percent = words.startsWith('%');
  const what = [
    ...[percent ? words.slice(1).trim() : words].filter((text) => text !== ''),
    ...(test.under === '' ? whereTold(test, first) : stated.length === 1 ? [] : [test.under]),
    ...(n === null ? [] : [`n\u00a0=\u00a0${typeset(n)}`]),
    ...(stated.length > 1 ? [`${first ? 'the first' : 'the least favorable'} of ${stated.length} stated tests`] : []),
  ].join(', ');
  return [valueTold(value, low, high, percent), { kind: 'break' }, soft(what)];
}

/** `18.1% [17.1, 19.1]`. */
function valueTold(value: number, low: number | null, high: number | null, percent: boolean): string {
  const number = withInterval(value, low, high, typeset);
  return percent ? number.replace(/^\S+/, (start) => `${start}%`) : number;
}

function whereTold({ metric, task, methods }: TestLine, first: boolean): readonly string[] {
  return first ? [] : [`${metric} of ${task}/${methods.join(', ')}`];
}

/** What depends on choices that are not the paper's; the note says which. */
function marksOf({ calibrated, invented, chosenAfter, renewed }: Claim): string[] {
  return [
    ...(calibrated === undefined ? [] : ['calibrated']),
    ...(invented === undefined ? [] : ['invented data']),
    ...(chosenAfter === undefined ? [] : [`chosen with rows in view${renewed ? ', judged on fresh rows' : ''}`]),
  ];
}

function behind(
  claim: JudgedClaim,
  told: Claim | undefined,
  { results, command, figures, spec }: Judged,
  firstFigure: number,
): Html {
  const { folder } = results;
  const lines = told === undefined ? [] : readCells({ results }, told);
  const links = figures.flatMap(({ reads }, f): Inline[] =>
    reads.includes('tests.csv')
      ? [' ', { kind: 'link', to: `${spec.name}.figure-${f + 1}`, text: `Figure ${firstFigure + f}` }, '.']
      : [],
  );
  const marks = told === undefined ? [] : marksOf(told);
  const items = claim.tests.map((test) => testItem(test, told?.tests[test.test - 1]?.quote));
  const more = items.length - mostTests;
  const tests: Document = [
    { kind: 'list', items: items.slice(0, mostTests) },
    ...(more > 0
      ? [
          {
            kind: 'fold',
            summary: `${counted(more, 'more test')}`,
            body: [{ kind: 'list', items: items.slice(mostTests) }],
          } as const,
        ]
      : []),
  ];
  return html`<details><summary>Why, which rows, and how to recompute it<span class="unseen">: ${cut(claim.id, 100)}</span>${marks.length > 0 && html` <small>(${marks.join('; ')})</small>`}</summary>
<p>${textHtml([...piecesOf(prose(claim.note)), ...(links.length === 0 ? [] : [' See', ...links])])}</p>
${documentHtml(tests)}${lines.length > 0 && documentHtml([cellsTable(lines, folder), ...commandsFor(command, lines)])}</details>`;
}

/** A test with its role, what it asks, what came out by which interval, and what it would take to decide it. */
function testItem(test: TestLine, quote: string | undefined): Text {
  const { role, value, low, high, unit, n, interval, outcome, needed, adjusted, reason } = test;
  const percent = unit === '%';
  const of = percent || unit === '' ? '' : `\u00a0${unit}`;
  const count = n === null ? '' : `, n\u00a0=\u00a0${typeset(n)}`;
  const got = value === null ? [] : [`: ${valueTold(value, low, high, percent)}${of}${count}`];
  const by = [interval, ...(adjusted === null ? [] : [`adjusted p ${typeset(adjusted)}`])].filter(
    (text) => text !== '',
  );
  const open = [reason, ...(needed === null ? [] : [`about ${counted(needed, 'trial')} would decide`])].filter(
    (text) => text !== '',
  );
  return [
    outcomeBadge(outcome),
    ' ',
    strong(role === 'control' ? 'control (must fail)' : role),
    ` ${testText({ ...test, threshold: withMinus(test.threshold) })}`,
    ...got,
    ...(by.length === 0 ? [] : [' ', soft(by.join(', '))]),
    ...(quote === undefined ? [] : [' ', soft(`“${quote}”`)]),
    ...(open.length === 0 ? [] : [' ', soft(open.join('; '))]),
  ];
}

function leftOpen({ whole }: Judged['spec'], claims: readonly JudgedClaim[]): Text {
  const ids = claims.map(({ id }) => id).join(', ');
  return prose(
    `Not judged on this part of the grid: ${ids}. They need more trials, data or training; \`moe run ${whole?.name ?? ''}\` judges them.`,
  );
}
