/** A trace for a terminal: an iteration a line, and how it ended. */

import { painter } from '../../documents/paint.js';
import { printable } from '../../documents/printable.js';
import { plainTable, width } from '../../documents/terminal-table.js';
import type { Row } from '../../experiment/contract.js';
import { shownSteps, type Trace, type TraceStep } from '../../experiment/trace-contract.js';
import { toText, type Value } from '../../tables/csv.js';
import type { GlobalOptions } from '../options.js';

/** What a results folder says of the trial. */
export interface Committed {
  readonly file: string;
  readonly state: 'equal' | 'different' | 'no such row' | 'no results';
  readonly differences?: readonly Difference[];
}

/** A column in which two rows of one trial differ, as trials.csv writes it. */
export interface Difference {
  readonly column: string;
  readonly here: string;
  readonly there: string;
}

/** Columns of the bar of sizes. */
const barWidth = 30;

/** The columns in which the row differs from another of the same trial; all of its metrics count, and none besides. */
export function differences(row: Row, other: Row): Difference[] {
  const cells = ({ seed, status, reason, iterations, converged, metrics }: Row): Record<string, Value> => ({
    ...{ seed, status, reason, iterations, converged },
    ...Object.fromEntries(Object.keys(row.metrics).map((name) => [name, metrics[name] ?? null])),
  });
  const there = cells(other);
  return Object.entries(cells(row)).flatMap(([column, value]) => {
    const difference = { column, here: toText(value), there: toText(there[column]!) };
    return difference.here === difference.there ? [] : [difference];
  });
}

export function traceText(trace: Trace, committed: Committed, options: Pick<GlobalOptions, 'color'>): string {
  const { experiment, row, n, k, expert, steps } = trace;
  const paint = painter(options.color && process.stdout.isTTY === true);
  const shown = shownSteps(trace);
  const left = steps.length - shown.length;
  const lines = [
    `${paint.bold(printable(`${experiment} ${row.id}`))}: ${n} samples, ${k} experts (${expert}), seed ${row.seed}`,
    ...(steps.length === 0 ? [] : [table(shown, n, options)]),
    ...(left > 0 ? [paint.dim(`  ${left} iterations between are not shown; --json has them`)] : []),
    ...(trace.samples === undefined && row.status !== 'failed' ? [paint.dim(`  ${unseen(trace)}`)] : []),
    ended(row),
    measured(row),
    ...compared(committed).map((line, i) => (i === 0 && committed.state !== 'different' ? paint.dim(line) : line)),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function unseen({ d }: Trace): string {
  return `the data has ${d} features: loss and sizes are shown, without a picture of the samples`;
}

function table(steps: readonly TraceStep[], n: number, options: Pick<GlobalOptions, 'color'>): string {
  const sizes = steps[0]!.sizes.map((_, j) => Math.max(...steps.map((step) => String(step.sizes[j]).length)));
  const wide = 36 + sizes.reduce((sum, digits) => sum + digits + 1, 0) + barWidth;
  const bars = wide <= width();
  const rows = steps.map((step) => [
    String(step.iteration).padStart(9),
    step.loss === null ? '-' : short(step.loss),
    (step.changed === null ? '-' : String(step.changed)).padStart(7),
    step.sizes.map((size, j) => String(size).padStart(sizes[j]!)).join(' '),
    ...(bars ? [bar(step.sizes, n)] : []),
  ]);
  return plainTable(['iteration', 'loss', 'changed', 'sizes', ...(bars ? [''] : [])], rows, options);
}

/** The sizes as shares of a bar, one expert after the other, in turn dark and light. */
function bar(sizes: readonly number[], n: number): string {
  let [held, drawn] = [0, 0];
  const parts = sizes.map((size, j) => {
    held += size;
    const end = Math.round((barWidth * held) / n);
    const part = (j % 2 === 0 ? '█' : '░').repeat(end - drawn);
    drawn = end;
    return part;
  });
  return parts.join('');
}

/** Why it stopped. */
function ended({ status, reason, iterations, converged }: Row): string {
  const after = `after ${iterations} iteration${iterations === 1 ? '' : 's'}`;
  if (status === 'failed') return `failed: ${printable(reason)}`;
  if (status === 'degenerate') return `degenerate ${after}: ${printable(reason)}`;
  return converged
    ? `converged ${after}: the assignment did not change`
    : `stopped ${after}, its limit, without convergence`;
}

function measured({ metrics }: Row): string {
  const known = Object.entries(metrics).flatMap(([name, value]) => (value === null ? [] : [`${name} ${short(value)}`]));
  return known.join(', ');
}

function compared({ file, state, differences: found = [] }: Committed): string[] {
  switch (state) {
    case 'equal':
      return [`the same row as in ${file}`];
    case 'no results':
      return [`${file} is missing: nothing to compare with`];
    case 'no such row':
      return [`${file} has no row of this trial`];
    case 'different':
      return [
        `differs from its row in ${file}:`,
        ...found.map(({ column, here, there }) => `  ${column}: ${printable(here)} here, ${printable(there)} there`),
      ];
  }
}

/** Six significant digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
