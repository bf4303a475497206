/** `moe compare`: two runs beside each other, cell by cell. */
import { didYouMean, InputError, shown } from '../../errors.js';
import { compareRuns, metricsOf } from '../../guard/compare/compare.js';
import type { RunsComparison, SavedRun } from '../../guard/compare/contract.js';
import { readRun } from '../../guard/compare/read.js';
import { exit } from '../exit.js';
import type { GlobalOptions } from '../options.js';
import { vocabulary } from '../vocabulary.js';
import { aloneLines, conclusionOf } from './conclusion.js';
import { markdownPage, viewMarkdown } from './markdown.js';
import { openSides, type Sides } from './sides.js';
import { pageText, viewText } from './text.js';
import { viewOf } from './view.js';

export interface CompareOptions extends GlobalOptions {
  readonly experiment?: readonly string[];
  readonly metric?: readonly string[];
  readonly all?: boolean;
  readonly format: Format;
  readonly json?: boolean;
  readonly failOn?: 'worse';
}

export type Format = 'text' | 'markdown' | 'json';

/** A comparison and what was compared. */
interface Found extends RunsComparison {
  readonly a: string;
  readonly b: string;
  readonly sides: Sides;
}

/**
 * Prints the comparison and returns the exit code.
 * @throws InputError for places without results, results that cannot be read, and metrics that neither run has.
 */
export function compare(a: string, b: string, options: CompareOptions): number {
  const sides = openSides(a, b, options.experiment ?? []);
  const runs = sides.matched.map((one) => [readRun(one.a), readRun(one.b)] as const);
  checkMetrics(options.metric, runs);
  const found = { a, b, sides, ...compareRuns(runs, vocabulary.metrics.all, options.metric) };
  const format = options.json ? 'json' : options.format;
  if (format !== 'text' || !options.quiet) process.stdout.write(`${formats[format](found, options)}\n`);
  const worse = found.worse || sides.onlyA.length > 0;
  return options.failOn === 'worse' && worse ? exit.regression : exit.ok;
}

function checkMetrics(metrics: readonly string[] = [], runs: readonly (readonly SavedRun[])[]): void {
  const known = [...new Set(runs.flatMap((pair) => pair.flatMap(metricsOf)))];
  const unknown = metrics.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `--metric must be among ${known.join(', ')}; got ${shown(unknown)}${didYouMean(unknown, known)}`,
  );
}

const formats: Readonly<Record<Format, (found: Found, options: CompareOptions) => string>> = {
  text(found, options) {
    const { a, b, sides, experiments } = found;
    const views = experiments.map((experiment) => viewText(viewOf(experiment, options.all === true), options));
    return pageText([`A  ${a}`, `B  ${b}`, ...aloneLines(sides)], views, conclusionOf(found));
  },
  markdown(found, options) {
    const { a, b, sides, experiments } = found;
    const views = experiments.map((experiment) => viewMarkdown(viewOf(experiment, options.all === true)));
    return markdownPage(`${a} -> ${b}`, aloneLines(sides), views, conclusionOf(found));
  },
  json({ a, b, sides, ...comparison }) {
    const { onlyA, onlyB } = sides;
    return JSON.stringify(
      { version: 1, a, b, experimentsOnlyA: onlyA, experimentsOnlyB: onlyB, ...comparison },
      null,
      2,
    );
  },
};
