/** The paper's sentences beside what came out: claims as a table, and verdicts counted. */
import { counted } from '../counted.js';
import {
  type Badge,
  badge,
  type Cell,
  type Document,
  type Facts,
  type Fold,
  paragraph,
  piecesOf,
  prose,
  soft,
  strong,
  type Table,
  type Text,
  type Tone,
} from '../documents/contract.js';
import { typeset, withInterval } from '../documents/numbers.js';
import { type Claim, type TestOutcome, type Verdict, verdicts } from '../experiment/contract.js';
import { falseVerdicts, type JudgedClaim } from '../results/claims/judge.js';
import { type TestLine, testText } from '../results/claims/tables.js';
import type { ReportedExperiment } from './contract.js';

type Judged = Pick<ReportedExperiment, 'spec' | 'claims'>;

const meanings: Readonly<Record<Verdict, { readonly tone: Tone; readonly meaning: string }>> = {
  'not judged': {
    tone: 'none',
    meaning: 'rows are missing, or a control that must fail its test does not: it never passes in silence',
  },
  'not testable here': {
    tone: 'none',
    meaning: 'it is about data that the paper does not publish, and it comes out otherwise for other honest generators',
  },
  undecided: { tone: 'none', meaning: 'an interval holds a threshold: more trials would tell' },
  'depends on the reading': {
    tone: 'mixed',
    meaning: 'it holds under one defensible meaning of an ambiguous text and not under another; the note says which',
  },
  reproduced: { tone: 'good', meaning: 'every stated test holds, and nothing was chosen for that' },
  'reproduced by calibration': {
    tone: 'near',
    meaning:
      'it holds, but a setting that the paper leaves open was chosen so that the number appears: no evidence for the claim',
  },
  'reproduced in part': { tone: 'mixed', meaning: 'some of what it says holds and some fails; the note says which' },
  'not as written, holds with a repair': {
    tone: 'mixed',
    meaning: 'the stated tests fail; with a method or setting that the paper does not have, they hold',
  },
  'not reproduced': { tone: 'bad', meaning: 'the stated tests fail' },
};

export function verdictBadge(verdict: Verdict): Badge {
  return badge(meanings[verdict].tone, verdict);
}

export function tone(verdict: Verdict): Tone {
  return meanings[verdict].tone;
}

/** What each verdict means. */
export function verdictLegend(): Facts {
  return { kind: 'facts', entries: verdicts.map((name) => [verdictBadge(name), [meanings[name].meaning]]) };
}

/** Empty where there are none. A part of a grid lists those that it cannot judge under the table. */
export function claimsTable({ spec, claims }: Judged): Document {
  if (claims.length === 0) return [];
  const part = spec.whole !== undefined;
  const left = part ? claims.filter(({ verdict }) => verdict === 'not judged') : [];
  const shown = claims.filter((claim) => !left.includes(claim));
  const titles = ['claim', 'the paper says', 'the paper’s value', 'ours [90 % interval], n', 'verdict', 'why'];
  return [
    ...(shown.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption: `Claims judged on the results of ${spec.name}`,
            columns: titles.map((title) => ({ title })),
            rows: shown.map((claim) =>
              claimRow(
                claim,
                spec.claims.find(({ id }) => id === claim.id),
              ),
            ),
            cards: true,
          } as const,
        ]),
    ...(left.length === 0 ? [] : [paragraph(leftOpen(spec, left))]),
  ];
}

function claimRow(claim: JudgedClaim, told: Claim | undefined): Cell[] {
  const { id, sentence, section, paper, verdict, expected, asExpected, note, tests } = claim;
  const judged: Fold = {
    kind: 'fold',
    summary: `how it was judged: ${counted(tests.length, 'test')}`,
    body: [{ kind: 'list', items: tests.map((test) => testItem(test, told?.tests[test.test - 1]?.quote)) }],
  };
  return [
    id,
    [...piecesOf(prose(sentence)), ' ', soft(`section ${section}`)],
    prose(paper),
    oursOf(claim),
    [
      verdictBadge(verdict),
      // Another than the spec expects.
      ...(asExpected ? [] : [' ', soft(`expected: ${expected}`)]),
      ...(told === undefined ? [] : marksOf(told)).flatMap((mark) => [' ', soft(mark)]),
    ],
    { text: prose(note), more: judged },
  ];
}

/** What hangs on choices that are not the paper's; the note says which. */
function marksOf({ calibrated, invented, chosenAfter, renewed }: Claim): string[] {
  return [
    ...(calibrated === undefined ? [] : ['calibrated']),
    ...(invented === undefined ? [] : ['data of our own making']),
    ...(chosenAfter === undefined ? [] : [`chosen after rows were seen${renewed ? ', judged on fresh ones' : ''}`]),
  ];
}

function leftOpen({ whole }: Judged['spec'], claims: readonly JudgedClaim[]): Text {
  const ids = claims.map(({ id }) => id).join(', ');
  return prose(
    `Not judged on this part of the grid: ${ids}. Their cells need more trials, data or training; \`moe run ${whole?.name ?? ''}\` judges them.`,
  );
}

const outcomeTones: Readonly<Record<TestOutcome, Tone>> = {
  holds: 'good',
  fails: 'bad',
  undecided: 'none',
  'not judged': 'none',
};

/** A test with its role, what it asks, what came out by which interval, and what it would take to decide it. */
function testItem(test: TestLine, quote: string | undefined): Text {
  const { role, value, low, high, unit, n, interval, outcome, needed, adjusted, reason } = test;
  const got = value === null ? [] : [`: ${inUnit(withInterval(value, low, high, typeset), unit)}${countOf(n)}`];
  const by = [interval, ...(adjusted === null ? [] : [`adjusted p ${typeset(adjusted)}`])].filter(
    (text) => text !== '',
  );
  const open = [reason, ...(needed === null ? [] : [`about ${needed} trials would decide`])].filter(
    (text) => text !== '',
  );
  return [
    { kind: 'badge', tone: outcomeTones[outcome], text: outcome },
    ' ',
    strong(role === 'control' ? 'control, which must fail' : role),
    ` ${testText(test)}`,
    ...got,
    ...(by.length === 0 ? [] : [' ', soft(by.join(', '))]),
    ...(quote === undefined ? [] : [' ', soft(`“${quote}”`)]),
    ...(open.length === 0 ? [] : [' ', soft(open.join('; '))]),
  ];
}

/** `20.3 %`; nothing stands behind a plain number. */
function inUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text}\u00a0${unit}`;
}

function countOf(n: number | null): string {
  return n === null ? '' : `, n\u00a0=\u00a0${typeset(n)}`;
}

/** The sentences that no claim is about; empty where there are none. */
export function unjudgedTable({ notJudged }: Pick<ReportedExperiment['spec'], 'notJudged'>): Document {
  if (notJudged.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Sentences of the paper that no claim is about',
      columns: ['the paper says', 'why it is not judged'].map((title) => ({ title })),
      rows: notJudged.map(({ sentence, section, why }): Cell[] => [
        [...piecesOf(prose(sentence)), ' ', soft(`section ${section}`)],
        prose(why),
      ]),
      cards: true,
    },
  ];
}

/** The value of the first of a claim's stated tests in the paper's unit, and what it is of. */
function oursOf({ value, low, high, unit, n, tests }: JudgedClaim): Cell {
  const first = tests.find(({ role }) => role === 'stated');
  if (value === null) return '–';
  const of = first === undefined ? [] : [{ kind: 'break' } as const, soft(testText(first))];
  return [inUnit(withInterval(value, low, high, typeset), unit), countOf(n), ...of];
}

/** How many claims have which verdict, of each experiment and of all; null where there is no claim. */
export function verdictCounts(experiments: readonly Judged[]): VerdictCounts | null {
  const judged = experiments.map((experiment) => ({
    name: experiment.spec.name,
    found: experiment.claims.map(({ verdict }) => verdict),
  }));
  const all = judged.flatMap(({ found }) => found);
  if (all.length === 0) return null;
  const names = verdicts.filter((name) => all.includes(name));
  const row = (found: readonly Verdict[]) =>
    [...names.map((name) => found.filter((verdict) => verdict === name).length), found.length].map(String);
  const table: Table = {
    kind: 'table',
    caption: 'Claims by verdict',
    cards: true,
    columns: [{ title: 'experiment' }, ...[...names, 'all'].map((title) => ({ title, number: true }))],
    rows: [
      ...judged
        .filter(({ found }) => found.length > 0)
        .map(({ name, found }): Cell[] => [{ kind: 'link', to: `${name}.claims`, text: name }, ...row(found)]),
      ['all', ...row(all)],
    ],
  };
  const level = falseVerdicts(experiments.flatMap(({ claims }) => claims));
  return { level, counts: names.map((name) => [name, all.filter((verdict) => verdict === name).length]), table };
}

export interface VerdictCounts {
  /** The number of false verdicts to expect is at most this. */
  readonly level: number;
  readonly counts: readonly (readonly [verdict: Verdict, count: number])[];
  readonly table: Table;
}
