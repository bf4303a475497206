/** What a schema cannot say: names that must exist elsewhere in the spec, and settings that depend on one another. */
import type { z } from 'zod';
import type { Parameter, ParameterTable, Reference } from '../component.js';
import { allowed } from '../component.js';
import { didYouMean, shown } from '../errors.js';
import { about, type Complaint, unknownName } from './spec-errors.js';
import { isRequired, parameterSchema, registryOf, type Vocabulary } from './spec-parameters.js';
import { kParameter, type specShape } from './spec-schema.js';
import type { Path } from './spec-source.js';

/** A spec of the right form. */
export type Written = z.output<ReturnType<typeof specShape>>;
type WrittenMethod = Written['methods'][string];

/** Columns of the result files that a sweep's name must not take. */
const columns = [
  ...['trial_id', 'task', 'method', 'trial', 'seed', 'status', 'reason', 'iterations', 'converged', 'seconds'],
  ...['metric', 'n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'],
];

export function checkSpec(spec: Written, vocabulary: Vocabulary): Complaint[] {
  return [
    ...(['tasks', 'methods'] as const)
      .filter((key) => Object.keys(spec[key]).length === 0)
      .map((key) => about([key], 'must hold at least one; got {}')),
    ...checkMethods(spec, vocabulary),
    ...spec.sweeps.flatMap((_, i) => checkSweep(spec, i, vocabulary)),
    ...spec.record.examples.flatMap(({ task, methods }, i) => [
      ...checkName(spec.tasks, task, ['record', 'examples', i, 'task']),
      ...checkNames(spec.methods, methods, ['record', 'examples', i, 'methods']),
    ]),
    ...spec.figures.flatMap((figure, i) => checkFigure(spec, figure, ['figures', i])),
    ...checkClaims(spec),
  ];
}

function checkName(known: object, name: string, path: Path): Complaint[] {
  return Object.hasOwn(known, name) ? [] : [unknownName(path, name, Object.keys(known))];
}

function checkNames(known: object, names: readonly string[] | undefined, path: Path): Complaint[] {
  return (names ?? []).flatMap((name, i) => checkName(known, name, [...path, i]));
}

function runsOn(method: WrittenMethod, task: string): boolean {
  return method.tasks === undefined || method.tasks.includes(task);
}

/** Tasks of methods exist; what has no default is given by the method or by each of its tasks. */
function checkMethods(spec: Written, vocabulary: Vocabulary): Complaint[] {
  return Object.entries(spec.methods).flatMap(([name, method]) => {
    const unknown = checkNames(spec.tasks, method.tasks, ['methods', name, 'tasks']);
    const missing = Object.entries(vocabulary.methods.get(method.learn).parameters)
      .filter(([key, parameter]) => isRequired(parameter) && !(key in method))
      .filter(([key]) =>
        Object.entries(spec.tasks).some(
          ([task, { learn }]) => runsOn(method, task) && !(key in (learn[method.learn] ?? {})),
        ),
      )
      .map(([key, parameter]) => about(['methods', name, key], `is missing; it must be ${allowed(parameter)}`));
    return [...unknown, ...missing];
  });
}

/** Charts name tasks and methods of the spec by parameters called so. */
function checkFigure(spec: Written, figure: Reference, path: Path): Complaint[] {
  return (['tasks', 'methods'] as const).flatMap((key) => {
    const names = figure[key];
    return Array.isArray(names) ? checkNames(spec[key], names as string[], [...path, key]) : [];
  });
}

function checkSweep(spec: Written, index: number, vocabulary: Vocabulary): Complaint[] {
  const block = spec.sweeps[index]!;
  const path: Path = ['sweeps', index];
  const unknown = [
    ...checkNames(spec.tasks, block.tasks, [...path, 'tasks']),
    ...checkNames(spec.methods, block.methods, [...path, 'methods']),
  ];
  if (unknown.length > 0) return unknown;
  const taken = [...columns, ...vocabulary.metrics.all.map(({ name }) => name)];
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
    return [...clash, ...set.flatMap((setting) => checkSetting(spec, block, setting, to, at, vocabulary))];
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
        const got = `got ${shown(setting)}${didYouMean(setting, known)}`;
        return [about([...at, 'set'], `must be one of ${known.join(', ')} on ${task}/${method}; ${got}`)];
      }
      const schema = parameterSchema(parameter, vocabulary);
      const wrong = to.findIndex((value) => !schema.safeParse(value).success);
      if (wrong >= 0) {
        const message = `must be ${allowed(parameter)}, as ${setting} of ${task}/${method}; got ${shown(to[wrong])}`;
        return [about([...at, 'to', wrong], message)];
      }
    }
  }
  return [];
}

/** Every setting of a task and method that can be swept, by its path. */
function settingsOf(
  spec: Written,
  task: string,
  method: WrittenMethod,
  vocabulary: Vocabulary,
): Record<string, Parameter> {
  const { data, expert, learn } = spec.tasks[task]!;
  const onTask = learn[method.learn] ?? {};
  const used = (onTask.expert as Reference | undefined) ?? expert;
  return Object.fromEntries([
    ['k', kParameter],
    ...below('data', vocabulary.datasets.get(data.name).parameters, data, vocabulary),
    ...below('expert', vocabulary.experts.get(used.name).parameters, used, vocabulary),
    ...below('learn', vocabulary.methods.get(method.learn).parameters, { ...onTask, ...method }, vocabulary),
  ]);
}

/** A table's parameters by path; in place of a reference, the parameters of what it names. */
function below(
  prefix: string,
  table: ParameterTable,
  given: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
): [string, Parameter][] {
  return Object.entries(table).flatMap(([key, parameter]): [string, Parameter][] => {
    if (parameter.kind !== 'component') return [[`${prefix}.${key}`, parameter]];
    const { name, ...rest } = (given[key] as Reference | undefined) ?? { name: parameter.default };
    const known = registryOf(parameter.registry, vocabulary).get(name);
    return below(`${prefix}.${key}`, known.parameters, rest, vocabulary);
  });
}

function checkClaims(spec: Written): Complaint[] {
  const ids = spec.claims.map(({ id }) => id);
  return spec.claims.flatMap((claim, i) => {
    const path: Path = ['claims', i];
    const readings = new Set(claim.tests.map(({ under }) => under));
    return [
      ...(ids.indexOf(claim.id) < i ? [about([...path, 'id'], `must be unique; got ${shown(claim.id)} again`)] : []),
      ...checkExpected(claim.expected, claim.calibrated !== undefined, readings.size, [...path, 'expected']),
      ...claim.tests.flatMap((_, t) => checkTest(spec, claim.tests[t]!, [...path, 'tests', t])),
    ];
  });
}

/** The expected verdict is one that the tests can give. */
function checkExpected(expected: string, calibrated: boolean, readings: number, path: Path): Complaint[] {
  const whole = calibrated ? 'reproduced by calibration' : 'reproduced';
  const possible = [whole, 'not reproduced', ...(readings > 1 ? ['depends on'] : [])];
  if (possible.includes(expected)) return [];
  const why = `${calibrated ? 'a calibrated' : 'an uncalibrated'} claim with ${readings} reading(s)`;
  return [about(path, `must be one of ${possible.join(', ')}, the verdicts of ${why}; got ${shown(expected)}`)];
}

type Test = Written['claims'][number]['tests'][number];

function checkTest(spec: Written, test: Test, path: Path): Complaint[] {
  const given = (['atLeast', 'atMost', 'within'] as const).filter((key) => test[key] !== undefined);
  const { method, methods } = test;
  const form: Complaint[] = [];
  if (given.length !== 1) {
    form.push(about(path, `must have exactly one of atLeast, atMost, within; got ${given.join(' and ') || 'none'}`));
  }
  if (test.within !== undefined && !(test.within[0] <= test.within[1])) {
    form.push(about([...path, 'within'], `must be [low, high] with low <= high; got ${shown(test.within)}`));
  }
  if ((method === undefined) === (methods === undefined || methods.length === 0)) {
    form.push(about(path, `must have either method or methods; got ${method === undefined ? 'neither' : 'both'}`));
  }
  const unknown = [
    ...checkName(spec.tasks, test.task, [...path, 'task']),
    ...(method === undefined ? [] : checkName(spec.methods, method, [...path, 'method'])),
    ...checkNames(spec.methods, methods, [...path, 'methods']),
    ...(test.against === undefined ? [] : checkName(spec.methods, test.against.method, [...path, 'against', 'method'])),
  ];
  if (unknown.length > 0) return [...form, ...unknown];
  return [...form, ...checkMeasured(spec, test, path), ...checkCell(spec, test, path)];
}

function checkMeasured(spec: Written, { task, metric, against }: Test, path: Path): Complaint[] {
  const known = [...spec.tasks[task]!.metrics, 'seconds'];
  const wrong = (name: string, at: Path) => (known.includes(name) ? [] : [unknownName(at, name, known)]);
  return [
    ...wrong(metric, [...path, 'metric']),
    ...(against?.metric === undefined ? [] : wrong(against.metric, [...path, 'against', 'metric'])),
  ];
}

/** Each method's cell is in the grid: it runs on the task, in a block with exactly these sweeps and values. */
function checkCell(spec: Written, test: Test, path: Path): Complaint[] {
  const swept = [...Object.keys(test.at), ...(test.across === undefined ? [] : [test.across])].sort();
  const blocks = spec.sweeps.length > 0 ? spec.sweeps : [{ over: {} } as Written['sweeps'][number]];
  const compared = [test.method ?? [], test.methods ?? [], test.against?.method ?? []].flat();
  const absent = compared.find(
    (method) =>
      !blocks.some(
        ({ tasks, methods, over }) =>
          (tasks ?? [test.task]).includes(test.task) &&
          (methods ?? [method]).includes(method) &&
          runsOn(spec.methods[method]!, test.task) &&
          Object.keys(over).sort().join() === swept.join() &&
          Object.entries(test.at).every(([name, value]) => over[name]?.to.includes(value)),
      ),
  );
  if (absent === undefined) return [];
  const where = [...Object.entries(test.at).map(([name, value]) => `${name} = ${value}`), test.across ?? []].flat();
  const along = where.length > 0 ? ` at ${where.join(', ')}` : '';
  return [about(path, `must be about a cell of the grid; got ${test.task}/${absent}${along}`)];
}
