/** What a comparison shows, before it is a terminal's or Markdown's: texts, not yet safe to print. */
import type {
  CellComparison,
  Comparison,
  ComparisonVerdict,
  ExperimentComparison,
} from '../../guard/compare/contract.js';
import type { Place } from '../../results/summary.js';
import { changeFacts, timeFact, trialFact } from './facts.js';

/** One experiment. */
export interface View {
  readonly title: string;
  /** What is known besides the cells: a label and its lines. */
  readonly facts: readonly (readonly [label: string, lines: readonly string[]])[];
  readonly cells: readonly CellView[];
  /** What is counted instead of shown, and how to read the rows. */
  readonly rest: readonly string[];
}

export interface CellView {
  readonly title: string;
  /** How trials ended otherwise. */
  readonly notes: readonly string[];
  /** As `columns`. */
  readonly rows: readonly (readonly string[])[];
  readonly verdicts: readonly ComparisonVerdict[];
}

export const columns = ['metric', 'differ', 'A', 'B', 'B - A', '95 % interval', 'p', 'verdict'] as const;

/** Rows shown unless all are asked for. */
const shownRows = 40;

/** Names listed of cells or metrics that one run alone has. */
const shownNames = 10;

/** What is told first. */
const order: readonly ComparisonVerdict[] = [
  'worse',
  'better',
  'changed',
  'not compared',
  'no difference found',
  'same',
];

/** @param all shows every metric of every cell; else those that differ, the most telling cells first. */
export function viewOf(experiment: ExperimentComparison, all: boolean): View {
  const { experimentA, experimentB, cells } = experiment;
  const ranked = all ? cells : cells.filter(tells).sort((one, other) => compareRanks(rank(one), rank(other)));
  const views: CellView[] = [];
  let left = all ? Number.POSITIVE_INFINITY : shownRows;
  let hidden = 0;
  for (const cell of ranked) {
    const view = cellView(cell, all);
    const room = view.rows.length <= left;
    if (room) views.push(view);
    else hidden++;
    left = room ? left - view.rows.length : 0;
  }
  const title = experimentA === experimentB ? experimentA : `${experimentA} (A), ${experimentB} (B)`;
  return { title, facts: factsOf(experiment), cells: views, rest: restOf(experiment, hidden, all) };
}

/** Whether a cell has anything to show: identical rows have not. */
function tells({ comparisons, statuses }: CellComparison): boolean {
  return statuses.length > 0 || comparisons.some(differs);
}

function differs({ verdict, p }: Comparison): boolean {
  return verdict !== 'same' && (verdict !== 'no difference found' || p !== null);
}

function rank({ comparisons, statuses }: CellComparison): readonly [number, number] {
  const ranks = [...comparisons, ...statuses].map(({ verdict }) => order.indexOf(verdict));
  return [Math.min(...ranks), Math.min(...comparisons.map(({ p }) => p ?? 1))];
}

function compareRanks(one: readonly [number, number], other: readonly [number, number]): number {
  return one[0] - other[0] || one[1] - other[1];
}

function cellView(cell: CellComparison, all: boolean): CellView {
  const shown = cell.comparisons.filter((comparison) => all || differs(comparison));
  const notes = cell.statuses.map(({ from, to, trials, verdict }) => {
    const judged = verdict === 'changed' ? '' : `: ${verdict}`;
    return `${trials} of ${cell.matched} trials ${from} in A, ${to} in B${judged}`;
  });
  return {
    title: placeText(cell),
    notes: all && cell.identical ? [...notes, 'identical rows'] : notes,
    rows: shown.map(rowOf),
    verdicts: shown.map(({ verdict }) => verdict),
  };
}

/** `smile/lap C=1`. */
export function placeText({ task, method, sweep }: Place): string {
  const swept = Object.entries(sweep).map(([name, value]) => ` ${name}=${value}`);
  return `${task}/${method}${swept.join('')}`;
}

function rowOf(comparison: Comparison): string[] {
  const { metric, pairs, differing, nA, nB, meanA, meanB, difference, low, high, corrected, verdict } = comparison;
  return [
    metric,
    pairs === null ? `${nA}, ${nB}` : `${differing}/${pairs}`,
    rounded(meanA, 4),
    rounded(meanB, 4),
    signed(difference),
    low === null ? '-' : `[${signed(low)}, ${signed(high)}]`,
    probability(corrected),
    verdict === 'no difference found' ? 'none found' : verdict,
  ];
}

function rounded(value: number | null, digits: number): string {
  return value === null ? '-' : String(Number(value.toPrecision(digits)));
}

function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${rounded(value, 3)}` : rounded(value, 3);
}

function probability(p: number | null): string {
  if (p === null) return '-';
  return p < 1e-4 ? '<0.0001' : rounded(p, 2);
}

function factsOf(experiment: ExperimentComparison): View['facts'] {
  const { cellsOnlyA, cellsOnlyB, metricsOnlyA, metricsOnlyB, metricsLeftOut } = experiment;
  const listed = (list: readonly string[]) => {
    const more = list.length > shownNames ? ` and ${list.length - shownNames} more (--json)` : '';
    return list.length === 0 ? [] : [`${list.slice(0, shownNames).join(', ')}${more}`];
  };
  const facts: View['facts'] = [
    ...changeFacts(experiment),
    ['trials', trialFact(experiment)],
    ['cells only in A', listed(cellsOnlyA.map(placeText))],
    ['cells only in B', listed(cellsOnlyB.map(placeText))],
    ['metrics only in A', listed(metricsOnlyA)],
    ['metrics only in B', listed(metricsOnlyB)],
    [
      'not compared',
      metricsLeftOut.length === 0 ? [] : [`${metricsLeftOut.join(', ')}: neither way is better (--metric)`],
    ],
    ['time', timeFact(experiment)],
  ];
  return facts.filter(([, lines]) => lines.length > 0);
}

function restOf({ cells }: ExperimentComparison, hidden: number, all: boolean): string[] {
  const identical = cells.filter((cell) => cell.identical).length;
  const quiet = cells.filter((cell) => !cell.identical && !tells(cell)).length;
  const of = `${cells.length} cell${cells.length === 1 ? '' : 's'}`;
  return [
    ...(identical > 0 ? [`${identical} of ${of} ${identical === 1 ? 'has' : 'have'} identical rows in both`] : []),
    ...(quiet > 0 ? [`${quiet} of ${of} differ in nothing that is compared (iterations, reasons, other metrics)`] : []),
    ...(hidden > 0 && !all ? [`${hidden} more cells with smaller differences are not shown: --all`] : []),
  ];
}
