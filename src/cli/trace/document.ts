/** A trace as a document: a step a row, how it ended, and whether the results at hand say the same. */

import { narration } from '../../charts/trace/narration.js';
import { counted } from '../../counted.js';
import {
  type Badge,
  badge,
  type Document,
  listOf,
  paragraph,
  soft,
  strong,
  type Table,
} from '../../documents/contract.js';
import { rounded } from '../../documents/numbers.js';
import type { Row } from '../../experiment/contract.js';
import { shownSteps, type Trace } from '../../experiment/trace-contract.js';
import { toText, type Value } from '../../tables/csv.js';
import { type Ending, ending } from '../ending.js';

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

/** Significant digits of loss and metrics. */
const digits = 6;

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

/** @param told what was written, and what to do next. */
export function traceDocument(trace: Trace, committed: Committed, told: Ending = {}): Document {
  const { experiment, row, n, k, d, expert, steps } = trace;
  const measured = Object.entries(row.metrics).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${rounded(value, digits)}`],
  );
  const unseen = `the data has ${d} features: loss and sizes are shown, without a picture of the samples`;
  return [
    paragraph([strong(`${experiment} ${row.id}`), `: ${n} samples, ${k} experts (${expert}), seed ${row.seed}`]),
    ...(steps.length === 0 ? [] : [stepTable(trace)]),
    ...(trace.samples === undefined && row.status !== 'failed' ? [paragraph(soft(unseen))] : []),
    paragraph(ended(row)),
    ...(measured.length === 0 ? [] : [paragraph(measured.join(', '))]),
    ...compared(committed),
    ...ending(told),
  ];
}

/** A step a row: what each expert holds, as numbers and as a bar, and in words what happened. */
function stepTable(trace: Trace): Table {
  const { steps, n } = trace;
  const shown = shownSteps(trace);
  const left = steps.length - shown.length;
  const widths = shown[0]!.sizes.map((_, j) => Math.max(...shown.map(({ sizes }) => String(sizes[j]).length)));
  const words = narration(trace);
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: 'step', number: true },
      { title: 'sizes' },
      { title: legend(widths.length), spare: true },
      { title: 'what happened' },
    ],
    rows: shown.map(({ iteration, sizes }, s) => [
      String(iteration),
      sizes.map((size, j) => String(size).padStart(widths[j]!)).join(' '),
      bar(sizes, n),
      words[s]!.lost.length > 0 ? badge('bad', words[s]!.text) : words[s]!.text,
    ]),
    ...(left > 0 ? { note: `${counted(left, 'step')} between are not shown; --json has them` } : {}),
  };
}

/** Letters of the bar of sizes. */
const barWidth = 20;
/** One expert after the other; beyond eight they come again. */
const shapes = ['█', '░', '╱', '═', '▚', '┆', '╳', '·'];

const shapeOf = (expert: number): string => shapes[expert % shapes.length]!;

/** Which expert has which shape: `█0 ░1 ╱2`. */
function legend(experts: number): string {
  const all = Array.from({ length: experts }, (_, j) => `${shapeOf(j)}${j}`).join(' ');
  return all.length > barWidth ? '' : all;
}

/** The sizes as shares of a bar. */
function bar(sizes: readonly number[], n: number): string {
  let [held, drawn] = [0, 0];
  const parts = sizes.map((size, j) => {
    held += size;
    const end = Math.round((barWidth * held) / n);
    const part = shapeOf(j).repeat(end - drawn);
    drawn = end;
    return part;
  });
  return parts.join('');
}

/** Why it stopped. */
function ended({ status, reason, iterations, converged }: Row): Badge {
  const after = `after ${counted(iterations ?? 0, 'iteration')}`;
  if (status === 'failed') return badge('bad', `failed: ${reason}`);
  if (status === 'degenerate') return badge('bad', `degenerate ${after}: ${reason}`);
  if (converged) return badge('good', `converged ${after}`);
  return badge('mixed', `not converged ${after}: the trial, or a fit of its experts, stopped at a limit`);
}

function compared({ file, state, differences: found = [] }: Committed): Document {
  switch (state) {
    case 'equal':
      return [paragraph(badge('good', `matches its row in ${file}`))];
    case 'no results':
      return [paragraph(soft(`${file} is missing: nothing to compare with`))];
    case 'no such row':
      return [paragraph(soft(`${file} has no row of this trial`))];
    case 'different':
      return [
        paragraph(badge('bad', `differs from its row in ${file}:`)),
        ...listOf(
          found.map(({ column, here, there }) => `${column}: ${here || 'empty'} here, ${there || 'empty'} there`),
        ),
      ];
  }
}
