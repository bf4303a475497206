/** The paper's sentences beside what came out: claims as a table, and verdicts counted. */
import {
  type Badge,
  badge,
  type Cell,
  type Document,
  type Facts,
  paragraph,
  piecesOf,
  prose,
  soft,
  type Table,
  type Tone,
} from '../documents/contract.js';
import { typeset, withInterval } from '../documents/numbers.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import { type JudgedVerdict, testText, verdicts } from '../results/claims/tables.js';
import type { ReportedExperiment } from './contract.js';

type Judged = Pick<ReportedExperiment, 'spec' | 'claims'>;

const meanings: Readonly<Record<JudgedVerdict, { readonly tone: Tone; readonly meaning: string }>> = {
  reproduced: {
    tone: 'good',
    meaning: 'the statistic is on the side of its threshold that the sentence says, and nothing was chosen for that',
  },
  'reproduced by calibration': {
    tone: 'near',
    meaning:
      'it holds, but a setting that the paper leaves open was chosen so that the number appears: no evidence for the claim',
  },
  'depends on': {
    tone: 'mixed',
    meaning: 'it holds under one reading or condition and fails under another; the note says under which',
  },
  'not reproduced': { tone: 'bad', meaning: 'it fails under every reading that was tried' },
  'not judged': { tone: 'none', meaning: 'these results hold no value for it; it never passes in silence' },
};

export function verdictBadge(verdict: JudgedVerdict): Badge {
  return badge(meanings[verdict].tone, verdict);
}

/** What each verdict means. */
export function verdictLegend(): Facts {
  return { kind: 'facts', entries: verdicts.map((name) => [verdictBadge(name), [meanings[name].meaning]]) };
}

/** Empty where there are none. */
export function claimsTable({ spec, claims }: Judged): Document {
  if (claims.length === 0) return [];
  const titles = ['claim', 'the paper says', 'the paper’s value', 'ours [95 % interval], n', 'verdict', 'why'];
  return [
    {
      kind: 'table',
      caption: `Claims judged on the results of ${spec.name}`,
      columns: titles.map((title) => ({ title })),
      rows: claims.map((claim): Cell[] => {
        const { id, sentence, section, paper, verdict, expected, asExpected, note, test } = claim;
        return [
          id,
          [...piecesOf(prose(sentence)), ' ', soft(`section ${section}`)],
          prose(paper),
          oursOf(claim),
          // Another than the spec expects, as it may be in a quick run.
          [verdictBadge(verdict), ...(asExpected ? [] : [' ', soft(`expected: ${expected}`)])],
          { text: prose(note), more: { kind: 'fold', summary: 'how it was judged', body: [paragraph(prose(test))] } },
        ];
      }),
      cards: true,
    },
  ];
}

/** The value of the first of a claim's tests, and what it is of. */
function oursOf({ value, low, high, n, tests: [first] }: JudgedClaim): Cell {
  const count = n === null ? [] : [`, n\u00a0=\u00a0${typeset(n)}`];
  const of = first === undefined ? [] : [{ kind: 'break' } as const, soft(testText(first))];
  return [withInterval(value, low, high, typeset), ...count, ...of];
}

/** How many claims have which verdict, of each experiment and of all; null where there is no claim. */
export function verdictCounts(experiments: readonly Judged[]): VerdictCounts | null {
  const judged = experiments.map((experiment) => ({
    name: experiment.spec.name,
    found: experiment.claims.map(({ verdict }) => verdict),
  }));
  const all = judged.flatMap(({ found }) => found);
  if (all.length === 0) return null;
  const names = verdicts.filter((name) => name !== 'not judged' || all.includes(name));
  const row = (found: readonly JudgedVerdict[]) =>
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
  return { counts: names.map((name) => [name, all.filter((verdict) => verdict === name).length]), table };
}

export interface VerdictCounts {
  readonly counts: readonly (readonly [verdict: JudgedVerdict, count: number])[];
  readonly table: Table;
}
