/** The figures of an experiment, drawn for the page, with their numbers. */
import { groups } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { barsChart } from '../charts/bars.js';
import type { Chart, Figure as FigureToDraw, ReadableTable, Tables } from '../charts/contract.js';
import { figuresToDraw } from '../charts/draw.js';
import { titleOf as foundTitle, titled } from '../charts/finding.js';
import { toPng, toSvg } from '../charts/render.js';
import type { Registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import type { Html } from '../documents/html.js';
import type { Found } from '../results/findings.js';
import type { TableName } from '../results/results.js';
import { inlineSvg } from './drawing.js';
import { sheetHtml } from './sheet.js';

export interface Figure {
  /** The chart's registered name. */
  readonly name: string;
  /** A line about the chart. */
  readonly about: string;
  /** What it shows, where that stands: its title. */
  readonly finding?: Found;
  /** The finding's bars. */
  readonly picture?: Html;
  /** The Vega-Lite spec, whose title, description and data stand beside the picture. */
  readonly spec: TopLevelSpec;
  /** As SVG; or as a picture, where it has too many marks for a page. */
  readonly drawing: { readonly svg: Html } | Picture;
  /** The figure's own table, of charts that are one. */
  readonly table?: ReadableTable;
  /** The files of the results that it reads. */
  readonly reads: readonly TableName[];
}

/** A figure as pixels. */
export interface Picture {
  /** Bytes. */
  readonly png: Buffer;
  /** The width to be shown at, px. */
  readonly width: number;
}

/** Pixels of a picture to the px. */
const sharpness = 1.5;
/** Where a PNG says how many pixels wide it is. */
const widthAt = 16;

/** What a browser draws in about a second; of a larger figure pixels stand on the page. */
const most = { marks: 20_000, bytes: 600_000 };

/** @throws InputError for an unknown chart and for results that lack what is drawn. */
export async function drawnFigures(
  tables: Tables,
  declared: readonly FigureToDraw[],
  charts: Registry<Chart>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { chart: reference, finding } of figuresToDraw(declared)) {
    const { name, ...given } = reference;
    const reads = new Set<TableName>();
    const chart = charts.get(name);
    const parameters = parseParameters(chart, given);
    const watched = noting(tables, reads);
    const spec = titled(chart.render(watched, parameters), finding);
    const table = chart.table?.(watched, parameters);
    const id = `${tables.experiment}-${figures.length + 1}`;
    const drawing = await drawingOf(spec, id, chart.narrow?.(watched, parameters));
    const bars = finding?.bars && barsChart(finding.bars, foundTitle(finding));
    figures.push({
      ...{ name, about: chart.about, spec, drawing, reads: [...reads] },
      ...(finding === undefined ? {} : { finding }),
      ...(bars === undefined ? {} : { picture: await inlineSvg(bars, `${id}-bars`) }),
      ...(table && { table }),
    });
  }
  return figures;
}

/** The tables, noting which of them are read. */
function noting(tables: Tables, reads: Set<TableName>): Tables {
  return {
    ...tables,
    lines(file) {
      reads.add(file);
      return tables.lines(file);
    },
  };
}

async function drawingOf(spec: TopLevelSpec, id: string, phone?: TopLevelSpec): Promise<Figure['drawing']> {
  const marks = drawnTables(spec).reduce((sum, { rows }) => sum + rows.length, 0);
  const svg = marks > most.marks ? undefined : await sheetHtml(spec, id, titleOf(spec.title) ?? '', phone);
  if (svg !== undefined && svg.html.length <= most.bytes) return { svg };
  const png = await toPng(await toSvg(spec), sharpness);
  return { png, width: Math.round(png.readUInt32BE(widthAt) / sharpness) };
}

/** A table as it was drawn. */
export interface DrawnTable {
  /** `panel` first, where a panel of the figure has a title, then the fields of the data. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

interface DataSet {
  readonly panel: string;
  readonly values: readonly Readonly<Record<string, unknown>>[];
}

/** The data of a sheet that `theme.page` made; its key, which explains marks, is none. */
export function drawnTables(spec: TopLevelSpec): readonly DrawnTable[] {
  const body: unknown = 'vconcat' in spec ? spec.vconcat.at(-1) : spec;
  const sets = dataSetsOf(body, '').map((set) => ({ ...set, fields: fieldsOf(set) }));
  const readable = sets.filter(({ fields }) => fields.length > 0);
  return groups(readable, ({ fields }) => JSON.stringify(fields)).map(([, own]) => {
    const { fields } = own[0]!;
    const titled = own.some(({ panel }) => panel !== '');
    return {
      columns: [...(titled ? ['panel'] : []), ...fields],
      rows: own.flatMap(({ panel, values }) =>
        values.map((row) => [...(titled ? [panel] : []), ...fields.map((field) => row[field])]),
      ),
    };
  });
}

/** What can be read: a picture's pixels and outlines cannot. */
function fieldsOf({ values }: DataSet): readonly string[] {
  const all = [...new Set(values.flatMap((row) => Object.keys(row)))];
  return all.filter((field) => !values.some((row) => /^(data:|M[\d.]+,)/.test(String(row[field]))));
}

/** All data sets below a part of a spec, in order, each with the title of the panel it is in. */
function dataSetsOf(part: unknown, panel: string): DataSet[] {
  if (Array.isArray(part)) return part.flatMap((each) => dataSetsOf(each, panel));
  if (typeof part !== 'object' || part === null) return [];
  const { data, title, ...rest } = part as Readonly<Record<string, unknown>>;
  const within = titleOf(title) ?? panel;
  const values = (data as { readonly values?: unknown } | undefined)?.values;
  const own = Array.isArray(values) ? [{ panel: within, values: values as DataSet['values'] }] : [];
  return [...own, ...partsOf(rest).flatMap((each) => dataSetsOf(each, within))];
}

/** The views within a view; encodings and scales hold none. */
function partsOf(view: Readonly<Record<string, unknown>>): unknown[] {
  return ['layer', 'concat', 'hconcat', 'vconcat', 'spec'].flatMap((key) => (key in view ? [view[key]] : []));
}

/** A panel's title as one line; undefined where it has none. */
export function titleOf(title: unknown): string | undefined {
  if (typeof title === 'string') return title;
  if (Array.isArray(title)) return title.join(' ');
  return typeof title === 'object' && title !== null && 'text' in title ? titleOf(title.text) : undefined;
}
