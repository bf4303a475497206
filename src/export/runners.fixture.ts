/** Runs exported code: many modules, or queries, in one process for each language. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askPython } from '../peer.fixture.js';
import type { Row, Said } from './models.fixture.js';

/** Code, and the rows that it is to predict. */
export interface Case {
  readonly code: string;
  readonly rows: readonly Row[];
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'moe-exported-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nodeScript = `
import { readFileSync } from 'node:fs';
const cases = JSON.parse(readFileSync(0, 'utf8'));
const said = [];
for (const { file, rows } of cases) {
  const { predict } = await import(file);
  said.push(rows.map((row) => {
    try {
      const found = predict(row);
      return found.prediction === null ? null : found;
    } catch (error) {
      return { refused: error.message };
    }
  }));
}
console.log(JSON.stringify(said));
`;

/** What ES modules say in Node. */
export function inNode(cases: readonly Case[]): Said[][] {
  return inFolder((folder) => {
    const given = cases.map(({ code, rows }, at) => {
      const file = join(folder, `model${at}.mjs`);
      writeFileSync(file, code);
      return { file, rows };
    });
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', nodeScript], {
      ...{ input: JSON.stringify(given), encoding: 'utf8', maxBuffer: 1e8 },
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Said[][];
  });
}

const pythonScript = `
import importlib.util, json, sys
sys.stdin.reconfigure(encoding='utf-8')
said = []
for at, case in enumerate(json.load(sys.stdin)):
    spec = importlib.util.spec_from_file_location('model%d' % at, case['file'])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    def one(row):
        try:
            found = module.predict(row)
            return None if found['prediction'] is None else found
        except ValueError as error:
            return {'refused': str(error)}
    said.append([one(row) for row in case['rows']])
print(json.dumps(said))
`;

/** What Python modules say. */
export function inPython(cases: readonly Case[]): Said[][] {
  return inFolder((folder) => {
    const given = cases.map(({ code, rows }, at) => {
      const file = join(folder, `model${at}.py`);
      writeFileSync(file, code);
      return { file, rows };
    });
    return askPython(pythonScript, given);
  });
}

const sqlScript = `
import json, sqlite3, sys
sys.stdin.reconfigure(encoding='utf-8')
def quoted(name):
    return '"' + name.replace('"', '""') + '"'
answers = []
for case in json.load(sys.stdin):
    db = sqlite3.connect(':memory:')
    columns = list(case['rows'][0])
    db.execute('CREATE TABLE %s (%s)' % (case['table'], ', '.join('%s %s' % (quoted(c), case['kind']) for c in columns)))
    marks = ', '.join('?' for _ in columns)
    rows = [[None if case['nulls'] and row[c] in ('', 'NA', '?', 'NaN') else row[c] for c in columns] for row in case['rows']]
    db.executemany('INSERT INTO %s VALUES (%s)' % (case['table'], marks), rows)
    found = db.execute(case['code'])
    names = [one[0] for one in found.description][len(columns):]
    answers.append([dict(zip(names, row[len(columns):])) for row in found])
print(json.dumps(answers))
`;

/** How a table holds the rows. */
export interface TableKind {
  /** As it stands in SQL. */
  readonly table: string;
  /** The type of its columns: texts alone, or whatever is a number as one. */
  readonly kind: 'TEXT' | 'NUMERIC';
  /** Whether missing cells are NULL. */
  readonly nulls: boolean;
}

/** The columns that a query adds to those of the table, row by row, in SQLite (Python has it). */
export function inSqlite(cases: readonly (Case & TableKind)[]): Readonly<Record<string, string | number | null>>[][] {
  return askPython(sqlScript, cases);
}
