import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../errors.js';
import type { Claim } from '../experiment/claim-contract.js';
import type { Cell, Outcome, Status } from '../experiment/contract.js';
import { toCsv } from '../tables/csv.js';
import { claimOf, testOf } from './claims/claim.fixture.js';
import { provenance } from './outcome.fixture.js';
import { outcomesOf } from './outcomes.js';
import { filesIn, openResults, readResults } from './results.js';
import { summarise, summaryCodec } from './summary.js';
import { compileResults, type ResultSet, writeResults } from './write.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'moe-folder-')), 'results', 'tiny');
});
afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }));

const metrics = [
  { name: 'stable', summary: 'share' },
  { name: 'unused', summary: 'mean' },
  { name: 'error', summary: 'mean' },
] as const;
const reference = { name: 'x' };
const rest = { data: reference, k: 2, expert: reference, learn: reference };
const cells: readonly Cell[] = [
  { task: 't', method: 'm', sweep: { size: 30 }, trials: 2, metrics: ['error', 'stable'], ...rest },
  { task: 'u', method: 'm', sweep: {}, trials: 1, metrics: ['stable'], ...rest },
];

function outcome(
  cell: Cell,
  trial: number,
  status: Status,
  values: Record<string, number | null>,
  more: Partial<Outcome> = {},
): Outcome {
  const { task, method, sweep } = cell;
  const id = [task, method, ...Object.entries(sweep).map(([name, value]) => `${name}=${value}`), trial].join('/');
  const end = { status, reason: status === 'ok' ? '' : 'why, then', iterations: 3, converged: true };
  return { key: id, seconds: 0.5, row: { id, task, method, sweep, trial, seed: 7, ...end, metrics: values }, ...more };
}

const claims: readonly Claim[] = [
  claimOf({
    ...{ id: 'F1', sentence: 'It is stable.', why: '' },
    tests: [testOf({ task: 'u', methods: ['m'], metric: 'stable', atLeast: 1 })],
  }),
];
const list: readonly Outcome[] = [
  outcome(cells[0]!, 0, 'ok', { stable: 1, error: 0.25 }, { history: [{ iteration: 0, loss: null, sizes: [1, 2] }] }),
  outcome(cells[0]!, 1, 'timeout', { stable: null, error: null }),
  outcome(cells[1]!, 0, 'ok', { stable: 1 }),
];
const run: ResultSet = {
  spec: {
    claims,
    methods: { m: { about: '', learn: 'x', trials: 1, parameters: {}, deterministic: ['u'] } },
    sweeps: [],
  },
  cells,
  grid: cells,
  metrics,
  outcomes: outcomesOf(list),
  runJson: () => JSON.stringify(provenance),
};
const spec = {
  name: 'tiny',
  tasks: { t: {}, u: {} },
  methods: { m: {} },
  sweeps: [{ over: { size: {} } }],
} as unknown as Parameters<typeof readResults>[1];
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('writeResults', () => {
  test('makes the folder with all files and nothing else', () => {
    const derived = writeResults(folder, run);
    expect(readdirSync(folder).sort()).toEqual([
      'claims.csv',
      'history.csv',
      'run.json',
      'summary.csv',
      'tests.csv',
      'timings.csv',
      'timings_summary.csv',
      'trials.csv',
    ]);
    expect(derived.claims[0]).toMatchObject({ id: 'F1', verdict: 'reproduced', asExpected: true });
    expect(JSON.parse(read('run.json'))).toEqual(provenance);
  });

  test('trials.csv has the metrics that some cell has, in their registered order; a timeout has no seconds', () => {
    writeResults(folder, run);
    expect(read('trials.csv')).toBe(
      `trial_id,task,method,trial,seed,status,reason,iterations,converged,size,stable,error
t/m/size=30/0,t,m,0,7,ok,,3,true,30,1,0.25
t/m/size=30/1,t,m,1,7,timeout,"why, then",3,true,30,,
u/m/0,u,m,0,7,ok,,3,true,,1,
`,
    );
    expect(read('timings.csv')).toBe('trial_id,seconds\nt/m/size=30/0,0.5\nt/m/size=30/1,\nu/m/0,0.5\n');
    expect(read('timings_summary.csv')).toBe(
      'task,method,size,metric,n,mean,sd,median,ci_low,ci_high\nt,m,30,seconds,1,0.5,,0.5,,\nu,m,,seconds,1,0.5,,0.5,,\n',
    );
  });

  test('the summary made from trials.csv has the bytes of summary.csv', () => {
    writeResults(folder, run);
    const again = summarise(readResults(folder).rows, cells, metrics);
    expect(toCsv(summaryCodec(['size']).toSheet(again))).toBe(read('summary.csv'));
  });

  test('a claim across a sweep is judged on all cells of the spec, not on those that were run', () => {
    const across: Claim = {
      ...claims[0]!,
      tests: [{ ...claims[0]!.tests[0]!, task: 't', across: 'size', atLeast: 0 }],
    };
    const second = { ...cells[0]!, sweep: { size: 60 } };
    const third = { ...cells[0]!, sweep: { size: 90 } };
    const part: ResultSet = {
      ...run,
      spec: { ...run.spec, claims: [across] },
      cells: [cells[0]!, second],
      grid: [cells[0]!, second, third],
      outcomes: outcomesOf([outcome(cells[0]!, 0, 'ok', { stable: 1 }), outcome(second, 0, 'ok', { stable: 1 })]),
    };
    expect(compileResults({ ...part, grid: part.cells }).derived.claims[0]!.verdict).toBe('undecided');
    expect(compileResults(part).derived.claims[0]).toMatchObject({ verdict: 'not judged' });
  });

  test('a file of an earlier run that this one has nothing for is removed', () => {
    writeResults(folder, run);
    writeResults(folder, {
      ...run,
      spec: { ...run.spec, claims: [] },
      outcomes: outcomesOf(list.map(({ history: _, ...bare }) => bare)),
    });
    expect(existsSync(join(folder, 'history.csv'))).toBe(false);
    expect(existsSync(join(folder, 'claims.csv'))).toBe(false);
    expect(existsSync(join(folder, 'trials.csv'))).toBe(true);
  });

  test('the same run gives the same bytes', () => {
    expect(compileResults(run).files).toEqual(compileResults(run).files);
  });

  test('a sweep named as a column that is always there is refused before anything is written', () => {
    const swept = { ...cells[0]!, sweep: { n: 30 } };
    expect(() => writeResults(folder, { ...run, cells: [swept, cells[1]!], outcomes: outcomesOf([]) })).toThrow(
      new InputError('two columns would be named "n"; rename the sweep or metric'),
    );
    expect(existsSync(folder)).toBe(false);
  });

  test('a folder that cannot be made is said', () => {
    writeResults(folder, run);
    const under = join(folder, 'run.json', 'deeper');
    expect(() => writeResults(under, run)).toThrow(InputError);
    expect(() => writeResults(under, run)).toThrow(`cannot write ${under}: part of the path is a file`);
  });
});

describe('openResults', () => {
  test('reads each file when it is asked for, and once, however it is asked for', () => {
    writeResults(folder, run);
    const { text, ...files } = filesIn(folder);
    const read: string[] = [];
    const results = openResults({
      ...files,
      text(file) {
        read.push(file);
        return text(file);
      },
    });
    expect(read).toEqual([]);
    expect(results.lines('history.csv')).toEqual(results.lines('history.csv'));
    expect(results.table('history.csv')!.rows[0]!.number('size_1')).toBe(2);
    expect(read.toSorted()).toEqual(['history.csv', 'run.json']);
    for (let again = 0; again < 2; again++) {
      expect([...results.seconds.keys()]).toEqual(['t/m/size=30/0', 'u/m/0']);
      expect(results.sweeps).toEqual(['size']);
      expect(results.table('timings.csv')!.rows).toHaveLength(results.rows.length);
      expect(results.lines('examples.csv')).toEqual([]);
      expect(results.table('examples.csv')).toBeNull();
      expect(results.run).toEqual(provenance);
    }
    expect(read.toSorted()).toEqual(['examples.csv', 'history.csv', 'run.json', 'timings.csv', 'trials.csv']);
  });

  test('gives back the lines of summaries, claims and tests as they were derived', () => {
    const { summary, timings, claims: judged } = writeResults(folder, run);
    const results = readResults(folder);
    expect(results.lines('summary.csv')).toEqual(summary);
    expect(results.lines('timings_summary.csv')).toEqual(timings);
    const tests = judged.flatMap(({ tests }) => tests);
    expect(results.lines('tests.csv')).toEqual(tests);
    expect(tests).toMatchObject([{ claim: 'F1', test: 1, metric: 'stable', statistic: 'mean', outcome: 'holds' }]);
    expect(results.lines('claims.csv')).toEqual(
      judged.map(({ tests: _, expected, asExpected, level, ...line }) => line),
    );
  });
});

/** The mean time by both tables that tell it; where one does not belong to the other it must be refused. */
function meansIn(folder: string): number | 'refused' | 'mixed' {
  try {
    const results = readResults(folder);
    const mean = results.lines('timings_summary.csv')[0]!.mean!;
    return [...results.seconds.values()].every((seconds) => seconds === mean) ? mean : 'mixed';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return 'refused';
  }
}

describe('results that say what their files are', () => {
  const listed = { ...run, runJson: (files: object) => JSON.stringify({ ...provenance, files }) };

  test('are read as any, and list every file but run.json', () => {
    writeResults(folder, listed);
    const results = readResults(folder, spec);
    const names = readdirSync(folder).filter((name) => name !== 'run.json');
    expect(Object.keys(results.run!.files!).sort()).toEqual(names.sort());
    expect(results.rows).toHaveLength(3);
    expect(results.table('examples.csv')).toBeNull();
  });

  test.each<[string, string, (file: string) => void]>([
    ['edited', 'is not of the run', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('1', '2'))],
    ['missing', 'is missing', (file) => rmSync(file)],
  ])('are refused where a file is %s, by whoever reads that file', (_, wrong, change) => {
    writeResults(folder, listed);
    change(join(folder, 'history.csv'));
    const results = readResults(folder);
    expect(results.table('summary.csv')).not.toBeNull();
    expect(() => results.table('history.csv')).toThrow(InputError);
    expect(() => results.table('history.csv')).toThrow(`${folder}/history.csv ${wrong}`);
    expect(() => openResults(filesIn(folder), true).table('history.csv')).not.toThrow();
  });

  test('are refused where an earlier run has left a file that this one has nothing for', () => {
    writeResults(folder, listed);
    writeFileSync(join(folder, 'examples.csv'), 'trial_id\n');
    expect(() => readResults(folder).table('examples.csv')).toThrow(
      /examples\.csv is not of the run that run\.json is of/,
    );
  });

  test('are refused, or whole, wherever writing them over others ends', () => {
    const later = { ...listed, outcomes: outcomesOf(list.map((one) => ({ ...one, seconds: 0.25 }))) };
    const names = Object.keys(compileResults(run).files).length;
    for (const earlier of [run, listed]) {
      for (let last = 0; last <= names + 1; last++) {
        writeResults(folder, earlier);
        let renamed = 0;
        const rename = fs.renameSync;
        // As when the process is killed: nothing is put back.
        vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
          if (renamed++ < last) rename(from, to);
        });
        writeResults(folder, later);
        vi.restoreAllMocks();
        expect(meansIn(folder)).toBeOneOf([0.5, 0.25, 'refused']);
      }
      expect(meansIn(folder)).toBe(0.25);
    }
  });
});

describe('readResults', () => {
  test('gives back the rows, their seconds and the tables', () => {
    writeResults(folder, run);
    const results = readResults(folder, spec);
    expect(results.rows.map(({ id }) => id)).toEqual(run.outcomes.rows.map((row) => row.id));
    expect([...results.seconds]).toEqual([
      ['t/m/size=30/0', 0.5],
      ['u/m/0', 0.5],
    ]);
    expect(results.table('history.csv')!.rows[0]!.number('size_1')).toBe(2);
    expect(results.table('examples.csv')).toBeNull();
  });

  test('says which file is missing', () => {
    expect(() => readResults(folder)).toThrow(`${folder} is missing: there are no results`);
    writeResults(folder, run);
    rmSync(join(folder, 'summary.csv'));
    expect(() => readResults(folder).table('summary.csv')).toThrow(`${join(folder, 'summary.csv')} is missing`);
    rmSync(join(folder, 'timings.csv'));
    expect(() => readResults(folder)).toThrow(`${join(folder, 'timings.csv')} is missing`);
  });

  test('refuses timings of other trials', () => {
    writeResults(folder, run);
    const text = read('timings.csv');
    writeFileSync(join(folder, 'timings.csv'), text.replace('u/m/0', 'u/m/1'));
    expect(() => readResults(folder)).toThrow('timings.csv:4 trial_id must be u/m/0, as in trials.csv; got "u/m/1"');
    writeFileSync(join(folder, 'timings.csv'), text.replace('u/m/0,0.5\n', ''));
    expect(() => readResults(folder)).toThrow('timings.csv has 2 trials; trials.csv beside it has 3');
  });

  test.each([
    ['tasks', 'task "u"', { tasks: { t: {} } }],
    ['methods', 'method "m"', { methods: {} }],
    ['sweeps', 'sweep "size"', { sweeps: [] }],
  ])('refuses results of a spec with other %s', (_, what, other) => {
    writeResults(folder, run);
    expect(() => readResults(folder, { ...spec!, ...other } as typeof spec)).toThrow(InputError);
    expect(() => readResults(folder, { ...spec!, ...other } as typeof spec)).toThrow(
      `whose ${what} is not in tiny: results of another spec`,
    );
  });
});
