/** What a table cannot say: names that must exist elsewhere in the spec, and settings that depend on one another. */
import { about, type Complaint, checkName, type Path, unknownKey, wrongValue } from '../../components/complaints.js';
import type { Kind, Of, Parameter, ParameterTable, PlainParameters, Reference } from '../../components/contract.js';
import {
  allowed,
  isMapping,
  isRequired,
  kindOf,
  medianOf,
  referenceTable,
  registryOf,
} from '../../components/kinds.js';
import { shown } from '../../errors.js';
import { checkClaims } from './claims.js';
import { checkFindings } from './findings.js';
import { checkNeeds } from './needs.js';
import { accepts, checkPlay } from './play.js';
import { columnOf, kParameter, runsOn, type Vocabulary, type Written, type WrittenMethod } from './schema.js';

/** Columns of the result files that a sweep's name must not take. */
const reserved = [
  ...['trial_id', 'task', 'method', 'trial', 'seed', 'status', 'reason', 'iterations', 'converged', 'seconds'],
  ...['metric', 'n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'],
];

/** Names come first: what else is wrong may follow from them. */
export function checkSpec(spec: Written, table: ParameterTable, vocabulary: Vocabulary): Complaint[] {
  const empty = (['tasks', 'methods'] as const)
    .filter((key) => Object.keys(spec[key]).length === 0)
    .map((key) => about([key], 'must hold at least one; got {}'));
  const unknown = checkReferences({ kind: 'table', of: table }, spec, [], namesIn(spec), vocabulary);
  if (empty.length + unknown.length > 0) return [...empty, ...unknown];
  return [
    ...checkColumns(spec, vocabulary),
    ...checkNeeds(spec, vocabulary),
    ...checkMethods(spec, vocabulary),
    ...spec.sweeps.flatMap((_, i) => checkSweep(spec, i, vocabulary)),
    ...checkRecord(spec),
    ...checkClaims(spec, vocabulary),
    ...checkFindings(spec),
    ...checkPlay(spec, (method) => settingsOf(spec, spec.play!.task, spec.methods[method]!, vocabulary), vocabulary),
  ];
}

/** The median trial is that of a metric of the task. */
function checkRecord({ record, tasks }: Written): Complaint[] {
  return selectionsIn.flatMap((what) =>
    record[what].flatMap(({ task, trials }, i) => {
      const metric = medianOf(trials);
      const known = tasks[task]!.metrics.map(columnOf);
      if (metric === undefined || known.includes(metric)) return [];
      const must = `the median of one of ${known.join(', ')}`;
      return [wrongValue(['record', what, i, 'trials'], metric, must, known)];
    }),
  );
}
const selectionsIn = ['examples', 'clusters', 'responsibilities'] as const;

type Names = Readonly<Record<NonNullable<Extract<Kind, { refers?: unknown }>['refers']>, readonly string[]>>;

function namesIn({ tasks, methods, sweeps }: Written): Names {
  return {
    tasks: Object.keys(tasks),
    methods: Object.keys(methods),
    sweeps: [...new Set(sweeps.flatMap(({ over }) => Object.keys(over)))],
    metrics: [...new Set(Object.values(tasks).flatMap(({ metrics }) => metrics.map(columnOf)))],
  };
}

/** Whatever refers to tasks, methods, sweeps or metrics of the spec names one of them, unless by a default. */
function checkReferences(of: Of, value: unknown, path: Path, names: Names, vocabulary: Vocabulary): Complaint[] {
  const kind = kindOf(of);
  const below = (part: Of, inside: unknown, step: string | number) =>
    checkReferences(part, inside, [...path, step], names, vocabulary);
  const entries = isMapping(value) ? Object.entries(value) : [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const within = (table: ParameterTable) =>
    entries.flatMap(([key, each]) => (Object.hasOwn(table, key) ? below(table[key]!, each, key) : []));
  switch (kind.kind) {
    case 'text':
      return kind.refers === undefined || value === kind.default ? [] : checkName(names[kind.refers], value, path);
    case 'names':
      return items.flatMap((item, i) => below({ ...kind, kind: 'text' }, item, i));
    case 'list':
      return items.flatMap((item, i) => below(kind.of, item, i));
    case 'mapping': {
      const known = kind.refers === undefined ? undefined : names[kind.refers];
      return entries.flatMap(([key, each]) =>
        known?.includes(key) === false ? [unknownKey(path, key, known)] : below(kind.of, each, key),
      );
    }
    case 'table':
      return within(kind.of);
    case 'variant':
      return within(kind.of[String(entries.find(([key]) => key === kind.by)?.[1])]?.of ?? {});
    case 'component': {
      const { name } = value as Reference;
      return within(referenceTable(registryOf(kind.registry, vocabulary).get(name), kind.with));
    }
    default:
      return [];
  }
}

/** A column of the results is one metric, under a name that nothing else has. */
function checkColumns({ tasks, sweeps }: Written, vocabulary: Vocabulary): Complaint[] {
  const metrics = vocabulary.metrics.all.map(({ name }) => name);
  const taken = [...reserved, ...sweeps.flatMap(({ over }) => Object.keys(over))];
  const meant = new Map<string, string>();
  return Object.entries(tasks).flatMap(([task, { metrics: asked }]) =>
    asked.flatMap((reference, i) => {
      const column = columnOf(reference);
      const path: Path = ['tasks', task, 'metrics', i];
      if (asked.findIndex((other) => columnOf(other) === column) < i) {
        return [about(path, `must not stand twice; got ${shown(column)}`)];
      }
      if (column === reference.name) return [];
      const meaning = meant.get(column) ?? reference.name;
      meant.set(column, meaning);
      const wrong =
        taken.includes(column) || metrics.includes(column)
          ? 'must not be the name of another column of the results'
          : meaning === reference.name
            ? undefined
            : `must be of ${meaning}, as in another task`;
      return wrong === undefined ? [] : [about([...path, 'as'], `${wrong}; got ${shown(column)}`)];
    }),
  );
}

/** What has no default is given by the method or by each of its tasks. */
function checkMethods(spec: Written, vocabulary: Vocabulary): Complaint[] {
  return Object.entries(spec.methods).flatMap(([name, method]) =>
    Object.entries(vocabulary.methods.get(method.learn).parameters)
      .filter(([key, parameter]) => isRequired(parameter) && !(key in method))
      .filter(([key]) =>
        Object.entries(spec.tasks).some(
          ([task, { learn }]) => runsOn(method, task) && !(key in givenFor(learn, method.learn)),
        ),
      )
      .map(([key, parameter]) => about(['methods', name, key], `is missing; it must be ${allowed(parameter)}`)),
  );
}

function checkSweep(spec: Written, index: number, vocabulary: Vocabulary): Complaint[] {
  const block = spec.sweeps[index]!;
  const path: Path = ['sweeps', index];
  const taken = [...reserved, ...vocabulary.metrics.all.map(({ name }) => name)];
  return Object.entries(block.over).flatMap(([name, { set, to }]) => {
    const at: Path = [...path, 'over', name];
    const clash: Complaint[] = taken.includes(name)
      ? [
          {
            at,
            of: 'key',
            subject: at,
            message: ` must not be the name of a column of the results; got ${shown(name)}`,
          },
        ]
      : [];
    const all = Object.values(block.over).flatMap((sweep) => sweep.set);
    const inside = set.filter((setting) => all.some((other) => setting.startsWith(`${other}.`)));
    return [
      ...clash,
      ...inside.map((setting) =>
        about([...at, 'set'], `must not be of what is itself swept by name; got ${shown(setting)}`),
      ),
      ...set.flatMap((setting) => checkSetting(spec, block, setting, to, at, vocabulary)),
    ];
  });
}

/** The setting exists on every task and method of the block, and may take each of the values. */
function checkSetting(
  spec: Written,
  block: Written['sweeps'][number],
  setting: string,
  to: readonly unknown[],
  at: Path,
  vocabulary: Vocabulary,
): Complaint[] {
  for (const task of block.tasks ?? Object.keys(spec.tasks)) {
    for (const [method, settings] of Object.entries(spec.methods)) {
      if (block.methods?.includes(method) === false || !runsOn(settings, task)) continue;
      const tables = settingsOf(spec, task, settings, vocabulary);
      const parameter = tables[setting];
      if (parameter === undefined || !Object.hasOwn(tables, setting)) {
        const known = Object.keys(tables);
        const message = `must be one of ${known.join(', ')} on ${task}/${method}; got ${shown(setting)}`;
        return [{ ...about([...at, 'set'], message), near: { got: setting, known } }];
      }
      const wrong = to.findIndex((value) => !accepts(parameter, value, vocabulary));
      if (wrong >= 0) {
        const message = `must be ${allowed(parameter)}, as ${setting} of ${task}/${method}; got ${shown(to[wrong])}`;
        return [about([...at, 'to', wrong], message)];
      }
    }
  }
  return [];
}

/** What a method is set to on a task. */
function givenFor(learn: Written['tasks'][string]['learn'], method: string): PlainParameters {
  return (learn[method] as PlainParameters | undefined) ?? {};
}

/** Every setting of a task and method that can be swept, by its path. */
function settingsOf(
  spec: Written,
  task: string,
  method: WrittenMethod,
  vocabulary: Vocabulary,
): Record<string, Parameter> {
  const { data, expert, learn } = spec.tasks[task]!;
  const onTask = givenFor(learn, method.learn);
  const used = method.expert ?? (onTask.expert as Reference | undefined) ?? expert;
  return Object.fromEntries([
    ['k', kParameter],
    ...below('data', vocabulary.datasets.get(data.name).parameters, data, vocabulary),
    ...below('expert', vocabulary.experts.get(used.name).parameters, used, vocabulary),
    ...below('learn', vocabulary.methods.get(method.learn).parameters, { ...onTask, ...method }, vocabulary),
  ]);
}

/** A table's parameters by path; of a reference itself, to be swept by name, and the parameters of what it names. */
function below(
  prefix: string,
  table: ParameterTable,
  given: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
): [string, Parameter][] {
  return Object.entries(table).flatMap(([key, parameter]): [string, Parameter][] => {
    if (parameter.kind !== 'component') return [[`${prefix}.${key}`, parameter]];
    const { name, ...rest } = (given[key] as Reference | undefined) ?? { name: parameter.default! };
    const known = registryOf(parameter.registry, vocabulary).get(name);
    return [[`${prefix}.${key}`, parameter], ...below(`${prefix}.${key}`, known.parameters, rest, vocabulary)];
  });
}
