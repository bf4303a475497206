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
import type { Role } from '../experiment/contract.js';
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
      'Each claim is a sentence of the paper with tests, which the spec states; its verdict is computed from the trials, ' +
        'not written. A test holds where its whole interval is on the right side of the threshold, fails where it is on ' +
        `the wrong one, and is otherwise undecided.${chosenLate(experiments)}`,
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
    ` In ${late.length} of ${counted(claims.length, 'claim')} a reading, a threshold or a setting was chosen after rows had been seen, ` +
    `as the claim says: ${renewed} of these are judged on fresh rows, ${late.length - renewed} are not.`
  );
}

/** What each role may do to a verdict. */
const roleMeanings: Readonly<Record<Role, string>> = {
  stated: 'a part of what the sentence says, under the paper’s settings: decides',
  reading:
    'another defensible meaning of an ambiguous text, with the words that allow it: if these disagree, the verdict says that it depends',
  repair: 'a method or setting that the paper does not have: never makes a sentence reproduced',
  robustness:
    'the stated test along a setting that the paper leaves open: changes no verdict, unless that of invented data',
  control: 'what must fail the stated test, such as a guess: where it does not, the claim is not judged',
};

/** How often verdicts may be wrong: by their levels, and by how well intervals keep theirs. */
function errorBlocks(counts: VerdictCounts): Document {
  return [
    paragraph(
      `Each verdict may be wrong by chance. If every true value lay exactly at its threshold, at most ${typeset(counts.level)} of these ` +
        'verdicts would be false in expectation: the sum of the levels of their tests, whether or not they depend on each ' +
        'other. Values farther away are misjudged far less often.',
    ),
    {
      kind: 'fold',
      summary: 'How often intervals hold what they should',
      body: [
        {
          kind: 'table',
          caption: 'Coverage of one-sided bounds of 95%, by simulation',
          columns: ['interval', 'drawn', 'n', 'lower bound', 'upper bound'].map((title, c) => ({
            title,
            number: c > 1,
          })),
          rows: coverage.map(({ interval, drawn, n, low, high }) => [
            ...[interval, drawn, String(n), covers(low), covers(high)],
          ]),
          note:
            `Where a bound holds less than ${100 * trusted}% of the time, it decides nothing: that at ${100 * strict * level}% stands in for it, ` +
            'which by simulation holds at least 95% of the time, and tests.csv says so.',
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
    ' counts trials that have a value. A trial is one learning of one mixture, from its own seed; all methods meet the ' +
      'same data in the trial of one number, and those that begin with an assignment the same one.',
  ],
  [
    strong('Intervals'),
    ' of a cell, in brackets, are two-sided ones of 95%: Wilson’s for a share of trials, Student’s t for a mean. Those of ' +
      'claims are two-sided ones of 90%, so that each end is a one-sided bound of 95%, by which a test holds or fails. ' +
      'They say how much a value would differ with other seeds, not how much trials differ.',
  ],
  [
    strong('Degenerate'),
    ' is a trial in which an expert ends without samples, or with one class only. It is a result. Errors are means over ' +
      'the other trials, unless a metric says otherwise.',
  ],
  [
    strong('Calibrated'),
    ' marks what the paper leaves open and was chosen so that its number appears. Such a match is no evidence for the ' +
      'claim.',
  ],
  [
    strong('Shares'),
    ', such as accuracies, run from 0 to 1 in tables of cells; in claims they are in percent, as in the paper, and their ' +
      'differences in points. Times are seconds of learning alone.',
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
        'The files that hold no time (all but `timings.csv`, `timings_summary.csv`, `run.json` and, in `claims.csv`, ' +
          'claims about time) come out byte for byte the same, whatever the number of threads, on the same major version ' +
          'of Node.js and processor architecture.',
      ),
    ),
  ];
}
