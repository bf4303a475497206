/** The tables of a spec's claims. */
import type { ParameterTable } from '../../components/contract.js';
import { roles, verdicts } from '../claim-contract.js';
import { count, flag, method, methods, number, places, range, task, text } from './fields.js';

const against = {
  method: { ...method("Another method of the task; the test's own when absent"), optional: true },
  metric: { ...text("Another metric of the same trials; the test's own when absent"), optional: true },
  at: { ...places, optional: true, about: "Other swept values; the test's own when absent" },
  by: { kind: 'choice', of: ['ratio', 'difference'], default: 'ratio', about: 'What is taken of the two' },
} as const satisfies ParameterTable;

const test = {
  role: { kind: 'choice', of: roles, default: 'stated', about: 'What the test may do to the verdict' },
  under: {
    kind: 'text',
    default: '',
    about: 'The condition this test stands for; those of a role that have the same stand together',
  },
  quote: { ...text("Of a reading: the paper's words that allow it"), optional: true },
  generator: flag('Of robustness: it varies data that we invented, so the claim may be not testable here'),
  task: task('A task of this spec'),
  method: { ...method('A method of this spec'), optional: true },
  methods: { ...methods, optional: true, about: 'Methods that must each pass' },
  any: flag('One of the methods that passes suffices'),
  metric: text('A metric of the task, or seconds'),
  statistic: { kind: 'choice', of: ['mean', 'median'], default: 'mean', about: 'What is taken of the trials' },
  at: { ...places, default: {}, about: 'The swept values of the cell' },
  across: { ...text('A sweep whose cells are averaged'), refers: 'sweeps', optional: true },
  cell: {
    kind: 'choice',
    of: ['least', 'greatest'],
    optional: true,
    about: 'With across: the cell of the least or greatest value, instead of their mean',
  },
  effect: {
    kind: 'mapping',
    of: { kind: 'list', of: 'value', items: 'levels', least: 2, most: 2, distinct: true },
    items: 'one or two swept names to [from, to]',
    named: true,
    refers: 'sweeps',
    optional: true,
    about: 'The contrast between two levels of a sweep, trial by trial; of two sweeps their interaction',
  },
  against: { kind: 'table', of: against, optional: true, about: 'What the statistic is compared with, trial by trial' },
  atLeast: number('Passes from this value on; shares in percent'),
  atMost: number('Passes up to this value; shares in percent'),
  within: { ...range, about: 'Passes from the first to the second; shares in percent' },
  never: {
    kind: 'number',
    above: 0,
    max: 100,
    optional: true,
    about: 'Of a share of trials: occurs in at most so many percent, and once refutes it',
  },
  overSamples: flag("The sentence is about more than the test part: its samples' error counts, too"),
} as const satisfies ParameterTable;

const place = {
  ...count,
  optional: true,
  about: "Where it stands among the paper's sentences, to list them in order",
} as const;

export const claimTable = {
  id: { kind: 'name', about: 'Its name in claims.csv' },
  sentence: text('The sentence, word for word'),
  section: text('Where it stands'),
  place,
  paper: text("The paper's value, as printed"),
  unit: { kind: 'text', default: '', about: 'What the value counts, as a reader says it: % of data sets unstable' },
  calibrated: { ...text('What was chosen so that the number comes out: a match is then no evidence'), optional: true },
  invented: { ...text('Data that the paper does not publish and that we had to invent'), optional: true },
  chosenAfter: { ...text('What of the tests was chosen after which rows had been seen'), optional: true },
  renewed: flag('With chosenAfter: the seed of this spec draws anew all that those rows hung on'),
  expected: { kind: 'choice', of: verdicts, about: 'The verdict that is expected' },
  why: text('What is behind the expected verdict'),
  tests: {
    kind: 'list',
    of: { kind: 'table', of: test },
    items: 'tests',
    least: 1,
    about: 'At least one is stated; all that have one `role` and `under` must hold',
  },
} as const satisfies ParameterTable;

export const notJudgedTable = {
  sentence: text('The sentence, word for word'),
  section: text('Where it stands'),
  place,
  why: text('Why no claim is about it'),
} as const satisfies ParameterTable;
