/** What figures draw must be there; what they were asked for may be missing. */
import { InputError } from '../errors.js';
import type { Row } from '../experiment/contract.js';
import { recorded } from '../results/recorded.js';
import { always, type Results, type TableName } from '../results/results.js';
import type { SummaryLine } from '../results/summary.js';
import type { MetricUnit, Tables } from './contract.js';
import { broken } from './font.js';
import { sheetWidth } from './theme.js';

/**
 * Results as figures read them.
 * @param command what makes the results, for messages, such as `moe run own.yaml --quick`.
 * @param metrics the columns of the results, with what they mean.
 */
export function tablesOf(results: Results, command: string, metrics: readonly MetricUnit[]): Tables {
  const units = new Map([['seconds', 's'], ...metrics.map(({ name, unit }) => [name, unit] as const)]);
  return {
    experiment: results.name,
    lines(file) {
      const path = `${results.folder}/${file}`;
      try {
        if (results.table(file) === null) throw new InputError(`${path} is missing`);
        const lines = results.lines(file);
        if (lines.length === 0) throw new InputError(`${path} has no rows below its header`);
        return lines;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(`${error.message}; \`${command}\` makes it${condition(file)}`);
      }
    },
    has: (file) => results.table(file) !== null,
    unitOf: (metric) => units.get(metric) ?? '',
  };
}

/** What a spec must have for a run to make a file that not every run makes. */
function condition(file: TableName): string {
  if (always.includes(file)) return '';
  return `, for a spec with ${file in recorded ? recorded[file as keyof typeof recorded].needs : 'claims'}`;
}

/** Names that a figure was asked for; all there are when absent. */
export type Asked = readonly string[] | undefined;

/**
 * The names to draw, those asked for that are there, and those that are not: the spec knows them, but a run of a part of
 * the grid has none of them.
 * @param field what the lines have names of.
 */
export function namesToDraw<F extends string>(
  asked: Asked,
  lines: readonly { readonly [K in F]: string }[],
  field: F,
): { readonly names: readonly string[]; readonly absent: readonly string[] } {
  const there = new Set(lines.map((line) => line[field]));
  const names = asked ?? [...there];
  return { names: names.filter((name) => there.has(name)), absent: names.filter((name) => !there.has(name)) };
}

/** The tasks and the methods to draw, and what the results lack of either. */
export function gridToDraw(
  lines: readonly { readonly task: string; readonly method: string }[],
  asked: { readonly tasks?: Asked; readonly methods?: Asked },
) {
  const tasks = namesToDraw(asked.tasks, lines, 'task');
  const methods = namesToDraw(asked.methods, lines, 'method');
  return { tasks: tasks.names, methods: methods.names, absent: [...tasks.absent, ...methods.absent] };
}

/** Lines under the title that say what is not drawn; none where all is. */
export function absentNote(absent: readonly string[]): readonly string[] {
  if (absent.length === 0) return [];
  return noteOf(`Not in these results: ${absent.join(', ')}.`);
}

/** A note in lines that fit the sheet; none of an empty one. */
export const noteOf = (text: string): readonly string[] =>
  text === '' ? [] : broken(text.split(/(?<= )/), sheetWidth - 20);

/** Whether a row or a cell lies outside of every sweep. */
export const unswept = ({ sweep }: Pick<SummaryLine | Row, 'sweep'>): boolean => Object.keys(sweep).length === 0;

/** `10`, or `3 to 10`. */
export function rangeOf(counts: readonly number[]): string {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? String(low) : `${low} to ${high}`;
}
