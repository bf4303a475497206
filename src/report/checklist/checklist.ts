/** The items of the machine learning reproducibility checklist (Pineau et al. 2021), from what specs, results and run.json say. */
import { counted } from '../../counted.js';
import {
  type Block,
  type Document,
  firstOf,
  heading,
  paragraph,
  prose,
  strong,
  type Table,
} from '../../documents/contract.js';
import type { Checklist, ChecklistEntry, ChecklistParts, ChecklistSource, ChecklistTable } from '../contract.js';
import { claimsEntry, computeEntry, machineEntry } from './outcome.js';
import { dataEntry, settingsEntry } from './settings.js';
import { exclusionsEntry, intervalsEntry, runsEntry } from './trials.js';

/** Every item, in order; a new one is one function and one line here. */
const entries: readonly ChecklistEntry[] = [
  runsEntry,
  intervalsEntry,
  settingsEntry,
  dataEntry,
  exclusionsEntry,
  computeEntry,
  machineEntry,
  claimsEntry,
];

/** @throws InputError for a claims.csv that cannot be read. */
export function checklistOf(sources: readonly ChecklistSource[], parts: ChecklistParts): Checklist {
  return { items: entries.map((entry) => entry(sources, parts)) };
}

interface Layout {
  /** Of the items' headings. */
  readonly level: 2 | 3;
  /** Rows from which on a table is folded; one of long rows always is. */
  readonly foldFrom: number;
  /** Rows shown of a table; all when absent. */
  readonly most?: number;
}

/** Letters of a row from which on its table is folded. */
const longRow = 400;

export function checklistDocument({ items }: Checklist, { level, foldFrom, most }: Layout): Document {
  return items.flatMap(({ id, title, answer, tables }) => [
    heading(level, title, `checklist.${id}`),
    paragraph(prose(answer)),
    ...tables.map((table): Block => {
      const { rows } = table;
      if (rows.length < foldFrom && rows.every((row) => row.join('').length < longRow)) return tableOf(table, most);
      const summary = [strong(table.title), ` (${counted(rows.length, 'row')})`];
      return { kind: 'fold', summary, body: [tableOf({ ...table, title: '' }, most)] };
    }),
  ]);
}

function tableOf({ title, columns, rows }: ChecklistTable, most = rows.length): Table {
  const isNumber = (text: string) => /^[\d.\u2212-]+$/.test(text);
  const { shown, note } = firstOf(rows, most, 'rows', 'what `moe report --checklist FILE` writes');
  return {
    kind: 'table',
    caption: title,
    cards: true,
    columns: columns.map((column, c) => ({ title: column, number: shown.every((row) => isNumber(row[c]!)) })),
    rows: shown.map((row) => row.map(prose)),
    ...(note === undefined ? {} : { note: prose(note) }),
  };
}
