/** The figures of an experiment, rendered for the page: as specs that its script draws, or as pictures, with their numbers. */
import { groups } from 'd3-array';
import type { Spec as VegaSpec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { Chart, Figure as FigureToDraw, ReadableTable, Tables } from '../charts/contract.js';
import { figuresToDraw } from '../charts/draw.js';
import { titled } from '../charts/finding.js';
import { compiledSpec, toPng, toSvg } from '../charts/render.js';
import type { Registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import type { TableName } from '../results/results.js';

export interface Figure {
  /** The chart's registered name. */
  readonly name: string;
  /** A line about the chart. */
  readonly about: string;
  /** What it shows, where that stands: its title. */
  readonly finding?: string;
  /** The Vega-Lite spec, whose title, description and data stand beside the picture. */
  readonly spec: TopLevelSpec;
  /** The compiled spec; or PNG bytes, where the spec is too large for a page. */
  readonly drawing: { readonly vega: VegaSpec } | Picture;
  /** The figure's own table, of charts that are one. */
  readonly table?: ReadableTable;
  /** The files of the results that it reads. */
  readonly reads: readonly TableName[];
}

/** A figure that is drawn already. */
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

/** What a browser draws in about a second; of a larger figure a picture stands on the page. */
const most = { marks: 20_000, bytes: 1_000_000 };

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
    const drawing = await drawingOf(spec);
    figures.push({
      ...{ name, about: chart.about, spec, drawing, reads: [...reads] },
      ...(finding === undefined ? {} : { finding }),
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

async function drawingOf(spec: TopLevelSpec): Promise<Figure['drawing']> {
  const vega = onePicture(compiledSpec({ ...withTooltips(spec), config: { ...spec.config, aria: false } }));
  const marks = drawnTables(spec).reduce((sum, { rows }) => sum + rows.length, 0);
  if (marks <= most.marks && JSON.stringify(vega).length <= most.bytes) return { vega };
  const png = await toPng(await toSvg(spec), sharpness);
  return { png, width: Math.round(png.readUInt32BE(widthAt) / sharpness) };
}

/** A compiled figure, none of whose marks is told to screen readers on its own. */
export function onePicture(spec: VegaSpec): VegaSpec {
  return { ...spec, ...unheard(spec) };
}

type Mark = NonNullable<VegaSpec['marks']>[number];

function unheard({ marks = [] }: { readonly marks?: readonly Mark[] }): { marks: Mark[] } {
  return { marks: marks.map((mark) => ({ ...mark, aria: false, ...('marks' in mark ? unheard(mark) : {}) }) as Mark) };
}

type View = Readonly<Record<string, unknown>>;

/** Marks that stand for one row of their data; a line or an area stands for many, a text says what it says. */
const single: readonly unknown[] = ['point', 'circle', 'square', 'tick', 'bar', 'rule'];

/**
 * The sheet that `theme.page` made with tooltips, of the sentence that a chart gives screen readers, else of the mark's
 * data; its key explains marks and has none.
 */
export function withTooltips(spec: TopLevelSpec): TopLevelSpec {
  if (!('vconcat' in spec)) return viewWith(spec as unknown as View) as unknown as TopLevelSpec;
  const [body] = spec.vconcat.slice(-1);
  return { ...spec, vconcat: [...spec.vconcat.slice(0, -1), viewWith(body as unknown as View)] } as TopLevelSpec;
}

function viewWith(view: View): View {
  const parts = ['layer', 'concat', 'hconcat', 'vconcat'].flatMap((key) => {
    const views = view[key];
    return Array.isArray(views) ? [[key, views.map((each: View) => viewWith(each))] as const] : [];
  });
  return { ...view, ...Object.fromEntries(parts), ...tooltipOf(view) };
}

function tooltipOf({ mark, encoding }: View): View {
  const { type, ...given } = typeof mark === 'object' && mark !== null ? (mark as View) : { type: mark };
  const channels = (encoding ?? {}) as View;
  if ('tooltip' in channels || type === undefined) return {};
  if ('description' in channels) return { encoding: { ...channels, tooltip: channels.description } };
  return single.includes(type) ? { mark: { ...given, type, tooltip: { content: 'data' } } } : {};
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

/** What can be read: a picture's pixels cannot. */
function fieldsOf({ values }: DataSet): readonly string[] {
  const all = [...new Set(values.flatMap((row) => Object.keys(row)))];
  return all.filter((field) => !values.some((row) => String(row[field]).startsWith('data:')));
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
