/** What charts of a grid's cells share: parameters of the form name=value, names that a run left out, units of metrics. */
import { InputError, shown } from '../errors.js';
import type { Line } from '../tables/csv.js';
import type { Tables } from './contract.js';
import { widthOf } from './font.js';
import type { Summary } from './summary.js';
import { sheetWidth, short, told } from './theme.js';

/** How a metric is drawn. */
export interface Measure {
  /** The axis' title, with the unit. */
  readonly title: string;
  /** What a value of the tables is on the axis. */
  at(value: number): number;
  /** A value of the tables as a text; two digits after the point where it is in percent, as the paper prints. */
  text(value: number): string;
  /** What stands after a text where its unit is not said beside it. */
  readonly unit: string;
}

/** Metrics that are shares of samples, shown in percent. */
const shares: Readonly<Record<string, string>> = {
  train_accuracy: 'training accuracy',
  test_accuracy: 'test accuracy',
  smallest_share: 'share of the smallest cluster',
  smallest_alpha: 'smallest mean responsibility',
  sparse99: 'samples with a responsibility above .99',
  purity: 'purity of clusters',
  alpha_argmin: 'accuracy by argmin of −log α',
  alpha_softmax: 'accuracy by softmax of −log α',
  alpha_lap: 'accuracy by lap of −log α',
  alpha_lp: 'accuracy by lp of −log α',
};

/** Metrics without a unit of their own are told by their name. */
export function measureOf(metric: string): Measure {
  const percent = shares[metric];
  if (percent === undefined) return { title: metric.replaceAll('_', ' '), at: short, text: told, unit: '' };
  return {
    title: `${percent}, %`,
    at: (value) => short(100 * value),
    text: (value) => (100 * value).toFixed(2),
    unit: ' %',
  };
}

/**
 * The pairs of a list such as `smiley=test_accuracy`, in order.
 * @throws InputError for an entry without a name, `=` or value, and for a name twice.
 */
export function pairsOf(what: string, given: unknown): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const each of Array.isArray(given) ? (given as readonly string[]) : []) {
    const [, name, value] = /^([^=]+)=([^=]+)$/.exec(each)?.map((part) => part.trim()) ?? [];
    if (!name || !value) throw new InputError(`${what} must be a list of name=value; got ${shown(each)}`);
    if (pairs.has(name)) throw new InputError(`${what} must name each once; got ${shown(name)} twice`);
    pairs.set(name, value);
  }
  return pairs;
}

/** As `pairsOf`, of numbers. @throws InputError for a value that is no number. */
export function numbersOf(what: string, given: unknown): ReadonlyMap<string, number> {
  const numbers = [...pairsOf(what, given)].map(([name, text]): [string, number] => {
    const value = Number(text);
    if (Number.isFinite(value)) return [name, value];
    throw new InputError(`${what}: ${name} must be a number; got ${shown(text)}`);
  });
  return new Map(numbers);
}

/**
 * The names to draw, those asked for that are there, and those that are not: the spec knows them, but a run of a part of
 * the grid, or of fewer trials, has none of them.
 */
export function split(asked: unknown, there: readonly string[]) {
  const names = Array.isArray(asked) ? (asked as readonly string[]) : there;
  return {
    names: names.filter((name) => there.includes(name)),
    absent: names.filter((name) => !there.includes(name)),
  };
}

/** Lines under the title that say what is not drawn; none where all is. */
export function absentNote(absent: readonly string[]): readonly string[] {
  if (absent.length === 0) return [];
  return broken(`Not in these results: ${absent.join(', ')}.`.split(/(?<= )/), sheetWidth - 20);
}

/** The parts of a text joined to lines that fit a room, px, as far as there are parts. */
export function broken(parts: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = `${lines.at(-1) ?? ''}${part}`;
    if (lines.length > 0 && widthOf(line.trimEnd(), 11) <= room) lines[lines.length - 1] = line;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}

/** A text cut to a room, px: Vega would draw it cut, and leave room for all of it. */
export function cut(text: string, room: number, size = 11, bold = false): string {
  if (widthOf(text, size, bold) <= room) return text;
  let kept = [...text];
  while (kept.length > 1 && widthOf(`${kept.join('')}…`, size, bold) > room) kept = kept.slice(0, -1);
  return `${kept.join('')}…`;
}

/** Whether a cell lies outside of every sweep. */
export const unswept = ({ sweep }: Pick<Summary, 'sweep'>): boolean => Object.keys(sweep).length === 0;

/** The lines of trials.csv outside of every sweep, with the columns that are asked for. */
export function unsweptTrials(tables: Tables, rows: readonly Summary[], columns: readonly string[]): readonly Line[] {
  const swept = [...new Set(rows.flatMap((row) => Object.keys(row.sweep)))];
  const trials = tables.get('trials.csv', ['trial_id', 'task', 'method', 'trial', ...columns, ...swept]);
  return trials.rows.filter((line) => swept.every((column) => line.text(column) === ''));
}

/** `10`, or `3 to 10`. */
export function rangeOf(counts: readonly number[]): string {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? String(low) : `${low} to ${high}`;
}
