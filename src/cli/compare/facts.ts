/** What is said of two runs beside their cells: what they were made with, what one alone has, how long they took. */
import type { Facts } from '../../documents/contract.js';
import { namesOf, rounded } from '../../documents/numbers.js';
import { PROVENANCE } from '../../guard/compare/changes.js';
import type { CellComparison, Change, ChangeGroup, ExperimentComparison } from '../../guard/compare/contract.js';
import { median } from '../../math/statistics.js';
import { present } from '../../results/summary.js';
import { placeText } from './cells.js';

/** Changes shown of one group. */
const shownChanges = 12;
/** Cells or metrics named that one run alone has. */
const shownNames = 10;

/** What the two sides were made with, what one alone has, and times. */
export function factsOf(experiment: ExperimentComparison): Facts['entries'] {
  const { cellsOnlyA, cellsOnlyB, metricsOnlyA, metricsOnlyB, metricsLeftOut } = experiment;
  const listed = (names: readonly string[]) =>
    names.length === 0 ? [] : [namesOf(names, shownNames, 'more (--json has all)')];
  const facts: Facts['entries'] = [
    ...changeFacts(experiment),
    ['trials', trialFact(experiment)],
    ['cells only in A', listed(cellsOnlyA.map(placeText))],
    ['cells only in B', listed(cellsOnlyB.map(placeText))],
    ['metrics only in A', listed(metricsOnlyA)],
    ['metrics only in B', listed(metricsOnlyB)],
    [
      'not compared',
      metricsLeftOut.length === 0
        ? []
        : [`${metricsLeftOut.join(', ')}: neither direction is better (--metric compares them)`],
    ],
    ['time', timeFact(experiment)],
  ];
  return facts.filter(([, lines]) => lines.length > 0);
}

/** Beside the groups of provenance of which nothing differs. */
const unchanged = 'the same';
const changeGroups: readonly ChangeGroup[] = ['spec', 'run', 'versions', 'machine'];

/** What the two were made with, where that is not the same. */
export function madeDifferently(experiment: ExperimentComparison): Facts['entries'] {
  if (experiment.changes.length === 0) return [];
  return changeFacts(experiment).filter(([group]) => group !== unchanged);
}

/** Each group with its changes, then those without any. */
function changeFacts({ changes }: ExperimentComparison): Facts['entries'] {
  if (changes.length === 0) return [['made with', ['the same spec, options, versions and machine']]];
  const unknown = changes.find(({ path }) => path === PROVENANCE);
  if (unknown !== undefined) {
    const sides = [unknown.a === 'missing' ? 'A' : '', unknown.b === 'missing' ? 'B' : ''].filter(
      (side) => side !== '',
    );
    return [['made with', [`not known: run.json is missing in ${sides.join(' and ')}`]]];
  }
  const changed = changeGroups.flatMap((group) => {
    const own = changes.filter((change) => change.group === group);
    const more = own.length - shownChanges;
    const lines = own.slice(0, shownChanges).map(changeText);
    return own.length === 0
      ? []
      : [[group, more > 0 ? [...lines, `and ${more} more (--json has all)`] : lines] as const];
  });
  const others = changeGroups.filter((group) => !changed.some(([name]) => name === group));
  return [...changed, ...(others.length === 0 ? [] : [[unchanged, [others.join(', ')]] as const])];
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
    ...(unpaired > 0 ? [`${unpaired} of ${cells.length} cells have other data and are compared unpaired`] : []),
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
  return [`B takes ${rounded(middle)} times as long as A, by medians${across}${machines}; advice, never a verdict`];
}
