/** The form of a spec, from the registries: one zod schema for validation, and JSON Schema draft-07 for editors. */
import * as z from 'zod';
import type { ParametersOf, ParameterTable, PlainParameters, Reference } from '../../components/contract.js';
import { filledShape, givenShape, parameterSchema, referenceSchema, strict, type Vocabulary } from './parameters.js';

/** Names become folders and parts of trial ids: no slash, no `=`, no `..`. */
export const nameRule = {
  pattern: /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  must: 'must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."',
} as const;
const name = z.string({ error: 'must be a name' }).regex(nameRule.pattern, { error: nameRule.must });

/** The plain values of a spec, declared as a component's parameters are. */
const specTable = {
  title: { kind: 'text', default: '', about: 'Title for people; the name when absent' },
  about: { kind: 'text', default: '', about: 'What is asked, and which settings are whose' },
  seed: { kind: 'integer', min: 0, default: 0, about: 'Every draw of every trial derives from this number' },
  timeout: { kind: 'number', above: 0, max: 604_800, default: 60, about: 'Time limit of one trial, seconds' },
} as const satisfies ParameterTable;

const aboutTable = {
  about: { kind: 'text', default: '', about: 'A line for people' },
} as const satisfies ParameterTable;

export const kParameter = { kind: 'integer', min: 1, about: 'Number of experts' } as const;
const trialsParameter = { kind: 'integer', min: 1, max: 1_000_000, about: 'Trials of a cell' } as const;
const indexParameter = { kind: 'integer', min: 0, about: 'A count or an index from 0' } as const;

const sweepValue = z.union([z.number(), z.boolean(), name], { error: 'must be a number, true, false or a name' });

export const verdicts = ['reproduced', 'reproduced by calibration', 'not reproduced', 'depends on'] as const;

/** A list without repetition. */
function list<T extends z.ZodType>(item: T, what: string) {
  return z
    .array(item, { error: `must be a list of ${what}` })
    .superRefine((values, context) => {
      const seen = new Set<unknown>();
      values.forEach((value, i) => {
        if (seen.has(value)) context.addIssue({ code: 'custom', path: [i], message: 'must not stand twice' });
        seen.add(value);
      });
    })
    .meta({ uniqueItems: true });
}

/** One name or a list of them; becomes a list. */
function oneOrMore(item: z.ZodType<string>, what: string) {
  const error = `must be ${what} or a list of them`;
  return z
    .union([item, z.array(item, { error }).min(1, { error })], { error })
    .transform((given): readonly string[] => (typeof given === 'string' ? [given] : given));
}

function mapping<T extends z.ZodType>(value: T, what: string) {
  return z.record(name, value, { error: `must be a mapping from ${what}` });
}

const text = (description: string) =>
  z.string({ error: 'must be text' }).min(1, { error: 'must be text' }).describe(description);
const number = (description: string) => z.number({ error: 'must be a number' }).describe(description);

const test = strict({
  under: z.string({ error: 'must be text' }).default('').describe('The reading or condition this test stands for'),
  task: text('A task of this spec'),
  method: z.exactOptional(text('A method of this spec')),
  methods: z.exactOptional(list(text('A method of this spec'), 'methods')).describe('Methods that must each pass'),
  metric: text('A metric of the task, or seconds'),
  statistic: z.enum(['mean', 'median'], { error: 'must be one of mean, median' }).default('mean'),
  at: mapping(sweepValue, 'swept names to values').default({}).describe('The swept values of the cell'),
  across: z.exactOptional(text('A sweep whose cells are averaged')),
  cell: z
    .exactOptional(z.enum(['least', 'greatest'], { error: 'must be one of least, greatest' }))
    .describe('With across: the cell of the least or greatest value, instead of their mean'),
  against: z.exactOptional(
    strict({ method: text('The method to divide by'), metric: z.exactOptional(text('Its metric, where another')) }),
  ),
  atLeast: z.exactOptional(number('Passes from this value on')),
  atMost: z.exactOptional(number('Passes up to this value')),
  within: z.exactOptional(z.tuple([number('From'), number('To')], { error: 'must be a list of two numbers' })),
});

const claim = strict({
  id: name,
  sentence: text('The sentence, word for word'),
  section: text('Where it stands'),
  paper: text("The paper's value, as printed"),
  calibrated: z.exactOptional(text('What was chosen so that the number comes out: a match is then no evidence')),
  expected: z.enum(verdicts, { error: `must be one of ${verdicts.join(', ')}` }),
  why: text('What is behind the expected verdict'),
  tests: z.array(test, { error: 'must be a list of tests' }).min(1, { error: 'must be a list of at least one test' }),
});

const sweep = strict({
  set: oneOrMore(
    z.string({ error: 'must be a setting' }),
    'a setting such as k, data.noise, expert.C or learn.assign.temperature',
  ).describe('k, data.<parameter>, expert.<parameter> or learn.<parameter>'),
  to: list(sweepValue, 'values').min(1, { error: 'must be a list of at least one value' }),
});

function names(what: string) {
  return z.exactOptional(list(z.string({ error: 'must be a name' }), what));
}

function task(vocabulary: Vocabulary, expert: z.ZodType<Reference>) {
  const { datasets, methods, metrics } = vocabulary;
  const metricNames = metrics.all.map((metric) => metric.name);
  const learnt = methods.all.map((method) => {
    const settings = strict({ expert: z.exactOptional(expert), ...givenShape(method.parameters, vocabulary) });
    return [method.name, z.exactOptional(settings.meta({ description: method.about }))] as const;
  });
  const learn: z.ZodType = strict(Object.fromEntries(learnt)).default({});
  return strict({
    ...filled(aboutTable, vocabulary),
    data: referenceSchema(datasets, vocabulary),
    k: parameterSchema(kParameter, vocabulary).describe(kParameter.about) as z.ZodType<number>,
    expert,
    metrics: list(z.enum(metricNames, { error: `must be one of ${metricNames.join(', ')}` }), 'metrics'),
    learn: learn as z.ZodType<Readonly<Record<string, PlainParameters>>>,
  });
}

function method(vocabulary: Vocabulary, trials: z.ZodType<number>, expert: z.ZodType<Reference>) {
  const { all } = vocabulary.methods;
  const entries = all.map((each) =>
    strict({
      ...filled(aboutTable, vocabulary),
      learn: z.literal(each.name).describe(each.about),
      trials: trials.describe(trialsParameter.about),
      tasks: names('tasks').describe('Tasks this method runs on; all when absent'),
      expert: z.exactOptional(expert).describe("Its expert, instead of the task's"),
      ...givenShape(each.parameters, vocabulary),
    }),
  );
  const learnNames = `must be one of ${all.map((each) => each.name).join(', ')}`;
  return z.discriminatedUnion('learn', entries as unknown as [(typeof entries)[number]], {
    error: ({ code }) => (code === 'invalid_union' ? learnNames : 'must be a mapping with the keys learn, trials, ...'),
  });
}

/** The schema of a spec over the vocabulary. References come out with their defaults, methods' parameters as given. */
export function specShape(vocabulary: Vocabulary) {
  const trials = parameterSchema(trialsParameter, vocabulary) as z.ZodType<number>;
  const count = parameterSchema(indexParameter, vocabulary) as z.ZodType<number>;
  const block = strict({
    tasks: names('tasks'),
    methods: names('methods'),
    trials: z.exactOptional(trials),
    over: mapping(sweep, 'the names of columns to { set, to }').default({}),
  });
  const selection = strict({ task: text('A task'), trials: list(count, 'trial indices'), methods: names('methods') });
  const selections = (what: string) =>
    z.array(selection, { error: 'must be a list of { task, trials, methods }' }).default([]).describe(what);
  const record = strict({
    history: count.default(0).describe('How many trials of each cell keep their loss and sizes of every iteration'),
    examples: selections('Trials that keep their assignments and fitted experts'),
    clusters: selections('Trials that keep the classes and mean features of what each expert holds'),
    responsibilities: selections('Trials that keep a histogram of their responsibilities'),
  });
  const time = strict({
    task: text('A task'),
    methods: list(text('A method'), 'methods').min(1, { error: 'must be a list of at least one method' }),
    against: text('The method whose median time theirs are divided by'),
  });
  const figure = referenceSchema(vocabulary.charts, vocabulary);
  const expert = referenceSchema(vocabulary.experts, vocabulary);
  return strict({
    name,
    ...filled(specTable, vocabulary),
    tasks: mapping(task(vocabulary, expert), 'names to tasks'),
    methods: mapping(method(vocabulary, trials, expert), 'names to methods'),
    sweeps: z.array(block, { error: 'must be a list of blocks' }).default([]),
    record: record.prefault({}),
    figures: z.array(figure, { error: 'must be a list of charts' }).default([]),
    claims: z.array(claim, { error: 'must be a list of claims' }).default([]),
    times: z
      .array(time, { error: 'must be a list of { task, methods, against }' })
      .default([])
      .describe('Ratios of times within one run that moe check shows as advice'),
    quick: z.exactOptional(z.record(z.string(), z.unknown(), { error: 'must be a mapping' })),
  });
}

/** A spec of the right form, before its parts are checked against each other. */
export type Written = z.output<ReturnType<typeof specShape>>;
export type WrittenMethod = Written['methods'][string];

/** `filledShape` of a table known here, with its types. */
function filled<T extends ParameterTable>(table: T, vocabulary: Vocabulary) {
  return filledShape(table, vocabulary) as {
    [K in keyof T]: z.ZodType<K extends keyof ParametersOf<T> ? ParametersOf<T>[K] : unknown>;
  };
}

/** JSON Schema (draft-07) of specs over the vocabulary, for editors: names, parameters, defaults, nothing else. */
export function specSchema(vocabulary: Vocabulary): object {
  const schema = z.toJSONSchema(specShape(vocabulary), {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as { properties: Record<string, object> };
  const { name: _, quick: __, ...rest } = schema.properties;
  const quick = {
    description: 'Laid over the spec by --quick, mapping by mapping; the name gets -quick',
    type: 'object',
    properties: partial(rest),
    additionalProperties: false,
  };
  return { title: 'A spec of moe', ...schema, properties: { ...schema.properties, quick } };
}

/** The same schema with nothing required. */
function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'required' || !Array.isArray(value));
  return Object.fromEntries(kept.map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, partial(value)]));
}
