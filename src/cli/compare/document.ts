/** A comparison as a document: what changed, the cells that differ, and what it comes to. */
import { counted } from '../../counted.js';
import {
  type Badge,
  badge,
  type Document,
  type Facts,
  heading,
  type Inline,
  listOf,
  paragraph,
  soft,
} from '../../documents/contract.js';
import type { CellComparison, ExperimentComparison, RunsComparison } from '../../guard/compare/contract.js';
import { quoted } from '../../shell.js';
import { ending } from '../ending.js';
import { byRank, cellRows, cellTable, tells, tones } from './cells.js';
import { factsOf, madeDifferently } from './facts.js';

/** A comparison, and what was compared. */
export interface Compared extends RunsComparison {
  readonly a: string;
  readonly b: string;
  /** Experiments that one side alone has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** Rows shown of an experiment unless all are asked for. */
const shownRows = 40;

/** @param all shows every metric of every cell; else those that differ, the most telling cells first. */
export function comparisonDocument(compared: Compared, all: boolean): Document {
  const { a, b, onlyA, onlyB, experiments } = compared;
  const same = all ? [] : experiments.filter(isSame);
  const others = experiments.filter((experiment) => !same.includes(experiment));
  const next = [[`moe compare ${quoted(a)} ${quoted(b)} --all`, 'lists every cell'] as const];
  const made = same.flatMap((experiment) => {
    const entries = madeDifferently(experiment);
    return entries.length === 0
      ? []
      : [heading(4, `${titleOf(experiment)}: made differently`), { kind: 'facts', entries } as const];
  });
  if (others.length + onlyA.length + onlyB.length === 0)
    return [paragraph([badge('good', `no difference in ${sizeOf(same)}`)]), ...made, ...ending({ next })];
  const sides: Facts['entries'] = [
    ['A', [a]],
    ['B', [b]],
    ...(onlyA.length > 0 ? [['only in A', [onlyA.join(', ')]] as const] : []),
    ...(onlyB.length > 0 ? [['only in B', [onlyB.join(', ')]] as const] : []),
  ];
  return [
    heading(3, 'moe compare'),
    { kind: 'facts', entries: sides },
    ...others.flatMap((experiment) => experimentBlocks(experiment, all)),
    ...(same.length === 0 ? [] : [paragraph(`${same.map(titleOf).join(', ')}: no difference in ${sizeOf(same)}`)]),
    ...made,
    ...conclusionOf(compared).map(paragraph),
    ...(all ? [] : ending({ next })),
  ];
}

function titleOf({ experimentA, experimentB }: ExperimentComparison): string {
  return experimentA === experimentB ? experimentA : `${experimentA} (A), ${experimentB} (B)`;
}

/** `900 pairs of trials and 4 verdicts`. */
function sizeOf(experiments: readonly ExperimentComparison[]): string {
  const pairs = experiments.flatMap(({ cells }) => cells).reduce((sum, { matched }) => sum + matched, 0);
  const verdicts = experiments.reduce((sum, one) => sum + one.verdicts, 0);
  const judged = verdicts > 0 ? ` and ${counted(verdicts, 'verdict')}` : '';
  return `${counted(pairs, 'pair')} of trials${judged}`;
}

function experimentBlocks(experiment: ExperimentComparison, all: boolean): Document {
  const { cells } = experiment;
  const ranked = all ? cells : cells.filter(tells).sort(byRank);
  const groups = ranked.map((cell) => cellRows(cell, all));
  const fits = groups.map((_, g) => all || groups.slice(0, g + 1).flat().length - (g + 1) <= shownRows);
  const hidden = fits.filter((fit) => !fit).length;
  return [
    heading(4, titleOf(experiment)),
    { kind: 'facts', entries: factsOf(experiment) },
    ...judgementBlocks(experiment),
    ...(groups.length === 0 ? [] : [cellTable(groups.filter((_, g) => fits[g]!).flat())]),
    ...listOf(restOf(cells, hidden)),
  ];
}

/** Whether the two say the same, whatever they were made with and how long they took. */
function isSame({ cells, judgements, ...alone }: ExperimentComparison): boolean {
  const { cellsOnlyA, cellsOnlyB, metricsOnlyA, metricsOnlyB } = alone;
  const lengths = [judgements, cellsOnlyA, cellsOnlyB, metricsOnlyA, metricsOnlyB].map(({ length }) => length);
  const whole = ({ identical, trialsA, trialsB, matched }: CellComparison) =>
    identical && trialsA === matched && trialsB === matched;
  return lengths.every((length) => length === 0) && cells.every(whole);
}

/** The verdicts and outcomes that are other ones in B. */
function judgementBlocks({ judgements, verdicts }: ExperimentComparison): Document {
  if (judgements.length === 0) return [];
  const changed = judgements.filter(({ of, a, b }) => of === '' && a !== null && b !== null).length;
  const items = judgements.map(({ claim, of, a, b }) => {
    if (a === null) return `${claim}: only in B, ${b}`;
    return b === null ? `${claim}: only in A, ${a}` : `${claim}${of === '' ? '' : `, ${of}`}: ${a} -> ${b}`;
  });
  return [paragraph(`claims: ${changed} of ${counted(verdicts, 'verdict')} changed`), ...listOf(items)];
}

/** What is counted instead of shown. */
function restOf(cells: ExperimentComparison['cells'], hidden: number): string[] {
  const identical = cells.filter((cell) => cell.identical).length;
  const quiet = cells.filter((cell) => !cell.identical && !tells(cell)).length;
  const of = counted(cells.length, 'cell');
  return [
    ...(identical > 0 ? [`${identical} of ${of} ${identical === 1 ? 'has' : 'have'} identical rows in both`] : []),
    ...(quiet > 0
      ? [
          `${quiet} of ${of} ${quiet === 1 ? 'differs' : 'differ'} only in what is not compared (iterations, reasons, other metrics)`,
        ]
      : []),
    ...(hidden > 0 ? [`${counted(hidden, 'more cell', 'more cells')} with smaller differences: --all shows them`] : []),
  ];
}

/** What it comes to: how many differences, how sure, how to read them. */
function conclusionOf({ experiments, tests, level, lost }: RunsComparison): (readonly Inline[])[] {
  const cells = experiments.flatMap((experiment) => experiment.cells);
  const made = cells.flatMap(({ comparisons }) => comparisons);
  const statuses = cells.flatMap((cell) => cell.statuses);
  const trials = (verdict: string) =>
    statuses.reduce((sum, change) => sum + (change.verdict === verdict ? change.trials : 0), 0);
  const counts = (['worse', 'better', 'changed'] as const).map((verdict) => {
    return { verdict, count: made.filter((comparison) => comparison.verdict === verdict).length };
  });
  const open = tests - counts.reduce((sum, { count }) => sum + count, 0);
  const mute = made.filter(({ p, least, corrected }) => {
    return p !== null && least !== null && corrected! >= level && least * open >= level;
  });
  const tally = [
    ...counts.flatMap(({ verdict, count }) => (count === 0 ? [] : [badge(tones[verdict]!, `${count} ${verdict}`)])),
    ...(open > 0 ? [`${open} ${open === 1 ? 'differs' : 'differ'}, not significantly at ${level}`] : []),
    `${made.length - tests} the same`,
  ];
  return [
    ...(lost > 0
      ? [lostText(`${counted(lost, 'cell, metric or value', 'cells, metrics or values')} of A missing in B`)]
      : []),
    ...(trials('worse') > 0
      ? [lostText(`${counted(trials('worse'), 'trial')} failed or timed out in B and not in A`)]
      : []),
    ...(trials('better') > 0
      ? [[badge('good', 'better'), `: ${counted(trials('better'), 'trial')} failed or timed out in A and not in B`]]
      : []),
    [`${counted(made.length, 'comparison')} of a metric in a cell: `, ...separated(tally)],
    ...(mute.length > 0
      ? [[`of those that differ, ${mute.length} could not have been significant, because too few trials differ`]]
      : []),
    ...(tests === 0
      ? []
      : [
          [
            soft(
              'differ: pairs of trials (equal seeds) whose values differ, of all pairs; if unpaired, the trials of A and of B',
            ),
          ],
          [
            soft(
              `p: sign-flip test (unpaired: permutation test), corrected for ${counted(tests, 'test')} (Holm 1979); ` +
                'the intervals are not corrected',
            ),
          ],
        ]),
  ];
}

const lostText = (what: string): Inline[] => [badge('bad', 'worse'), `: ${what}`];

const separated = (parts: readonly (string | Badge)[]): Inline[] =>
  parts.flatMap((part, p) => (p === 0 ? [part] : ['; ', part]));
