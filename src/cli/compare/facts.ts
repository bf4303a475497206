/** The sentences about two runs besides their cells: what changed, which trials, what time. */

import { PROVENANCE } from '../../guard/compare/changes.js';
import type { Change, ChangeGroup, ExperimentComparison } from '../../guard/compare/contract.js';
import { median } from '../../math/statistics.js';
import { present } from '../../results/summary.js';

/** Changes told of one group; of more the rest is counted. */
const shownChanges = 12;

const groups: readonly ChangeGroup[] = ['spec', 'run', 'versions', 'machine'];

/** Each group with its changes, or with the word that there are none. */
export function changeFacts({ changes }: ExperimentComparison): [label: string, lines: string[]][] {
  if (changes.length === 0) return [['made with', ['the same spec, options, versions and machine']]];
  const unknown = changes.find(({ path }) => path === PROVENANCE);
  if (unknown !== undefined) {
    const sides = [unknown.a === 'missing' ? 'A' : '', unknown.b === 'missing' ? 'B' : ''].filter(
      (side) => side !== '',
    );
    return [['made with', [`not known: run.json is missing in ${sides.join(' and ')}`]]];
  }
  return groups.map((group) => {
    const own = changes.filter((change) => change.group === group);
    const more = own.length - shownChanges;
    const lines = own.slice(0, shownChanges).map(changeText);
    if (more > 0) lines.push(`... and ${more} more (--json)`);
    return [group, lines.length > 0 ? lines : ['the same']];
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
export function trialFact({ cells }: ExperimentComparison): string[] {
  const sum = (of: (cell: (typeof cells)[number]) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const [matched, paired] = [sum((cell) => cell.matched), sum((cell) => cell.paired)];
  const seeds =
    paired === matched ? 'with equal seeds' : paired === 0 ? 'none with equal seeds' : `${paired} with equal seeds`;
  const alone = [
    ['A', sum(({ trialsA, matched }) => trialsA - matched)],
    ['B', sum(({ trialsB, matched }) => trialsB - matched)],
  ].flatMap(([side, trials]) => (trials === 0 ? [] : [`${trials} only in ${side}`]));
  const unpaired = cells.filter((cell) => cell.paired === 0).length;
  return [
    `${[`${matched} in both, ${seeds}`, ...alone].join('; ')}`,
    ...(unpaired > 0 ? [`${unpaired} of ${cells.length} cells are of other data and compared unpaired`] : []),
  ];
}

/** Advisory: a ratio of medians, never a verdict. */
export function timeFact({ cells, changes }: ExperimentComparison): string[] {
  const ratios = present(cells.map(({ secondsRatio }) => secondsRatio));
  const middle = median(ratios);
  if (middle === null) return [];
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const across = ratios.length > 1 ? ` (${short(low)} to ${short(high)} over ${ratios.length} cells)` : '';
  const machines = changes.some(({ group }) => group === 'machine') ? '; the machines differ' : '';
  return [`learning takes ${short(middle)} times as long in B as in A, by medians${across}${machines}; no verdict`];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
