/** A check as JUnit's XML, which most continuous integration shows: a suite per grid, a case per cell, claim and file. */
import type { CheckedGrid, CheckReport } from './check.js';
import { cellName, sum, told, toldClaim } from './words.js';

interface Case {
  readonly of: string;
  readonly name: string;
  readonly failures: readonly string[];
  readonly skipped?: string;
}

export function junit({ grids, missing }: CheckReport): string {
  const suites = [
    ...grids.map((grid) => ({ name: grid.experiment, cases: casesOf(grid) })),
    ...missing.map((name) => ({
      name,
      cases: [{ of: name, name: 'results', failures: [], skipped: 'has no results' }],
    })),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="moe check" ${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escaped(name)}" ${counts(cases)}>`,
      ...cases.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf(grid: CheckedGrid): Case[] {
  const { experiment, cells, claims, differences } = grid;
  const rerun = differences.filter(({ from }) => from === 'rerun');
  const files = differences.filter(({ from }) => from === 'files');
  const ofCell = (name: string) => rerun.filter(({ row }) => row.slice(0, row.lastIndexOf('/')) === name).map(told);
  const fileNames = [
    ...new Set([`${grid.folder}/trials.csv`, `${grid.folder}/summary.csv`, ...files.map(({ file }) => file)]),
  ];
  return [
    ...cells.map((cell): Case => {
      const name = cellName(cell);
      const skipped = cell.guarded === 0 ? { skipped: 'no trial of this cell was computed afresh' } : {};
      const told = ofCell(name);
      // The differences of a file are told up to a number; a cell whose own are beyond it has failed all the same.
      const beyond = cell.differing > 0 && told.length === 0;
      const failures = beyond ? [`${cell.differing} of ${cell.guarded} trials differ`] : told;
      return { of: `${experiment}.cells`, name, failures, ...skipped };
    }),
    ...fileNames.map((name) => ({
      of: `${experiment}.files`,
      name,
      failures: files.filter(({ file }) => file === name).map(told),
    })),
    ...claims.map((claim) => ({
      of: `${experiment}.claims`,
      name: claim.id,
      failures: claim.holds ? [] : [toldClaim(claim)],
    })),
  ];
}

function caseLines({ of, name, failures, skipped }: Case): string[] {
  const open = `    <testcase classname="${escaped(of)}" name="${escaped(name)}"`;
  if (failures.length > 0) {
    const text = failures.map(escaped).join('&#10;');
    return [`${open}>`, `      <failure message="${escaped(failures[0]!)}">${text}</failure>`, '    </testcase>'];
  }
  if (skipped === undefined) return [`${open}/>`];
  return [`${open}>`, `      <skipped message="${escaped(skipped)}"/>`, '    </testcase>'];
}

function counts(cases: readonly Case[]): string {
  const failures = sum(cases.map((one) => (one.failures.length > 0 ? 1 : 0)));
  const skipped = sum(cases.map((one) => (one.failures.length === 0 && one.skipped !== undefined ? 1 : 0)));
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

/** What XML 1.0 cannot hold at all is replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
