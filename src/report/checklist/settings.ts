/** Every setting of every task and method, what was swept or calibrated, and the data. */
import type { PlainParameters, Reference } from '../../components/contract.js';
import type { Cell } from '../../experiment/contract.js';
import { changedLeaves } from '../../guard/compare/changes.js';
import type { ChecklistEntry, ChecklistSource, ChecklistTable } from '../contract.js';

/** `3`, or `3 to 10` where values differ; empty for none. */
export function span(values: readonly number[]): string {
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (low > high) return '';
  return low === high ? String(low) : `${low} to ${high}`;
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** `csv: target = y, standardize = true`, or the name alone. */
export function referred({ name, ...parameters }: Reference): string {
  const texts = assigned(parameters);
  return texts === '' ? name : `${name}: ${texts}`;
}

/** `iterations = 100, assign = lap, assign.solver = flow`. */
export function assigned(parameters: PlainParameters): string {
  return flat(parameters)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');
}

/** Each setting by its path, with its value as text: of a reference, its name and then its own settings. */
export function flat(parameters: PlainParameters, path = ''): [path: string, value: string][] {
  return Object.entries(parameters).flatMap(([key, value]): [string, string][] => {
    if (value === undefined || value === '') return [];
    if (typeof value !== 'object' || value === null) return [[path + key, String(value)]];
    if (Array.isArray(value)) return [[path + key, value.join(' ')]];
    const { name, ...own } = value as PlainParameters;
    return [
      ...(typeof name === 'string' ? [[path + key, name] as [string, string]] : []),
      ...flat(own, `${path}${key}.`),
    ];
  });
}

/** Values by key, groups and members in order of appearance: Map.groupBy, which Node 20 lacks. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Every setting of every task and method, what was swept, and what was chosen so that a number appears. */
export const settingsEntry: ChecklistEntry = (sources) => ({
  id: 'hyperparameters',
  title: 'Hyperparameters',
  answer: [
    'All settings of all tasks and methods, defaults written out; what is swept is in a table of its own.',
    'Those that were chosen so that a number appears are in a table of calibrated settings, with the claims that then',
    'hold by calibration, which is no evidence for them. Which settings a paper states and which are ours, the comments',
    `of each spec tell (${sources.map(({ run }) => run.spec.file).join(', ')}).`,
    ...drift(sources),
  ].join(' '),
  tables: sources.flatMap((source) => [
    tasksTable(source),
    methodsTable(source),
    ...filled(sweepsTable(source)),
    ...filled(calibratedTable(source)),
  ]),
});

/** Settings are the spec's: where those of the run are known to be others, that is said. */
function drift(sources: readonly ChecklistSource[]): string[] {
  const unknown = sources.filter(({ run }) => run.settings === undefined).map(({ run }) => run.experiment);
  const changed = sources.filter(({ run, spec: { tasks, methods, sweeps } }) => {
    const now: unknown = JSON.parse(JSON.stringify({ tasks, methods, sweeps }));
    return run.settings !== undefined && changedLeaves(run.settings, now, '').length > 0;
  });
  return [
    ...(unknown.length === 0
      ? []
      : [`The run.json of ${unknown.join(', ')} holds no settings; these are of the spec as it is now.`]),
    ...(changed.length === 0
      ? []
      : [
          `Since the run of ${changed.map(({ run }) => run.experiment).join(', ')} its spec has changed: these are the spec’s.`,
        ]),
  ];
}

function filled(table: ChecklistTable): ChecklistTable[] {
  return table.rows.length === 0 ? [] : [table];
}

function tasksTable({ run, spec }: ChecklistSource): ChecklistTable {
  return {
    title: `${run.experiment}: tasks`,
    columns: ['task', 'experts', 'expert', 'data'],
    rows: Object.entries(spec.tasks).map(([name, { k, expert, data, shuffleLabels }]) => [
      name,
      String(k),
      referred(expert),
      shuffleLabels === true ? `${referred(data)}, labels shuffled` : referred(data),
    ]),
  };
}

/** A row per method and, where its settings differ between tasks, per group of tasks with equal ones. */
function methodsTable({ run, spec, cells }: ChecklistSource): ChecklistTable {
  const rows = Object.entries(spec.methods).flatMap(([method, { expert }]) => {
    const own = cells.filter((cell) => cell.method === method);
    const byTask = groupedBy(own, ({ task }) => task);
    const groups = groupedBy([...byTask], ([, ofTask]) => settingsOf(ofTask));
    return [...groups].map(([settings, members]) => {
      const all = members.length === Object.keys(spec.tasks).length;
      const tasks = all ? 'all' : members.map(([task]) => task).join(', ');
      const trained = expert === undefined ? [] : [`expert = ${referred(expert)}`];
      return [method, own[0]!.learn.name, tasks, [...(settings === '' ? [] : [settings]), ...trained].join(', ')];
    });
  });
  return { title: `${run.experiment}: methods`, columns: ['method', 'learns by', 'tasks', 'settings'], rows };
}

/** The settings of cells that differ by what is swept alone. */
function settingsOf(cells: readonly Cell[]): string {
  const values = new Map<string, Set<string>>();
  for (const { learn } of cells) {
    const { name: _, ...parameters } = learn;
    for (const [path, value] of flat(parameters)) values.set(path, (values.get(path) ?? new Set()).add(value));
  }
  return [...values].map(([path, found]) => `${path} = ${found.size > 1 ? '(swept)' : [...found][0]}`).join(', ');
}

function sweepsTable({ run, spec }: ChecklistSource): ChecklistTable {
  return {
    title: `${run.experiment}: sweeps`,
    columns: ['sweep', 'sets', 'to', 'tasks', 'methods'],
    rows: spec.sweeps.flatMap(({ over, tasks, methods }) =>
      Object.entries(over).map(([name, { set, to }]) => [
        name,
        set.join(', '),
        to.join(', '),
        tasks?.join(', ') ?? 'all',
        methods?.join(', ') ?? 'all',
      ]),
    ),
  };
}

function calibratedTable({ run, spec }: ChecklistSource): ChecklistTable {
  const byText = groupedBy(
    spec.claims.filter(({ calibrated }) => calibrated !== undefined),
    ({ calibrated }) => calibrated!,
  );
  return {
    title: `${run.experiment}: calibrated settings`,
    columns: ['chosen so that a number appears', 'claims'],
    rows: [...byText].map(([text, claims]) => [text, claims.map(({ id }) => id).join(', ')]),
  };
}

/** Each task's data, how it is drawn, and where it comes from. */
export const dataEntry: ChecklistEntry = (sources, { describe }) => ({
  id: 'data',
  title: 'Data',
  answer:
    'Generated data needs no download: it follows from the seed and the parameters below. Data from files counts by its ' +
    'content, whose digest is part of the key of every trial. No sample is left out unless a parameter below says so; a ' +
    'count of samples of 0 means all.',
  tables: sources.map(({ run, spec }) => ({
    title: run.experiment,
    columns: ['task', 'data set', 'what it is', 'parameters', 'from'],
    rows: Object.entries(spec.tasks).map(([task, { data }]) => {
      const { name, ...parameters } = data;
      const { about, origin } = describe(data);
      return [task, name, about, assigned(parameters), origin];
    }),
  })),
});
