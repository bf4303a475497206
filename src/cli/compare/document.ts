/** A comparison as a document: what changed, the cells that differ, and what it comes to. */
import { counted } from '../../counted.js';
import {
  badge,
  type Document,
  type Facts,
  heading,
  listOf,
  paragraph,
  type Span,
  type Table,
  type Tone,
} from '../../documents/contract.js';
import { namesOf, rounded, signed } from '../../documents/numbers.js';
import { PROVENANCE } from '../../guard/compare/changes.js';
import type {
  CellComparison,
  Change,
  ChangeGroup,
  Comparison,
  ComparisonVerdict,
  ExperimentComparison,
  RunsComparison,
} from '../../guard/compare/contract.js';
import { median } from '../../math/statistics.js';
import { type Place, present } from '../../results/summary.js';

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
/** Changes shown of one group. */
const shownChanges = 12;
/** Cells or metrics named that one run alone has. */
const shownNames = 10;

/** @param all shows every metric of every cell; else those that differ, the most telling cells first. */
export function comparisonDocument(compared: Compared, all: boolean): Document {
  const { a, b, onlyA, onlyB, experiments } = compared;
  const sides: Facts['entries'] = [
    ['A', [a]],
    ['B', [b]],
    ...(onlyA.length > 0 ? [['only in A', [onlyA.join(', ')]] as const] : []),
    ...(onlyB.length > 0 ? [['only in B', [onlyB.join(', ')]] as const] : []),
  ];
  return [
    heading(3, 'moe compare'),
    { kind: 'facts', entries: sides },
    ...experiments.flatMap((experiment) => experimentBlocks(experiment, all)),
    ...conclusionOf(compared).map(paragraph),
  ];
}

function experimentBlocks(experiment: ExperimentComparison, all: boolean): Document {
  const { experimentA, experimentB, cells } = experiment;
  const title = experimentA === experimentB ? experimentA : `${experimentA} (A), ${experimentB} (B)`;
  if (!all && isSame(experiment)) return [heading(4, title), ...sameBlocks(experiment)];
  const ranked = all ? cells : cells.filter(tells).sort((one, other) => compareRanks(rank(one), rank(other)));
  const groups = ranked.map((cell) => cellRows(cell, all));
  const fits = groups.map((_, g) => all || groups.slice(0, g + 1).flat().length - (g + 1) <= shownRows);
  const hidden = fits.filter((fit) => !fit).length;
  return [
    heading(4, title),
    { kind: 'facts', entries: factsOf(experiment) },
    ...judgementBlocks(experiment),
    ...(groups.length === 0 ? [] : [tableOf(groups.filter((_, g) => fits[g]!).flat())]),
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

function sameBlocks(experiment: ExperimentComparison): Document {
  const { cells, verdicts, changes } = experiment;
  const trials = cells.reduce((sum, { matched }) => sum + matched, 0);
  const judged = verdicts > 0 ? ` and ${counted(verdicts, 'verdict')}` : '';
  const made = changeFacts(experiment).filter(([, [line]]) => line !== unchanged);
  return [
    paragraph(`the same ${counted(trials, 'trial')}${judged} in both`),
    ...(changes.length === 0 ? [] : [{ kind: 'facts', entries: made } as const]),
  ];
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

const columns = ['metric', 'differ', 'A', 'B', 'B - A', '95 % interval', 'p', 'verdict'];

function tableOf(rows: Table['rows']): Table {
  return {
    kind: 'table',
    caption: '',
    columns: columns.map((title) => ({
      title,
      number: title !== 'metric' && title !== 'verdict',
      spare: title === '95 % interval',
    })),
    rows,
  };
}

/** What is told first. */
const order: readonly ComparisonVerdict[] = [
  'worse',
  'better',
  'changed',
  'not compared',
  'no difference found',
  'same',
];
const tones: Readonly<Partial<Record<ComparisonVerdict, Tone>>> = { worse: 'bad', better: 'good', changed: 'mixed' };

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

/** A row that names the cell and tells how its trials ended otherwise, then one for each metric. */
function cellRows(cell: CellComparison, all: boolean): Table['rows'] {
  const ended = cell.statuses.map(({ from, to, trials, verdict }) => {
    const judged = verdict === 'changed' ? '' : `: ${verdict}`;
    return `${trials} of ${cell.matched} trials ${from} in A, ${to} in B${judged}`;
  });
  const lines = all && cell.identical ? [...ended, 'identical rows'] : ended;
  const name: Span = { kind: 'span', text: placeText(cell), lines };
  return [name, ...cell.comparisons.filter((comparison) => all || differs(comparison)).map(rowOf)];
}

/** `faces/lap C=1`. */
function placeText({ task, method, sweep }: Place): string {
  const swept = Object.entries(sweep).map(([name, value]) => ` ${name}=${value}`);
  return `${task}/${method}${swept.join('')}`;
}

function rowOf(comparison: Comparison) {
  const { metric, pairs, differing, nA, nB, meanA, meanB, difference, low, high, corrected, verdict } = comparison;
  const tone = tones[verdict];
  const word = verdict === 'no difference found' ? 'none found' : verdict;
  return [
    metric,
    pairs === null ? `${nA}, ${nB}` : `${differing}/${pairs}`,
    rounded(meanA, 4),
    rounded(meanB, 4),
    signed(difference),
    low === null ? '-' : `[${signed(low)}, ${signed(high)}]`,
    probability(corrected),
    tone === undefined ? word : badge(tone, word),
  ];
}

function probability(p: number | null): string {
  return p !== null && p < 1e-4 ? '<0.0001' : rounded(p, 2);
}

function factsOf(experiment: ExperimentComparison): Facts['entries'] {
  const { cellsOnlyA, cellsOnlyB, metricsOnlyA, metricsOnlyB, metricsLeftOut } = experiment;
  const listed = (names: readonly string[]) =>
    names.length === 0 ? [] : [namesOf(names, shownNames, 'more (--json)')];
  const facts: Facts['entries'] = [
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

/** What a group of provenance says where nothing of it differs. */
const unchanged = 'the same';
const changeGroups: readonly ChangeGroup[] = ['spec', 'run', 'versions', 'machine'];

/** Each group with its changes, or with the word that there are none. */
function changeFacts({ changes }: ExperimentComparison): Facts['entries'] {
  if (changes.length === 0) return [['made with', ['the same spec, options, versions and machine']]];
  const unknown = changes.find(({ path }) => path === PROVENANCE);
  if (unknown !== undefined) {
    const sides = [unknown.a === 'missing' ? 'A' : '', unknown.b === 'missing' ? 'B' : ''].filter(
      (side) => side !== '',
    );
    return [['made with', [`not known: run.json is missing in ${sides.join(' and ')}`]]];
  }
  return changeGroups.map((group) => {
    const own = changes.filter((change) => change.group === group);
    const more = own.length - shownChanges;
    const lines = own.slice(0, shownChanges).map(changeText);
    if (more > 0) lines.push(`... and ${more} more (--json)`);
    return [group, lines.length > 0 ? lines : [unchanged]];
  });
}

function changeText({ path, a, b }: Change): string {
  return `${path}: ${valueText(a)} -> ${valueText(b)}`;
}

/** A value as JSON; of a digest its beginning. */
function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
}

/** How many trials both have, on which data, and how many one alone has, in the cells of both. */
function trialFact({ cells }: ExperimentComparison): string[] {
  const sum = (of: (cell: CellComparison) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const [matched, paired] = [sum((cell) => cell.matched), sum((cell) => cell.paired)];
  const seeds =
    paired === matched ? 'with equal seeds' : paired === 0 ? 'none with equal seeds' : `${paired} with equal seeds`;
  const alone = [
    ['A', sum(({ trialsA, matched }) => trialsA - matched)],
    ['B', sum(({ trialsB, matched }) => trialsB - matched)],
  ].flatMap(([side, trials]) => (trials === 0 ? [] : [`${trials} only in ${side}`]));
  const unpaired = cells.filter((cell) => cell.paired === 0).length;
  return [
    [`${matched} in both, ${seeds}`, ...alone].join('; '),
    ...(unpaired > 0 ? [`${unpaired} of ${cells.length} cells are of other data and compared unpaired`] : []),
  ];
}

/** Advisory: a ratio of medians, never a verdict. */
function timeFact({ cells, changes }: ExperimentComparison): string[] {
  const ratios = present(cells.map(({ secondsRatio }) => secondsRatio));
  const middle = median(ratios);
  if (middle === null) return [];
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const across = ratios.length > 1 ? ` (${rounded(low)} to ${rounded(high)} over ${ratios.length} cells)` : '';
  const machines = changes.some(({ group }) => group === 'machine') ? '; the machines differ' : '';
  return [`learning takes ${rounded(middle)} times as long in B as in A, by medians${across}${machines}; no verdict`];
}

/** What is counted instead of shown. */
function restOf(cells: ExperimentComparison['cells'], hidden: number): string[] {
  const identical = cells.filter((cell) => cell.identical).length;
  const quiet = cells.filter((cell) => !cell.identical && !tells(cell)).length;
  const of = counted(cells.length, 'cell');
  return [
    ...(identical > 0 ? [`${identical} of ${of} ${identical === 1 ? 'has' : 'have'} identical rows in both`] : []),
    ...(quiet > 0 ? [`${quiet} of ${of} differ in nothing that is compared (iterations, reasons, other metrics)`] : []),
    ...(hidden > 0 ? [`${hidden} more cells with smaller differences are not shown: --all`] : []),
  ];
}

/** What it comes to: how many differences, how sure, how to read them. */
function conclusionOf({ experiments, tests, level, lost }: RunsComparison): string[] {
  const cells = experiments.flatMap((experiment) => experiment.cells);
  const made = cells.flatMap(({ comparisons }) => comparisons);
  const statuses = cells.flatMap((cell) => cell.statuses);
  const count = (verdict: string) => made.filter((comparison) => comparison.verdict === verdict).length;
  const trials = (verdict: string) =>
    statuses.reduce((sum, change) => sum + (change.verdict === verdict ? change.trials : 0), 0);
  const [worse, better, changed] = [count('worse'), count('better'), count('changed')];
  const found = worse + better + changed;
  const mute = made.filter(({ p, least, corrected }) => {
    return p !== null && least !== null && corrected! >= level && least * (tests - found) >= level;
  });
  const lines = [
    ...(lost > 0 ? [`${counted(lost, 'cell, metric or value', 'cells, metrics or values')} of A not in B: worse`] : []),
    ...(trials('worse') > 0
      ? [`${counted(trials('worse'), 'trial')} failed or timed out in B and not in A: worse`]
      : []),
    ...(trials('better') > 0
      ? [`${counted(trials('better'), 'trial')} failed or timed out in A and not in B: better`]
      : []),
  ];
  if (tests === 0)
    return [...lines, `no difference in any of ${counted(made.length, 'comparison')} of a metric in a cell`];
  return [
    ...lines,
    `${tests} of ${counted(made.length, 'comparison')} ${tests === 1 ? 'differs' : 'differ'}: ${worse} worse, ${better} better` +
      `${changed > 0 ? `, ${changed} changed` : ''}; ${tests - found} without a difference found at ${level}`,
    ...(mute.length > 0 ? [`${mute.length} of these could not have found one: too few of their trials differ`] : []),
    'differ: pairs of trials (equal seeds) with other values, of all pairs; unpaired: the trials of A, of B',
    `p: sign-flip test (unpaired: permutation test), corrected for ${counted(tests, 'test')} (Holm 1979); ` +
      'the intervals are not corrected',
  ];
}
