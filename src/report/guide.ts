/** What a reader must know: what words and columns mean, what is wrong in the paper, how to make all of this again. */
import { counted } from '../counted.js';
import {
  type Document,
  heading,
  type Inline,
  paragraph,
  piecesOf,
  prose,
  soft,
  strong,
  type Text,
} from '../documents/contract.js';
import { typeset } from '../documents/numbers.js';
import type { Role } from '../experiment/claim-contract.js';
import { coverage, trusted } from '../math/coverage.js';
import { level, strict } from '../results/claims/decide.js';
import { type VerdictCounts, verdictLegend } from './claims.js';
import type { Report } from './contract.js';

/** @param counts of the claims on the page; null where there are none. */
export function howToRead({ experiments, metrics }: Report, counts: VerdictCounts | null): Document {
  const used = new Set(experiments.flatMap(({ spec }) => Object.values(spec.tasks).flatMap((task) => task.metrics)));
  const verdicts: Document = [
    heading(3, 'What the verdicts mean', 'page.verdicts'),
    paragraph(
      'Each claim is a sentence of the paper, with tests written in a spec. Its verdict is computed from the trials, never ' +
        'written by hand. A test holds if its whole interval lies within what passes, and fails if all of it lies ' +
        `outside. Otherwise it is undecided.${chosenLate(experiments)}`,
    ),
    {
      kind: 'facts',
      entries: Object.entries(roleMeanings).map(([role, meaning]) => [strong(role), [meaning]] as const),
    },
    verdictLegend(),
    ...(counts === null ? [] : errorBlocks(counts)),
    heading(3, 'What the numbers are', 'page.numbers'),
  ];
  return [
    ...(counts === null ? [] : verdicts),
    { kind: 'list', items: words },
    {
      kind: 'fold',
      summary: 'What each metric is',
      body: [
        {
          kind: 'table',
          caption: 'Metrics on this page',
          columns: ['metric', 'what it is', 'unit', 'interval', 'better'].map((title) => ({ title })),
          rows: metrics
            .filter(({ name }) => used.has(name))
            .map(({ name, about, unit, summary, better }) => [
              ...[name, about, unit, summary === 'share' ? 'Wilson' : 'Student’s t', directions[better]],
            ]),
        },
      ],
    },
  ];
}

/** How many claims have something that was chosen after rows were seen; empty where none has. */
function chosenLate(experiments: Report['experiments']): string {
  const claims = experiments.flatMap(({ spec }) => spec.claims);
  const late = claims.filter(({ chosenAfter }) => chosenAfter !== undefined);
  if (late.length === 0) return '';
  const renewed = late.filter((claim) => claim.renewed).length;
  return (
    ` For ${late.length} of ${counted(claims.length, 'claim')}, a reading, a threshold or a setting was chosen with rows in view, ` +
    `as the claim says. Of these, ${renewed} are judged on fresh rows and ${late.length - renewed} are not.`
  );
}

/** What each role may do to a verdict. */
const roleMeanings: Readonly<Record<Role, string>> = {
  stated: 'part of what the sentence says, under the paper’s settings; it decides the verdict',
  reading:
    'another reasonable meaning of the text, with the words that allow it; if readings disagree, the verdict says so',
  repair: 'a method or setting that the paper does not have; it never makes a sentence reproduced',
  robustness:
    'the stated test with a setting changed that the paper leaves open; it counts only where it varies data that we invented',
  control: 'something that must fail the stated test, such as a guess; if it does not, the claim is not judged',
};

/** How often verdicts may be wrong: by their levels, and by how well intervals keep theirs. */
function errorBlocks(counts: VerdictCounts): Document {
  return [
    paragraph(
      'Any verdict may be wrong by chance. In the worst case, every true value sits exactly on its threshold. Even then, on ' +
        `average at most ${typeset(counts.level)} of these verdicts would be wrong. That is the sum of the levels of their tests, ` +
        'however the tests depend on each other. Values farther from their thresholds are misjudged far less often.',
    ),
    {
      kind: 'fold',
      summary: 'How often intervals cover the true value',
      body: [
        {
          kind: 'table',
          caption: 'Coverage of one-sided 95% bounds, by simulation',
          columns: ['interval', 'distribution', 'n', 'lower bound', 'upper bound'].map((title, c) => ({
            title,
            number: c > 1,
          })),
          rows: coverage.map(({ interval, drawn, n, low, high }) => [
            ...[interval, drawn, String(n), covers(low), covers(high)],
          ]),
          note:
            `A bound that covers less than ${100 * trusted}% of the time decides nothing. The ${100 - 100 * strict * level}% bound takes its place, ` +
            'which covers at least 95% of the time by simulation; tests.csv then says so.',
        },
      ],
    },
  ];
}

const covers = (share: number): string => `${(100 * share).toFixed(1)}%`;

const directions = { higher: 'higher', lower: 'lower', none: 'neither' } as const;

const words: readonly Text[] = [
  [
    strong('n'),
    ' is the number of trials that have a value. A trial learns one mixture from its own seed. In trials of the same ' +
      'number, all methods get the same data, and those that start from an assignment start from the same one.',
  ],
  [
    strong('Intervals'),
    ' are in brackets. Those of cells are two-sided at 95%: Wilson’s for a share of trials, Student’s t for a mean. Those ' +
      'of claims are two-sided at 90%, so each end is a one-sided 95% bound, by which a test holds or fails. They say ' +
      'how much a value would change with other seeds, not how much trials vary.',
  ],
  [
    strong('Degenerate'),
    ' means that an expert ends without samples, or with samples of one class only. Such a trial is a result, not a ' +
      'failure. Errors are means over the other trials, unless a metric says otherwise.',
  ],
  [
    strong('Calibrated'),
    ' means that we tuned a setting that the paper leaves open until its number came out. The match is then no evidence ' +
      'for the claim.',
  ],
  [
    strong('Shares'),
    ', such as accuracies, run from 0 to 1 in tables of cells. In claims they are in percent, as in the paper, and their ' +
      'differences in points. Times are of learning alone.',
  ],
];

export function errataList(errata: Report['errata']): Document {
  const items = errata.map(({ section, text }): Inline[] => [
    ...piecesOf(prose(text)),
    ' ',
    soft(`section ${section}`),
  ]);
  return [{ kind: 'list', items }];
}

/** What makes the command `moe`. */
export const install = 'make build && npm link';

export function howToReproduce({ experiments, command }: Report): Document {
  const commands = experiments.map((experiment) => `${experiment.command} --fresh`);
  return [
    paragraph('On a machine with Node.js 20 or newer, in the project’s folder:'),
    { kind: 'code', text: [install, ...commands, command].join('\n') },
    paragraph(
      prose(
        'Everything except times comes out byte-identical, for any number of threads, on the same major version of ' +
          'Node.js and the same processor architecture. Times are in `timings.csv`, `timings_summary.csv`, `run.json` and, ' +
          'in `claims.csv`, the claims about time.',
      ),
    ),
  ];
}
