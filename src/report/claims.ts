/** Verdicts: what they mean and how many there are of each; and the sentences that nobody judged. */
import { tellingTest } from '../charts/claims-tests.js';
import { verdictMarks, verdictsInOrder } from '../charts/verdicts.js';
import {
  type Badge,
  badge,
  type Cell,
  type Document,
  type Facts,
  piecesOf,
  prose,
  soft,
  type Table,
  type Tone,
} from '../documents/contract.js';
import { spoken } from '../documents/numbers.js';
import { cut } from '../documents/printable.js';
import type { TestOutcome, Verdict } from '../experiment/claim-contract.js';
import { falseVerdicts, type JudgedClaim } from '../results/claims/judge.js';
import type { ReportedExperiment } from './contract.js';

type Judged = Pick<ReportedExperiment, 'spec' | 'claims'>;

const meanings: Readonly<Record<Verdict, { readonly tone: Tone; readonly meaning: string }>> = {
  'not judged': {
    tone: 'none',
    meaning: 'rows are missing, or a control that must fail does not',
  },
  'not testable here': {
    tone: 'none',
    meaning:
      'the paper does not publish the data, and the outcome changes with how we generate them: no evidence either way',
  },
  undecided: { tone: 'none', meaning: 'an interval crosses its threshold: more trials would decide' },
  'depends on the reading': {
    tone: 'mixed',
    meaning: 'it holds under one reasonable reading of the text and fails under another; the note says which',
  },
  reproduced: { tone: 'good', meaning: 'every stated test holds, and nothing was tuned to make it' },
  'reproduced by calibration': {
    tone: 'near',
    meaning:
      'every stated test holds, but an unstated setting was tuned to match the paper, or a threshold was chosen with rows in view: no evidence for the claim',
  },
  'reproduced in part': { tone: 'mixed', meaning: 'part of what it says holds and part fails; the note says which' },
  'not as written, holds with a repair': {
    tone: 'mixed',
    meaning: 'the stated tests fail, but hold with a method or setting that the paper does not have',
  },
  'not reproduced': { tone: 'bad', meaning: 'the stated tests fail' },
};

export function verdictBadge(verdict: Verdict): Badge {
  return badge(meanings[verdict].tone, verdict, verdictMarks[verdict].path);
}

export function tone(verdict: Verdict): Tone {
  return meanings[verdict].tone;
}

/** The verdict that a claim of this one test would have, whose mark it bears. */
const outcomeVerdicts: Readonly<Record<TestOutcome, Verdict>> = {
  holds: 'reproduced',
  fails: 'not reproduced',
  undecided: 'undecided',
  'not judged': 'not judged',
};

export function outcomeBadge(outcome: TestOutcome): Badge {
  return { ...verdictBadge(outcomeVerdicts[outcome]), text: outcome };
}

/** Our value beside the paper's, in words: `the paper 86.16%; here 49.7% of test samples right`; empty where there is none. */
export function valuesTold({ paper, unit, tests }: JudgedClaim): string {
  const stated = tests.filter(({ role }) => role === 'stated');
  const test = tellingTest(stated);
  if (test === undefined || test.value === null) return '';
  const first = test === stated[0];
  const words = first && unit !== '' ? unit : test.unit;
  const number = spoken(test.value, test.low, test.high);
  const runsOn = /^(%|of )/.test(words);
  const ours = runsOn ? `${number}${words.startsWith('%') ? '' : ' '}${words}` : number;
  const rest = [
    ...(runsOn || words === '' ? [] : [words]),
    ...(stated.length > 1 && test.under !== '' ? [test.under] : []),
  ];
  return `the paper: ${cut(paper, 100)}; here: ${cut(ours, 200)}${rest.length === 0 ? '' : ` (${cut(rest.join('; '), 200)})`}`;
}

/** What each verdict means. */
export function verdictLegend(): Facts {
  return { kind: 'facts', entries: verdictsInOrder.map((name) => [verdictBadge(name), [meanings[name].meaning]]) };
}

/** The sentences that no claim is about; empty where there are none. */
export function unjudgedTable({ notJudged }: Pick<ReportedExperiment['spec'], 'notJudged'>): Document {
  if (notJudged.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Sentences without a claim',
      columns: ['the paper says', 'why it is not judged'].map((title) => ({ title })),
      rows: notJudged.map(({ sentence, section, why }): Cell[] => [
        [...piecesOf(prose(sentence)), ' ', soft(`section ${section}`)],
        prose(why),
      ]),
      cards: true,
    },
  ];
}

/** How many claims have which verdict, of each experiment and of all; null where there is no claim. */
export function verdictCounts(experiments: readonly Judged[]): VerdictCounts | null {
  const judged = experiments.map((experiment) => ({
    name: experiment.spec.name,
    found: experiment.claims.map(({ verdict }) => verdict),
  }));
  const all = judged.flatMap(({ found }) => found);
  if (all.length === 0) return null;
  const names = verdictsInOrder.filter((name) => all.includes(name));
  const countOf = (found: readonly Verdict[], name: Verdict) => found.filter((verdict) => verdict === name).length;
  const table: Table = {
    kind: 'table',
    caption: 'Claims by verdict',
    columns: [{ title: 'verdict' }, { title: 'claims', number: true }, { title: 'where' }],
    rows: [
      ...names.map((verdict): Cell[] => [
        verdictBadge(verdict),
        String(countOf(all, verdict)),
        judged
          .filter(({ found }) => found.includes(verdict))
          .flatMap(({ name, found }, i) => [
            ...(i === 0 ? [] : [', ']),
            { kind: 'link', to: `${name}.claims`, text: name } as const,
            ` ${countOf(found, verdict)}`,
          ]),
      ]),
      ['all', String(all.length), ''],
    ],
  };
  const level = falseVerdicts(experiments.flatMap(({ claims }) => claims));
  return { level, counts: names.map((name) => [name, countOf(all, name)]), table };
}

export interface VerdictCounts {
  /** The number of false verdicts to expect is at most this. */
  readonly level: number;
  readonly counts: readonly (readonly [verdict: Verdict, count: number])[];
  readonly table: Table;
}
