import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { Registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { toCsv } from '../tables/csv.js';
import { barsChart } from './bars.js';
import type { Chart, Figure, ReadableTable, Tables } from './contract.js';
import { titled, titleOf } from './finding.js';
import { toPng, toSvg } from './render.js';

/** What is drawn of a spec that declares no figure. */
const otherwise: readonly Figure[] = [{ chart: { name: 'overview' } }];

/** The figures to draw of a spec. */
export function figuresToDraw(declared: readonly Figure[]): readonly Figure[] {
  return declared.length > 0 ? declared : otherwise;
}

export type Format = 'json' | 'svg' | 'png';
export const formats: readonly Format[] = ['json', 'svg', 'png'];

interface Wanted {
  readonly formats?: readonly Format[];
  /** How a table for readers is written. */
  markdown(table: ReadableTable): string;
}

/**
 * Draws an experiment's figures from its tables into `<outFolder>/<experiment>/<chart>.{vl.json,svg,png}`; a chart that
 * is a table also writes `<chart>.{csv,md}`, whatever formats are wanted, and one whose finding has bars
 * `<chart>-finding.{vl.json,svg,png}`. A figure's files appear together and whole.
 *
 * @returns the files written, in order.
 * @throws InputError for an unknown chart, a chart named twice, results that lack what is drawn, an unwritable folder.
 */
export async function drawExperiment(
  tables: Tables,
  outFolder: string,
  figures: readonly Figure[],
  charts: Registry<Chart>,
  { formats: wanted = formats, markdown }: Wanted,
): Promise<readonly string[]> {
  const { experiment } = tables;
  const folder = join(outFolder, experiment);
  const written: string[] = [];
  for (const { chart: reference, finding } of figures) {
    const { name, ...given } = reference;
    if (figures.filter((figure) => figure.chart.name === name).length > 1) {
      throw new InputError(`figures of ${experiment} name ${name} twice; its files would overwrite each other`);
    }
    const chart = charts.get(name);
    const parameters = parseParameters(chart, given);
    const files = await drawn(name, titled(chart.render(tables, parameters), finding), wanted);
    if (finding?.bars !== undefined)
      Object.assign(files, await drawn(`${name}-finding`, barsChart(finding.bars, titleOf(finding)), wanted));
    const sheet = chart.sheet?.(tables, parameters);
    const table = chart.table?.(tables, parameters);
    if (sheet !== undefined) files[`${name}.csv`] = toCsv(sheet);
    if (table !== undefined) files[`${name}.md`] = markdown(table);
    writeTogether(folder, files);
    written.push(...Object.keys(files).map((file) => join(folder, file)));
  }
  return written;
}

/**
 * Writes one figure that is of no experiment alone, as `<folder>/<name>.{vl.json,svg,png}`.
 * @returns the files written.
 * @throws InputError for an unwritable folder.
 */
export async function drawSheet(
  spec: TopLevelSpec,
  folder: string,
  name: string,
  wanted: readonly Format[] = formats,
): Promise<readonly string[]> {
  const files = await drawn(name, spec, wanted);
  writeTogether(folder, files);
  return Object.keys(files).map((file) => join(folder, file));
}

type Files = Record<string, string | Buffer>;

async function drawn(name: string, spec: TopLevelSpec, wanted: readonly Format[]): Promise<Files> {
  const files: Files = {};
  if (wanted.includes('json')) files[`${name}.vl.json`] = toJson(spec);
  if (!wanted.includes('svg') && !wanted.includes('png')) return files;
  const svg = await toSvg(spec);
  if (wanted.includes('svg')) files[`${name}.svg`] = svg;
  if (wanted.includes('png')) files[`${name}.png`] = await toPng(svg);
  return files;
}

/** JSON with one line for whatever fits on one, so that a row of data is a line and a diff stays readable. */
export function toJson(spec: TopLevelSpec): string {
  return `${laidOut(JSON.parse(JSON.stringify(spec)), '')}\n`;
}

function laidOut(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= 110 || value === null || typeof value !== 'object') return flat;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((each) => laidOut(each, inner))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${laidOut(each, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function writeTogether(folder: string, files: Files): void {
  makeFolder(folder);
  writeAllAtomically(folder, files);
}
