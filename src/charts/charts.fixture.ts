/** Every figure with small made-up results that it can draw, and the parameters that it is drawn with. */
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { type PlainParameters, registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { catalogOf } from '../experiment/catalog.js';
import { paperCharts } from '../paper/registry.js';
import { filesIn, openResults, type TableName } from '../results/results.js';
import type { Tables } from './contract.js';
import { charts as general } from './registry.js';
import { tablesOf } from './tables.js';

export const charts = registry('chart', [...general.all, ...paperCharts]);

const given: Readonly<Record<string, PlainParameters>> = {
  sensitivity: { draws: ['data_seed'], defaults: { samples: 90, k: 3 } },
  table1: {
    methods: ['logistic', 'kmeans', 'kmeans-alternating-refit', 'kmeans-alternating-literal', 'parametric'],
    cells: {
      smiley: 'test_accuracy',
      mnist: 'test_accuracy',
      pendulum: 'train_accuracy',
      'smile-features': 'test_accuracy',
    },
    paper: { smiley: { logistic: 0.5, kmeans: 0.84 }, mnist: { kmeans: 0.9607 }, pendulum: { parametric: 0.7611 } },
  },
  figure3: { methods: ['none', 'floor-5', 'floor-10'], floors: { 'floor-5': 0.05, 'floor-10': 0.1 }, perEpoch: 600 },
  convergence: { relaxed: ['direct'] },
  sweep: {
    levels: { smiley: { chance: 0.5 }, mnist: { paper: 0.9607 } },
    defaults: { steps: 20000, learning_rate: 1e-4, C: 1 },
  },
  figure2: {
    methods: ['logistic', 'kmeans', 'kmeans-alternating-literal', 'parametric'],
    levels: { 'clean expert': -151 },
  },
  'experts-mnist': { width: 7 },
};

/** The fixture of a figure; `fixed` of those that are not named. */
const folders: Readonly<Record<string, string>> = {
  sensitivity: 'sensitivity',
  table1: 'inference',
  figure2: 'inference',
  figure3: 'constraints',
  sweep: 'inference',
  gate: 'inference',
  alpha: 'inference',
  'experts-mnist': 'inference',
};

export const fixtures = join(import.meta.dirname, 'fixtures');
export const folderOf = (name: string): string => join(fixtures, folders[name] ?? 'fixed');
export const parametersOf = (name: string): PlainParameters => given[name] ?? {};
export const tablesIn = (folder: string): Tables =>
  tablesOf(openResults(filesIn(folder)), 'moe run tiny --quick', catalogOf().metrics.all);
export const fixtureOf = (name: string): Tables => tablesIn(folderOf(name));

export function rendered(name: string, parameters = parametersOf(name), tables = fixtureOf(name)): TopLevelSpec {
  const chart = charts.get(name);
  return chart.render(tables, parseParameters(chart, parameters));
}

/** What a line of any table may have. */
export interface AnyLine {
  readonly id?: string;
  readonly task?: string;
  readonly method?: string;
  readonly metric?: string;
}

/** The tables with some lines only; a table that is left without any is refused, as it is when it is read. */
export function only(tables: Tables, keep: (line: AnyLine, file: TableName) => boolean): Tables {
  return {
    ...tables,
    lines(file) {
      const kept = tables.lines(file).filter((line) => keep(line, file));
      if (kept.length > 0) return kept;
      throw new InputError(`${file} has no rows below its header`);
    },
  };
}
