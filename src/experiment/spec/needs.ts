/** What metrics and charts need, as far as it can be told before anything is computed. */
import { about, type Complaint, type Path } from '../../components/complaints.js';
import type { Reference } from '../../components/contract.js';
import type { Need } from '../contract.js';
import { runsOn, type Vocabulary, type Written } from './schema.js';

/** A metric that can have no value in any trial of its task would be an empty column, a chart nothing to draw. */
export function checkNeeds(spec: Written, vocabulary: Vocabulary): Complaint[] {
  const metrics = Object.entries(spec.tasks).flatMap(([task, { metrics: asked }]) =>
    asked.flatMap(({ name }, i): Complaint[] => {
      const { needs = [] } = vocabulary.metrics.get(name);
      const lack = needs.map((need) => lackOf(need, task, spec, vocabulary)).find((found) => found !== undefined);
      return lack === undefined ? [] : [unmet(['tasks', task, 'metrics', i], name, needs, lack)];
    }),
  );
  const correct = spec.record.correct.flatMap(({ task }, i): Complaint[] => {
    const needs = ['gate', 'classes', 'test'] as const;
    const lack = needs.map((need) => lackOf(need, task, spec, vocabulary)).find((found) => found !== undefined);
    return lack === undefined ? [] : [unmet(['record', 'correct', i], words.correct, needs, lack)];
  });
  return [
    ...metrics,
    ...correct,
    ...spec.figures.flatMap((figure, i) => checkFigure(spec, figure, ['figures', i], vocabulary)),
  ];
}

/** One task that the chart may draw has all that it needs: the one it names, one of those it names, or any. */
function checkFigure(spec: Written, figure: Reference, path: Path, vocabulary: Vocabulary): Complaint[] {
  const { needs = [], parameters } = vocabulary.charts.get(figure.name);
  const named = Object.entries(parameters).flatMap(([key, parameter]) => {
    const names = (parameter.kind === 'text' || parameter.kind === 'names') && parameter.refers === 'tasks';
    return names && key in figure ? ([figure[key]].flat() as string[]) : [];
  });
  const tasks = Object.keys(spec.tasks).filter((task) => named.length === 0 || named.includes(task));
  const lacks = tasks.map((task) =>
    needs.map((need) => lackOf(need, task, spec, vocabulary)).find((found) => found !== undefined),
  );
  if (tasks.length === 0 || lacks.includes(undefined)) return [];
  return [unmet(path, figure.name, needs, [...new Set(lacks)].join('; '))];
}

function unmet(path: Path, name: string, needs: readonly Need[], lack: string): Complaint {
  const all = needs.map((need) => words[need]);
  const last = all.pop()!;
  return about(path, `${name} needs ${all.length > 0 ? `${all.join(', ')} and ${last}` : last}; ${lack}`);
}

const words: Readonly<Record<Need, string>> = {
  regression: 'a regression',
  classes: 'classes',
  test: 'test samples',
  groups: 'known groups',
  control: 'a control task',
  'one feature': 'one feature',
  'two features': 'two features',
  plane: 'a plane to draw on',
  gate: 'a gate',
  sweeps: 'a sweep',
  history: 'record.history',
  examples: 'record.examples',
  clusters: 'record.clusters',
  responsibilities: 'record.responsibilities',
  correct: 'record.correct',
};

/** Why the task cannot have what is needed; undefined where it can, or where that is not known. */
function lackOf(need: Need, task: string, spec: Written, vocabulary: Vocabulary): string | undefined {
  const told = (met: boolean, lack: string) => (met ? undefined : lack);
  switch (need) {
    case 'gate': {
      const methods = Object.entries(spec.methods).filter(([, method]) => runsOn(method, task));
      const gated = methods.some(([, { learn }]) => vocabulary.methods.get(learn).gated !== false);
      return told(gated, `no method on ${task} has one: ${methods.map(([name]) => name).join(', ')}`);
    }
    case 'sweeps': {
      const swept = spec.sweeps.some(
        ({ tasks, over }) => Object.keys(over).length > 0 && (tasks?.includes(task) ?? true),
      );
      return told(swept, `nothing is swept on ${task}`);
    }
    case 'history':
      return told(spec.record.history > 0, 'record.history is 0');
    case 'examples':
    case 'clusters':
    case 'responsibilities':
    case 'correct':
      return told(
        spec.record[need].some((selection) => selection.task === task),
        `record.${need} names no trial of ${task}`,
      );
    default: {
      const { name } = spec.tasks[task]!.data;
      const { has, may = [] } = vocabulary.datasets.get(name);
      const possible = has === undefined || has.includes(need) || may.includes(need);
      return told(possible, `data set ${name} of ${task} has ${has?.join(', ') || 'nothing of the kind'}`);
    }
  }
}
