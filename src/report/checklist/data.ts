import type { ChecklistEntry } from './contract.js';
import { assigned } from './words.js';

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
