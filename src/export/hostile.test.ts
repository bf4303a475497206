/** Names, categories and labels that mean something to a language are data in it. */
import { describe, expect, it } from 'vitest';
import { labelInSet } from '../model/intervals.js';
import { withoutPython } from '../peer.fixture.js';
import type { Language, Portable, Settings } from './contract.js';
import { javascript } from './javascript.js';
import { type Asked, catalog, modelOfKind, type Names, plainNames, predictedBy, rowsFor } from './models.fixture.js';
import { portableOf } from './portable.js';
import { python } from './python.js';
import { inNode, inPython, inSqlite } from './runners.fixture.js';
import { sql } from './sql.js';

/** Each is to end a literal, an identifier or a comment, or is one of a language's own names. */
const texts = [
  `'`,
  `"`,
  '`',
  `'''`,
  '"""',
  '\\',
  `\\'`,
  '\\n',
  'a\nimport os; os._exit(9)\n',
  'a\rprocess.exit(9)',
  'a\r\n; DROP TABLE data; --',
  '*/ process.exit(9) /*',
  '-- x',
  '# x',
  '// x',
  '</script><script>alert(1)</script>',
  '<!-- x',
  '\u2028process.exit(9)\u2029',
  ['$', '{process.exit(9)}'].join(''),
  '{0} %s %d %(x)s',
  'select',
  'class',
  'None',
  'undefined',
  'NaN1',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'moe_row1',
  'prediction',
  'rowid',
  'é\u0301😀👩‍👩‍👧',
  '\u202egnirts\u202c',
  '\ufeffx',
  "'; DROP TABLE data; --",
  '"; --',
  'a|b',
  'x.y',
  '1',
  '\u0001\u001b[31m',
  '\ud800x',
  'nul\0x',
];

/** For SQL, which has no such letters. */
const ofUnicode = texts.filter((text) => !/\0|\p{Cs}/u.test(text));

/** Models in which each of these is a column, a level, a target and a label. */
function askedWith(list: readonly string[], expert: string, classes: number): Asked[] {
  return list.map((own, at) => {
    const others = (count: number) => Array.from({ length: count }, (_, i) => list[(at + i + 1) % list.length]!);
    const [number, other, date, target] = [own, ...others(3)] as [string, string, string, string];
    const [, , , ...rest] = others(9) as [string, string, string, ...string[]];
    const names: Names = {
      ...{ number, other, date, target, category: rest[0]! },
      levels: [own, rest[1]!, rest[2]!].toSorted() as unknown as Names['levels'],
      labels: [rest[3]!, own, rest[4]!],
    };
    const gate = { name: at % 2 === 0 ? 'softmax' : 'tree' };
    return {
      ...{ expert: { name: expert }, gate, classes, missing: 'mean', unseen: 'base' },
      ...{ apart: true, intervals: true, seed: at, names },
    };
  });
}

async function casesOf(asked: readonly Asked[], language: Language, settings: Settings) {
  return Promise.all(
    asked.map(async (one) => {
      const model = await modelOfKind(one);
      // Cells as a caller has them: not trimmed, as a CSV file's are.
      const rows = rowsFor({ ...one, names: plainNames }, 6).map((row) => named(row, one.names));
      const wanted = predictedBy(
        await modelOfKind({ ...one, names: plainNames }),
        rowsFor({ ...one, names: plainNames }, 6),
      );
      return { code: language.write(portableOf(model.model, catalog), settings), rows, wanted, names: one.names };
    }),
  );
}

/** The row with these names in place of the plain ones. */
function named(row: Readonly<Record<string, string>>, names: Names): Record<string, string> {
  const level = plainNames.levels.indexOf(row[plainNames.category]!);
  return Object.fromEntries([
    [names.number, row[plainNames.number]!],
    [names.other, row[plainNames.other]!],
    [names.date, row[plainNames.date]!],
    [names.category, level >= 0 ? names.levels[level]! : row[plainNames.category]!],
  ]);
}

const settings = { table: 'data' };
const kinds = [
  ['linear', 0],
  ['logistic', 3],
] as const;

/** The prediction in the model of plain names, as this one calls it. */
function labelled(prediction: unknown, names: Names): unknown {
  const at = plainNames.labels.indexOf(prediction as string);
  return at < 0 ? prediction : names.labels[at];
}

describe.each(kinds)('of %s experts', (expert, classes) => {
  const check = (found: readonly (readonly unknown[])[], cases: Awaited<ReturnType<typeof casesOf>>) => {
    cases.forEach(({ wanted, names, code }, at) => {
      wanted.forEach((said, i) => {
        const own = found[at]![i] as { prediction: unknown; expert: number; p?: object; set: unknown };
        if (said === null || 'refused' in said) throw new Error('a row is refused');
        const told = `${JSON.stringify(names)} row ${i}\n${code}`;
        if (typeof said.prediction === 'number') expect(own.prediction, told).toBeCloseTo(said.prediction, 7);
        else expect(own.prediction, told).toBe(labelled(said.prediction, names));
        expect(own.expert, told).toBe(said.expert);
        const set = said.set?.map((label) => labelled(label, names) as string);
        expect(own.set, told).toEqual(typeof own.set === 'string' ? set?.map(labelInSet).join('|') : set);
        if (own.p !== undefined) expect(Object.keys(own.p).toSorted()).toEqual(names.labels.toSorted());
      });
    });
  };

  it('in JavaScript, and no text ends a script', async () => {
    const cases = await casesOf(askedWith(texts, expert, classes), javascript, settings);
    check(inNode(cases), cases);
    for (const { code } of cases) expect(code).not.toMatch(/<\/script|<!--|[\u2028\u2029\u202e]/i);
  });

  it.skipIf(withoutPython('hostile names in Python'))('in Python', async () => {
    const cases = await casesOf(askedWith(texts, expert, classes), python, settings);
    check(inPython(cases), cases);
  });

  it.skipIf(withoutPython('hostile names in SQL'))('in SQL', async () => {
    const cases = await casesOf(askedWith(ofUnicode, expert, classes), sql, { table: `my "t"; --` });
    const tables = cases.map((one) => ({ ...one, table: '"my ""t""; --"', kind: 'TEXT' as const, nulls: true }));
    check(inSqlite(tables), cases);
  });
});

describe('SQL refuses', () => {
  const names = (changed: Partial<Names>): Asked => ({
    ...askedWith(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 'logistic', 2)[0]!,
    names: { ...plainNames, ...changed },
  });
  it.each<[string, Asked, string, string]>([
    [
      'NUL',
      names({ number: 'a\0b' }),
      'data',
      '--format sql cannot write "a\\u0000b": SQL has no text with NUL or half a surrogate pair',
    ],
    [
      'half a letter',
      names({ labels: ['\ud800', 'b', 'c'] }),
      'data',
      '--format sql cannot write "\\ud800": SQL has no text with NUL or half a surrogate pair',
    ],
    [
      'columns that differ in case alone',
      names({ number: 'a', other: 'A' }),
      'data',
      '--format sql cannot tell column "a" from "A"',
    ],
    [
      'a table of its own',
      names({}),
      'moe_rows',
      '--table must not begin with moe_, as the query\'s own names do; got "moe_rows"',
    ],
    [
      'a gate of tanh',
      { ...names({}), gate: { name: 'mlp' } },
      'data',
      'gate mlp cannot be written as sql, which has no tanh layer: --format js and python have one',
    ],
    [
      'an expert of tanh',
      { ...names({}), expert: { name: 'mlp' } },
      'data',
      'expert mlp cannot be written as sql, which has no tanh layer: --format js and python have one',
    ],
    [
      'an expert of a kernel',
      { ...names({}), expert: { name: 'rbf-svm' } },
      'data',
      'expert rbf-svm cannot be written as sql, which has no rbf layer: --format js and python have one',
    ],
  ])('%s', async (_, asked, table, message) => {
    const { model } = await modelOfKind(asked);
    expect(() => sql.write(portableOf(model, catalog), { table })).toThrow(message);
  });
});

it('SQL refuses more terms and more columns than SQLite takes, and a table whose rows have no number', async () => {
  const asked = askedWith(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 'linear', 0)[0]!;
  const portable = portableOf((await modelOfKind(asked)).model, catalog);
  const { encoding, names } = portable;
  const named = (name: string) => ({ ...encoding.inputs[0]!, name });
  const refused = (changed: Partial<Portable>) => () => sql.write({ ...portable, ...changed }, settings);
  expect(refused({ names: { ...names, experts: Array<string>(901).fill('x') } })).toThrow(
    '--format sql adds at most 900 terms, as SQLite does; the model has 901 features',
  );
  expect(refused({ experts: Array(2000).fill(portable.experts[0]) })).toThrow(
    /^--format sql writes at most 1900 columns, as SQLite has it; the model needs 20\d\d$/,
  );
  const inputs = [...encoding.inputs, named('_ROWID_'), named('rowid'), named('oid')];
  expect(refused({ encoding: { ...encoding, inputs } })).toThrow(
    '--format sql needs one of _rowid_, rowid, oid for the number of a row; all of them are columns',
  );
});

it('an expert or a gate that does not say its layers is refused by its name, and a model without a gate', async () => {
  const { model } = await modelOfKind(askedWith(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 'linear', 0)[0]!);
  const without = <T extends { readonly name: string }>(registry: { get(name: string): T }) => ({
    ...registry,
    get: (name: string) => ({ ...registry.get(name), layers: undefined }),
  });
  expect(() => portableOf(model, { ...catalog, experts: without(catalog.experts) as never })).toThrow(
    'expert linear cannot be written as code: it does not say its layers',
  );
  expect(() => portableOf(model, { ...catalog, gates: without(catalog.gates) as never })).toThrow(
    'gate softmax cannot be written as code: it does not say its layers',
  );
  expect(() => portableOf({ ...model, gate: null }, catalog)).toThrow(
    'the model has no gate, so nothing says which expert predicts a row',
  );
});
