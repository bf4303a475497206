/** The part `assignment` of `make bench`: the scaling of the bounded assignment, printed and written to plots/bench. */
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJson } from '../charts/draw.js';
import { toPng, toSvg } from '../charts/render.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { type Scaling, scale } from './assignment.js';
import { assignmentChart } from './assignment-chart.js';
import { solvers } from './assignment-solvers.js';
import { csvOf, markdownOf, type Report, remarks, scalingRows } from './assignment-table.js';
import { table } from './table.js';

const scaling: Scaling = {
  k: 3,
  sizes: [100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
  limit: 3,
  memory: 1,
};

/** Measures for about two minutes with all peers; returns the table to print. @param folder for the files. */
export async function assignmentPart(folder: string): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  try {
    const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
    const report: Report = { ...(await scale(solvers, scaling, scratch)), solvers, scaling, machine };
    await write(folder, report);
    const lines = remarks(report).map((line) => `  ${line}\n`);
    return `${table('Assignment of n samples to clusters of equal size: CPU ms of one call', scalingRows(report))}${lines.join('')}`;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The table and the chart, together. These files hold times: they differ from run to run. */
async function write(folder: string, report: Report): Promise<void> {
  const spec = assignmentChart(report);
  const svg = await toSvg(spec);
  makeFolder(folder);
  writeAllAtomically(folder, {
    'assignment.csv': csvOf(report),
    'assignment.md': markdownOf(report),
    'assignment.vl.json': toJson(spec),
    'assignment.svg': svg,
    'assignment.png': await toPng(svg),
  });
}
