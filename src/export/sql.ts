/** A model as one SQL query. */
import { InputError } from '../errors.js';
import { labelInSet, scoreOf } from '../model/intervals.js';
import { missingMarks } from '../tables/frame-builder.js';
import { given, headOf } from './code.js';
import type { Language, Portable, Settings } from './contract.js';
import { commented } from './escapes.js';
import { cellColumns, featureColumns, judged } from './sql-cells.js';
import { bySwitch, firstBest, type SqlColumn, sqlName, sqlNumber, sqlSteps, sqlText } from './sql-layers.js';
import { requireWritable, rowNumber } from './sql-limits.js';

/** `main.cars` is the table cars of main. */
const tableName = (table: string): string => table.split('.').map(sqlName).join('.');

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
    const head = headOf([...model.about, '', ...usage(model, settings)], (line) => `-- ${commented(line)}`.trimEnd());
    const marks = `moe_marks(mark) AS (VALUES ${[...missingMarks].map((mark) => `(${sqlText(mark)})`).join(', ')})`;
    return `${[
      head,
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

function usage(model: Portable, { table }: Settings): string[] {
  const dates = model.encoding.inputs.some(({ kind }) => kind === 'date');
  const classes = model.target.kind === 'classes';
  const as = [
    'outside as 1 or 0',
    ...(model.probable ? ['p as columns p_<class>'] : []),
    ...(classes && model.intervals !== null ? ['set as text such as a|b'] : []),
  ];
  return [
    `Gives the columns of the table ${table}, and beside them ${given(model).join(', ')}; ${as.join(', ')}. Where a row is refused, all of these are NULL.`,
    `For SQLite from 3.35 on, with math functions (EXP, LN)${dates ? '; STRFTIME is its own' : ''}. Other databases may want other words for MATERIALIZED, VARCHAR and ${rowNumber(model.encoding)}, the number of a row.`,
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
          experts.map((_, j) => sqlNumber(scoreOf(intervals, j))),
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
    (label, c) =>
      `CASE WHEN y.class = ${c} OR 1 - y.p${c} <= ${most} + 1e-12 THEN ${sqlText(`|${labelInSet(label)}`)} ELSE '' END`,
  );
  return `SUBSTR(${parts.join(' || ')}, 2)`;
}
