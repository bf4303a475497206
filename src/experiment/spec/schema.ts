/** The form of a spec: a table like that of a component, over the names that there are. */
import type {
  Component,
  Kind,
  Parameter,
  ParameterTable,
  ParsedParameters,
  Reference,
  Registry,
} from '../../components/contract.js';
import { asGiven } from '../../components/parameters.js';
import type { Dataset } from '../../datasets/contract.js';
import type { Method } from '../../methods/contract.js';
import type { Metric } from '../../metrics/contract.js';
import type { Need } from '../contract.js';
import { claimTable, notJudgedTable } from './claim-table.js';
import { about, count, expert, method, methods, number, task, tasks, text, trials } from './fields.js';

/** Everything a spec can name, and what is known of it. Charts come from outside: experiments know nothing of pictures. */
export type Vocabulary = {
  readonly datasets: Registry<Component & Pick<Dataset, 'has' | 'may'>>;
  readonly experts: Registry<Component>;
  readonly assignments: Registry<Component>;
  readonly gates: Registry<Component>;
  readonly methods: Registry<Component & Partial<Pick<Method, 'gated'>>>;
  readonly metrics: Registry<Component & { readonly needs?: readonly Need[] } & Partial<Judged>>;
  readonly charts: Registry<Component & { readonly needs?: readonly Need[] }>;
};

/** What of a metric decides how claims about it are judged. */
type Judged = Pick<Metric, 'summary' | 'unit' | 'values' | 'ofTestSamples'>;

export const kParameter = { kind: 'integer', min: 1, about: 'Number of experts' } as const satisfies Parameter;

const sweep = {
  set: {
    kind: 'list',
    of: 'text',
    items: 'settings such as k, data.noise, expert.C or learn.assign.temperature',
    least: 1,
    orOne: true,
    about: 'k, data.<parameter>, expert.<parameter> or learn.<parameter>',
  },
  to: { kind: 'list', of: 'value', items: 'values', least: 1, distinct: true, about: 'The values it takes' },
} as const satisfies ParameterTable;

const block = {
  tasks: { ...tasks, optional: true, about: 'Tasks that it is about; all when absent' },
  methods: { ...methods, optional: true, about: 'Methods that it is about; all when absent' },
  trials: { ...trials, optional: true },
  over: {
    kind: 'mapping',
    of: { kind: 'table', of: sweep },
    items: 'the names of columns to { set, to }',
    named: true,
    default: {},
    about: 'What is swept; several are crossed',
  },
  effects: {
    kind: 'names',
    refers: 'metrics',
    about: 'Metrics whose main effects and interactions of these sweeps are told (effects.csv)',
  },
} as const satisfies ParameterTable;

const selection = {
  task: task('A task'),
  trials: { kind: 'trials', about: 'Which of its trials, from 0; or of each cell the median of a metric' },
  methods: { ...methods, optional: true, about: 'Of which methods; of all when absent' },
} as const satisfies ParameterTable;

const selections = (line: string) =>
  ({
    kind: 'list',
    of: { kind: 'table', of: selection },
    items: '{ task, trials, methods }',
    default: [],
    about: line,
  }) as const;

const record = {
  history: { ...count, default: 0, about: 'How many trials of each cell keep their loss and sizes of every iteration' },
  examples: selections('Trials that keep their assignments and fitted experts'),
  clusters: selections('Trials that keep the classes and mean features of what each expert holds'),
  responsibilities: selections('Trials that keep a histogram of their responsibilities'),
  correct: {
    kind: 'list',
    of: { kind: 'table', of: { task: selection.task, methods: selection.methods } },
    items: '{ task, methods }',
    default: [],
    about: 'Tasks whose trials keep which test samples they predict rightly',
  },
} as const satisfies ParameterTable;

const race = {
  task: task('A task'),
  methods: { ...methods, least: 1, most: 5, about: 'Methods, each a lane; without a sweep' },
  trial: { ...count, default: 0, about: 'Which of their trials' },
  metrics: { kind: 'names', refers: 'metrics', about: 'Metrics that are told at the end' },
} as const satisfies ParameterTable;

const time = {
  task: task('A task'),
  methods: { ...methods, least: 1, about: 'Methods whose median times are compared' },
  against: method('The method whose median time theirs are divided by'),
} as const satisfies ParameterTable;

const play = {
  task: task('A task whose data set, expert, methods and metrics a browser can run'),
  methods: { ...methods, least: 1, about: 'Methods that are offered' },
  metrics: {
    ...{ kind: 'list', of: { kind: 'text', refers: 'metrics' }, items: 'metrics', least: 1, most: 3, distinct: true },
    about: 'What is drawn of the trials; the claim is about the first',
  },
  claim: {
    ...text("The claim whose number of the paper stands beside: its id, or <experiment>/<id> of another spec's"),
    optional: true,
  },
  knobs: {
    kind: 'mapping',
    of: { kind: 'table', of: sweep },
    items: 'the names of knobs to { set, to }',
    named: true,
    default: {},
    about: 'What a reader can set; a method that lacks the setting does without the knob',
  },
  attempts: {
    kind: 'list',
    of: { kind: 'mapping', of: 'value', items: 'knobs to values', named: true },
    items: '{ knob: value }',
    default: [],
    about: 'Moves of knobs that are worth a button',
  },
} as const satisfies ParameterTable;

export const asColumn = {
  as: { kind: 'name', optional: true, about: 'The name of its column, where not that of the metric' },
} as const satisfies ParameterTable;
const metric = { kind: 'component', registry: 'metrics', with: asColumn } as const satisfies Kind;

const bars = {
  of: text('What they are of, in a few words'),
  paper: number('What the paper has, in its own unit: 20 for 20%'),
  from: {
    kind: 'mapping',
    of: 'text',
    items: 'labels to numbers, as {F1} or {task/method metric}',
    about: 'The numbers, the first on top',
  },
} as const satisfies ParameterTable;

export const asFound = {
  finding: { ...text('What it shows, as its title; numbers as {F1} or {task/method metric}'), optional: true },
  short: { ...text('The finding in a few words, to stand before it'), optional: true },
  rests: { kind: 'names', about: 'The claims that must come out as expected for the finding to stand' },
  bars: { kind: 'table', of: bars, optional: true, about: 'Numbers that show the finding, to stand beside it' },
} as const satisfies ParameterTable;

/** What a spec is called. */
export const titleTable = {
  name: { kind: 'name', about: 'Key of the experiment, and its folder in results/' },
  title: { kind: 'text', default: '', about: 'Title for people; the name when absent' },
} as const satisfies ParameterTable;

/** The table of a spec. References come out with their defaults, the parameters of methods as they are given. */
export function specTable(vocabulary: Vocabulary) {
  const learn = vocabulary.methods.all.map(({ name, about: line, parameters }) => {
    const of = { expert: { ...expert, optional: true, about: 'Another expert' }, ...asGiven(parameters) } as const;
    return [name, { kind: 'table', of, optional: true, about: line }] as const;
  });
  const ways = vocabulary.methods.all.map(({ name, about: line, parameters }) => {
    const of = {
      about,
      learn: { kind: 'choice', of: [name], about: line },
      trials,
      tasks: { ...tasks, optional: true, about: 'Tasks this method runs on; all when absent' },
      deterministic: { ...tasks, optional: true, about: 'Tasks on which its trials draw nothing: one says all' },
      expert: { ...expert, optional: true, about: "Its expert, instead of the task's" },
      ...asGiven(parameters),
    } as const;
    return [name, { kind: 'table', of, about: line }] as const;
  });
  const oneTask = {
    about,
    data: { kind: 'component', registry: 'datasets', about: 'The data' },
    k: kParameter,
    shuffleLabels: {
      kind: 'flag',
      default: false,
      about: 'A control: the labels to learn from are permuted in each trial, those of the test part are not',
    },
    expert: { ...expert, about: 'What each of the k is' },
    metrics: { kind: 'list', of: metric, items: 'metrics', about: 'What is measured, by name or as { name, as, ... }' },
    learn: { kind: 'table', of: Object.fromEntries(learn), default: {}, about: 'What methods are set to on this task' },
  } as const satisfies ParameterTable;
  return {
    ...titleTable,
    about: { kind: 'text', default: '', about: 'What is asked, and which settings are whose' },
    seed: { kind: 'integer', min: 0, default: 0, about: 'Every draw of every trial derives from this number' },
    timeout: { kind: 'number', above: 0, max: 604_800, default: 60, about: 'Time limit of one trial, seconds' },
    tasks: {
      kind: 'mapping',
      of: { kind: 'table', of: oneTask },
      items: 'names to tasks',
      named: true,
      about: 'Data, experts, metrics',
    },
    methods: {
      kind: 'mapping',
      of: { kind: 'variant', by: 'learn', of: Object.fromEntries(ways) },
      items: 'names to methods',
      named: true,
      about: 'Ways to learn that are compared',
    },
    sweeps: {
      kind: 'list',
      of: { kind: 'table', of: block },
      items: 'blocks',
      default: [],
      about: 'Blocks of the grid',
    },
    record: { kind: 'table', of: record, default: {}, about: 'What trials keep beyond their row' },
    figures: {
      kind: 'list',
      of: { kind: 'component', registry: 'charts', with: asFound },
      items: 'charts',
      default: [],
      about: 'Charts to draw',
    },
    races: {
      kind: 'list',
      of: { kind: 'table', of: race },
      items: '{ task, methods, trial, metrics }',
      default: [],
      about: 'Trials that the page shows step by step, side by side; chosen from the rows where a task has none',
    },
    claims: {
      kind: 'list',
      of: { kind: 'table', of: claimTable },
      items: 'claims',
      default: [],
      about: 'Sentences to judge',
    },
    notJudged: {
      kind: 'list',
      of: { kind: 'table', of: notJudgedTable },
      items: '{ sentence, section, why }',
      default: [],
      about: 'Sentences that no claim is about',
    },
    times: {
      kind: 'list',
      of: { kind: 'table', of: time },
      items: '{ task, methods, against }',
      default: [],
      about: 'Ratios of times within one run that moe check shows as advice',
    },
    play: {
      kind: 'table',
      of: play,
      optional: true,
      about: 'Trials that the page of `moe report` computes anew, with knobs',
    },
    quick: {
      kind: 'mapping',
      of: 'anything',
      items: 'keys of a spec to other values',
      optional: true,
      about: 'Laid over the spec by --quick, mapping by mapping; the name gets -quick',
    },
  } as const satisfies ParameterTable;
}

/** A spec of the right form, before its parts are checked against each other. */
export type Written = ParsedParameters<ReturnType<typeof specTable>>;
export type WrittenTest = Written['claims'][number]['tests'][number];
export type WrittenMethod = Written['methods'][string];

/** The column that a metric of a task becomes. */
export function columnOf({ name, as }: Reference): string {
  return typeof as === 'string' ? as : name;
}

export function runsOn({ tasks }: WrittenMethod, task: string): boolean {
  return tasks === undefined || tasks.includes(task);
}
