/** From the cells of a table to features, as columns of a query. */
import type { CategoryInput, Factor, Feature, Input, NumberInput } from '../tables/encoding.js';
import type { Portable } from './contract.js';
import { type SqlColumn, sqlLess, sqlName, sqlNumber, sqlText } from './sql-layers.js';

/** A cell as a number, with whether it is missing; of a category the index of its level, -1 missing, -2 not learned from. */
export function cellColumns(input: Input, j: number): SqlColumn[] {
  const cell = `p.${sqlName(input.name)}`;
  const missing = `${cell} IS NULL OR CAST(${cell} AS VARCHAR) IN (SELECT mark FROM moe_marks)`;
  if (input.kind === 'category') {
    const levels = input.levels.map((level, at) => `WHEN ${sqlText(level)} THEN ${at}`);
    const is = `CASE CAST(${cell} AS VARCHAR)\n      ${levels.join('\n      ')}\n      ELSE CASE WHEN ${missing} THEN -1 ELSE -2 END\n    END`;
    return [{ is, name: `i${j}`, note: input.name }];
  }
  const value =
    input.kind === 'date'
      ? dateOf(cell)
      : { is: `CAST(${cell} AS DOUBLE PRECISION)`, where: `CAST(${cell} AS DOUBLE PRECISION) = ${cell}` };
  const fill = input.fill === null ? 'NULL' : sqlNumber(input.fill);
  return [
    { is: `CASE WHEN ${missing} THEN 1 ELSE 0 END`, name: `m${j}` },
    {
      is: `CASE\n      WHEN ${missing} THEN ${fill}\n      WHEN ${value.where} THEN ${value.is}\n    END`,
      name: `i${j}`,
      note: input.name,
    },
  ];
}

/** Days since 1970-01-01 of an ISO text, from whole milliseconds; a day that there is. */
function dateOf(cell: string) {
  const milliseconds = `STRFTIME('%s', ${cell}) * 1000 + ROUND((STRFTIME('%f', ${cell}) - STRFTIME('%S', ${cell})) * 1000)`;
  const day = `STRFTIME('%d', SUBSTR(${cell}, 1, 10)) = SUBSTR(${cell}, 9, 2)`;
  return { is: `(${milliseconds}) / 86400000.0`, where: `${cell} LIKE '____-__-__%' AND ${day}` };
}

/** Whether a row is refused, and whether it lies outside. */
export function judged({ encoding: { inputs, missing, experts, gate } }: Portable): SqlColumn[] {
  const used = new Set([...experts, ...(gate ?? [])].flatMap(({ factors }) => factors.map(({ input }) => input)));
  const refused = inputs.flatMap((input, j) => {
    if (missing !== 'drop' && !used.has(j)) return [];
    return input.kind === 'category' ? refusedCodes(input).map((code) => `i${j} = ${code}`) : [`i${j} IS NULL`];
  });
  const outside = inputs.flatMap((input, j) => (input.kind === 'category' ? [`i${j} = -2`] : outsideRange(input, j)));
  const flag = (conditions: readonly string[]) =>
    conditions.length === 0 ? '0' : `CASE WHEN ${conditions.join('\n      OR ')} THEN 1 ELSE 0 END`;
  return [
    { is: flag(refused), name: 'refused' },
    { is: flag(outside), name: 'outside' },
  ];
}

function refusedCodes(input: CategoryInput): string[] {
  return [...(input.fill === null ? ['-1'] : []), ...(takenFor(input) === null ? ['-2'] : [])];
}

/** The level that an unseen category is taken for; null where it is refused. */
function takenFor({ unseen, fill }: CategoryInput): number | null {
  return { refuse: null, base: 0, missing: fill }[unseen];
}

function outsideRange({ range }: NumberInput, j: number): string[] {
  return range === null ? [] : [`(m${j} = 0 AND (i${j} < ${sqlNumber(range[0])} OR i${j} > ${sqlNumber(range[1])}))`];
}

/** The product of the factors, less center, over scale. */
export function featureColumns(
  features: readonly Feature[],
  inputs: readonly Input[],
  names: readonly string[],
  letter: string,
): SqlColumn[] {
  return features.map(({ factors, center, scale }, t) => {
    const product = factors.map((factor) => factorOf(factor, inputs[factor.input]!)).join(' * ');
    const less = sqlLess(product, center);
    const is = scale === 1 ? less : `(${less}) / ${sqlNumber(scale)}`;
    return { is, name: `${letter}${t + 1}`, note: names[t]! };
  });
}

function factorOf(factor: Factor, input: Input): string {
  const cell = `i${factor.input}`;
  if ('missing' in factor) return `CASE m${factor.input} WHEN 1 THEN 1.0 ELSE 0.0 END`;
  if (!('level' in factor)) return cell;
  const { fill } = input as CategoryInput;
  const codes = [
    factor.level,
    ...(fill === factor.level ? [-1] : []),
    ...(takenFor(input as CategoryInput) === factor.level ? [-2] : []),
  ];
  return `CASE WHEN ${cell} ${codes.length === 1 ? `= ${codes[0]}` : `IN (${codes.join(', ')})`} THEN 1.0 ELSE 0.0 END`;
}
