/** The numbers that a figure draws, as tables: its data sets, put together where they have the same columns. */
import { groups } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';

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
