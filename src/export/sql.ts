/** A model as one SQL query. */
import { InputError, shown } from '../errors.js';
import type { Encoding } from '../tables/encoding.js';
import { missingMarks } from '../tables/frame-builder.js';
import type { Language, Portable, Settings } from './contract.js';
import { commented } from './escapes.js';
import { cellColumns, featureColumns, judged } from './sql-cells.js';
import {
  bySwitch,
  firstBest,
  type SqlColumn,
  sqlName,
  sqlNumber,
  sqlSteps,
  sqlText,
  unwritable,
} from './sql-layers.js';

/** `main.cars` is the table cars of main. */
const tableName = (table: string): string => table.split('.').map(sqlName).join('.');

const rowNumbers = ['_rowid_', 'rowid', 'oid'];

/** What SQLite calls the number of a row, where no column has taken that name. */
function rowNumber({ inputs }: Encoding): string {
  const found = rowNumbers.find((own) => !inputs.some(({ name }) => name.toLowerCase() === own));
  if (found !== undefined) return found;
  throw new InputError(
    `--format sql needs one of ${rowNumbers.join(', ')} for the number of a row; all of them are columns`,
  );
}

/** SQLite from 3.35 on, and others that know its functions. */
export const sql: Language = {
  name: 'sql',
  about: 'a SELECT for SQLite over the table that --table names',
  write(model, settings) {
    requireWritable(model, settings);
    const queries = queriesOf(model, settings.table);
    const columns = queries.reduce((sum, { columns: own }) => sum + own.length, 0);
    if (columns > mostColumns)
      throw new InputError(
        `--format sql writes at most ${mostColumns} columns, as SQLite has it; the model needs ${columns}`,
      );
    const head = [...model.about, '', ...usage(model, settings)].map((line) => `-- ${commented(line)}`.trimEnd());
    const marks = `moe_marks(mark) AS (VALUES ${[...missingMarks].map((mark) => `(${sqlText(mark)})`).join(', ')})`;
    return `${[
      ...head,
      'WITH',
      '-- How a missing cell is written, where it is not NULL.',
      `${marks},`,
      queries.map(queryText).join(',\n'),
      lastQuery(model, settings, queries.at(-1)!.name),
    ].join('\n')}\n`;
  },
};

/** Of a query in SQLite. */
const mostColumns = 1900;
/** Of a sum: SQLite refuses expressions that are deeper than 1000. */
const mostTerms = 900;

function requireWritable({ encoding, target, kinds, experts, gate, names }: Portable, { table }: Settings): void {
  const lack = (who: string, kind: string) =>
    new InputError(`${who} cannot be written as sql, which has no ${kind} layer: --format js and python have one`);
  const ofGate = unwritable(gate);
  if (ofGate !== null) throw lack(`gate ${kinds.gate}`, ofGate);
  const ofExperts = unwritable(experts.flatMap(({ scores, shares }) => [...scores, ...shares]));
  if (ofExperts !== null) throw lack(`expert ${kinds.expert}`, ofExperts);
  const d = Math.max(names.experts.length, names.gate.length);
  if (d > mostTerms)
    throw new InputError(`--format sql adds at most ${mostTerms} terms, as SQLite does; the model has ${d} features`);
  const texts = [
    table,
    ...encoding.inputs.flatMap((input) => [input.name, ...(input.kind === 'category' ? input.levels : [])]),
    ...(target.kind === 'classes' ? target.labels : []),
  ];
  const wrong = texts.find((text) => /\0|\p{Cs}/u.test(text));
  if (wrong !== undefined)
    throw new InputError(
      `--format sql cannot write ${shown(wrong)}: SQL has no text with NUL or half a surrogate pair`,
    );
  const seen = new Map<string, string>();
  for (const { name } of encoding.inputs) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw new InputError(`--format sql cannot tell column ${shown(other)} from ${shown(name)}`);
    seen.set(name.toLowerCase(), name);
  }
  if (/^moe_/i.test(table))
    throw new InputError(`--table must not begin with moe_, as the query's own names do; got ${shown(table)}`);
}

function usage({ encoding, intervals, target, probable }: Portable, { table }: Settings): string[] {
  const dates = encoding.inputs.some(({ kind }) => kind === 'date');
  const own = ['prediction', 'expert (from 0)', 'share (the responsibility of that expert)'];
  const more = [
    'outside (1 where an input lies beyond what was learned from)',
    ...(probable ? ['p_<class>'] : []),
    ...(intervals === null ? [] : [target.kind === 'classes' ? 'set (the classes it may be, as a|b)' : 'low, high']),
  ];
  return [
    `Reads the table ${table}, and gives its columns and rows with ${own.join(', ')},`,
    `${more.join(', ')}. What is refused has NULL in all of these.`,
    `For SQLite from 3.35 on: EXP and LN are there where it was compiled with math functions${dates ? '; STRFTIME is its own' : ''}. Other`,
    `databases may want other words for MATERIALIZED, VARCHAR and ${rowNumber(encoding)}, the number of a row.`,
  ];
}

/** A named step of the query. */
interface Query {
  readonly name: string;
  readonly note: string;
  /** What it adds to the columns of the one before it. */
  readonly columns: readonly SqlColumn[];
  /** What it reads, as `p`, and which columns of that it keeps. */
  readonly from: string;
  readonly keeps: string;
}

function queryText({ name, note, columns, from, keeps }: Query): string {
  const all = [{ is: keeps, name: null, note: undefined }, ...columns];
  const listed = all.map(({ is, name: as, note: about }, at) => {
    const end = at === all.length - 1 ? '' : ',';
    return `    ${is}${as === null ? '' : ` AS ${as}`}${end}${about === undefined ? '' : ` -- ${commented(about)}`}`;
  });
  return `-- ${note}\n${name} AS MATERIALIZED (\n  SELECT\n${listed.join('\n')}\n  FROM ${from} AS p\n)`;
}

function queriesOf(model: Portable, table: string): Query[] {
  const { encoding, target, gate, experts, names, equations } = model;
  const queries: Query[] = [
    {
      ...{
        name: 'moe_cells',
        note: 'Cells as numbers; of a category the index of its level, -1 missing, -2 not learned from.',
      },
      ...{
        from: tableName(table),
        keeps: `p.${rowNumber(encoding)} AS moe_row`,
        columns: encoding.inputs.flatMap(cellColumns),
      },
    },
  ];
  const add = (name: string, note: string, columns: readonly SqlColumn[], keeps = 'p.*') => {
    if (columns.length > 0) queries.push({ name: `moe_${name}`, note, columns, from: queries.at(-1)!.name, keeps });
  };
  const x = featureColumns(encoding.experts, encoding.inputs, names.experts, 'x');
  const g = encoding.gate === null ? x : featureColumns(encoding.gate, encoding.inputs, names.gate, 'g');
  add(
    'features',
    'What experts and gate see: (product - center) / scale.',
    [...judged(model), ...x, ...(g === x ? [] : g)],
    'p.moe_row',
  );
  const gated = sqlSteps(
    gate,
    g.map(({ name }) => name),
    'a',
  );
  gated.steps.forEach((columns, at) => {
    add(
      `gate_${at + 1}`,
      `The gate, step ${at + 1} of ${gated.steps.length}: a0, a1, ... are the responsibilities.`,
      columns,
    );
  });
  add('expert', 'The most responsible expert.', [
    {
      is: firstBest(
        gated.outs,
        '>=',
        gated.outs.map((_, j) => String(j)),
      ),
      name: 'expert',
    },
  ]);
  const said = experts.map(({ scores }, j) =>
    sqlSteps(
      scores,
      x.map(({ name }) => name),
      `e${j}_`,
    ),
  );
  const depth = Math.max(...said.map(({ steps }) => steps.length));
  for (let at = 0; at < depth; at++) {
    const what = target.kind === 'classes' ? 'scores of the classes' : '(prediction - center) / scale';
    const columns = said.flatMap(({ steps }, j) => {
      const [first, ...others] = steps[at] ?? [];
      if (first === undefined) return [];
      const equation = equations[j] ?? null;
      return [at > 0 || equation === null ? first : { ...first, note: equation }, ...others];
    });
    add(`experts_${at + 1}`, `What each expert says: ${what}.`, columns);
  }
  const chosen = said[0]!.outs.map((_, c) => ({
    is: bySwitch(
      'expert',
      said.map(({ outs }) => outs[c]!),
    ),
    name: `s${c}`,
  }));
  const share = { is: bySwitch('expert', gated.outs), name: 'share' };
  add('chosen', 'What the chosen expert says.', [share, ...chosen]);
  if (target.kind === 'classes') {
    const best = firstBest(
      chosen.map(({ name }) => name),
      '>=',
      target.labels.map((_, c) => String(c)),
    );
    add('class', 'The index of the greatest score.', [{ is: best, name: 'class' }]);
    if (model.probable) {
      const { steps } = sqlSteps(
        experts[0]!.shares,
        chosen.map(({ name }) => name),
        'p',
      );
      steps.forEach((columns, at) => {
        add(`p_${at + 1}`, `Probabilities, step ${at + 1} of ${steps.length}: p0, p1, ...`, columns);
      });
    }
  } else {
    const { center, scale } = target;
    const is = center === 0 && scale === 1 ? 's0' : `${sqlNumber(center)} + ${sqlNumber(scale)} * s0`;
    add('value', 'In the units of the table.', [{ is, name: 'value' }]);
  }
  return queries;
}

function lastQuery(model: Portable, { table }: Settings, from: string): string {
  const { target, intervals, experts, encoding } = model;
  const row = rowNumber(encoding);
  const widths =
    intervals === null
      ? null
      : bySwitch(
          'y.expert',
          experts.map((_, j) => sqlNumber(intervals.experts[j] ?? intervals.all)),
        );
  const labels = target.kind === 'classes' ? target.labels : [];
  const prediction = target.kind === 'classes' ? bySwitch('y.class', labels.map(sqlText)) : 'y.value';
  const columns: [is: string, name: string][] = [
    [prediction, 'prediction'],
    ['y.expert', 'expert'],
    ['y.share', 'share'],
    ['y.outside', 'outside'],
    ...(model.probable ? labels.map((label, c): [string, string] => [`y.p${c}`, sqlName(`p_${label}`)]) : []),
  ];
  if (widths !== null && target.kind === 'classes') columns.push([setOf(labels, widths), '"set"']);
  else if (widths !== null) columns.push([`y.value - ${widths}`, 'low'], [`y.value + ${widths}`, 'high']);
  const listed = columns.map(([is, name]) => `  CASE WHEN y.refused = 0 THEN ${is} END AS ${name}`);
  return `SELECT\n  t.*,\n${listed.join(',\n')}\nFROM ${tableName(table)} AS t JOIN ${from} AS y ON y.moe_row = t.${row}\nORDER BY t.${row}`;
}

/** The labels within the set, with | between; 1e-12 are rounding. */
function setOf(labels: readonly string[], most: string): string {
  const parts = labels.map(
    (label, c) => `CASE WHEN y.class = ${c} OR 1 - y.p${c} <= ${most} + 1e-12 THEN ${sqlText(`|${label}`)} ELSE '' END`,
  );
  return `SUBSTR(${parts.join(' || ')}, 2)`;
}
