/** What a reader must know: what words and columns mean, what is wrong in the paper, how to make all of this again. */
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
import { verdictLegend } from './claims.js';
import type { Report } from './contract.js';

/** @param judged whether there are claims on the page. */
export function howToRead({ experiments, metrics }: Report, judged: boolean): Document {
  const used = new Set(experiments.flatMap(({ spec }) => Object.values(spec.tasks).flatMap((task) => task.metrics)));
  const verdicts = [
    heading(3, 'What the verdicts mean', 'page.verdicts'),
    paragraph(
      'Each claim is a sentence of the paper with a statistic and a threshold, written down in the spec; its verdict is ' +
        'computed from the trials, not written.',
    ),
    verdictLegend(),
    heading(3, 'What the numbers are', 'page.numbers'),
  ];
  return [
    ...(judged ? verdicts : []),
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
              ...[name, about, unit, summary === 'share' ? 'Wilson' : 'Student t', directions[better]],
            ]),
        },
      ],
    },
  ];
}

const directions = { higher: 'higher', lower: 'lower', none: 'neither' } as const;

const words: readonly Text[] = [
  [
    strong('n'),
    ' counts trials that have a value. A trial is one learning of one mixture, from its own seed; all methods meet the ' +
      'same data in the trial of one number, and those that begin with an assignment the same one.',
  ],
  [
    strong('Intervals'),
    ' in brackets are of 95 %: Wilson’s for a share of trials, else Student’s t about the mean. They say how much the mean would ' +
      'differ with other seeds, not how much trials differ. There is none where all values are equal, or but one.',
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
  [strong('Shares'), ', such as accuracies, run from 0 to 1; times are seconds of learning alone.'],
];

export function errataList(errata: Report['errata']): Document {
  const items = errata.map(({ section, text }): Inline[] => [
    ...piecesOf(prose(text)),
    ' ',
    soft(`section ${section}`),
  ]);
  return [{ kind: 'list', items }];
}

export function howToReproduce({ experiments, command }: Report): Document {
  const commands = experiments.map((experiment) => `${experiment.command} --fresh`);
  return [
    paragraph('On a machine with Node.js 20 or newer, in the project’s folder:'),
    { kind: 'code', text: ['npm ci && npm run build && npm link', ...commands, command].join('\n') },
    paragraph(
      prose(
        'The files that hold no time (all but `timings.csv`, `timings_summary.csv`, `run.json` and, in `claims.csv`, ' +
          'claims about time) come out byte for byte the same, whatever the number of threads, on the same major version ' +
          'of Node.js and processor architecture.',
      ),
    ),
  ];
}
