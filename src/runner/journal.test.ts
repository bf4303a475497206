import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../errors.js';
import type { Cell, Outcome, Trial } from '../experiment/contract.js';
import { sha256 } from '../tables/file.js';
import { openJournal, readJournal } from './journal.js';
import { formatLine, parseLine } from './lines.js';

const cell = { task: 't', method: 'm', sweep: { n: 30 }, metrics: ['error', 'none'] } as unknown as Cell;
const trial = (index: number): Trial => ({
  ...{ id: `t/m/n=30/${index}`, key: `cell/${index}`, cell, trial: index, seed: 7 },
  ...{ keep: [], timeout: 60, digests: [] },
});
const trials = new Map(Array.from({ length: 9 }, (_, index) => [`cell/${index}`, trial(index)]));

function outcome(index: number, seconds = 1, status: 'ok' | 'failed' = 'ok'): Outcome {
  const { id, key, seed } = trial(index);
  const ended = { status, reason: '', iterations: 3, converged: true, metrics: { error: index + 0.3, none: null } };
  return { key, row: { id, task: 't', method: 'm', sweep: { n: 30 }, trial: index, seed, ...ended }, seconds };
}

/** With everything that a trial can keep. */
const full: Outcome = {
  ...outcome(8),
  history: [{ iteration: 0, loss: null, sizes: [3, 4], shares: [0.25, 0.75] }],
  example: {
    ...{ samples: [0, 2], x: [[1], [2]], y: [0.5, -1], group: ['', 'µ'], returns: [-200] },
    steps: [{ iteration: 1, assignment: [0, 1], curves: [[{ x: 1, prediction: 2 }]], regions: [[]] }],
    map: [{ x1: [0, 1], x2: [0, 1], prediction: 1, expert: 0 }],
  },
  clusters: [{ classes: [{ label: '7', samples: 3 }], means: [0, 0.5] }],
  responsibilities: [{ low: 0, high: 0.1, all: 3, greatest: 0 }],
};

describe('the journal', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-'));
    path = join(folder, 'journal');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    fs.rmSync(folder, { recursive: true });
  });

  function write(outcomes: readonly Outcome[], keep: Parameters<typeof openJournal>[1] = 'all'): void {
    const journal = openJournal(path, keep);
    journal.append(outcomes);
    journal.close();
  }
  const keys = () => [...readJournal(path, trials).outcomes.keys()];

  it('gives back what was appended, in several sittings', () => {
    write([outcome(0), full]);
    write([outcome(2)]);
    expect([...readJournal(path, trials).outcomes.values()]).toEqual([outcome(0), full, outcome(2)]);
  });

  it('is empty where there is no file', () => {
    expect(readJournal(path, trials)).toMatchObject({ outcomes: new Map(), dropped: 0, idle: 0 });
  });

  it('holds the outcomes of the given trials alone', () => {
    write([outcome(0), outcome(1)]);
    const one = new Map([['cell/1', trial(1)]]);
    expect(readJournal(path, one)).toMatchObject({ outcomes: new Map([['cell/1', outcome(1)]]), dropped: 0 });
  });

  it('keeps the first result of two with one key, and the last failure where there is none', () => {
    write([outcome(0, 1, 'failed'), outcome(0, 2), outcome(0, 3), outcome(1, 4, 'failed'), outcome(1, 5, 'failed')]);
    expect([...readJournal(path, trials).outcomes.values()].map(({ seconds }) => seconds)).toEqual([2, 5]);
  });

  it.each([1, 20, 100])('drops a last line cut %i bytes short, and the next append starts a line of its own', (cut) => {
    write([outcome(0), outcome(1)]);
    fs.truncateSync(path, fs.readFileSync(path).length - cut);
    expect(keys()).toEqual(cut === 1 ? ['cell/0', 'cell/1'] : ['cell/0']);
    write([outcome(2)]);
    expect(keys()).toEqual(['cell/0', 'cell/2']);
    expect(readJournal(path, trials).dropped).toBe(0);
  });

  it('drops what is no line of this format, says how many, and loses it when it is opened to keep the readable', () => {
    write([outcome(0)]);
    const [one] = fs.readFileSync(path, 'utf8').split('\n');
    const other = formatLine({ ...outcome(1), seconds: -1 });
    fs.appendFileSync(path, `{"key": 3}\nnull\n\u0000\n${JSON.stringify(outcome(1))}\n[1${one!.slice(2)}\n${other}`);
    expect(readJournal(path, trials).dropped).toBe(6);
    write([outcome(2)], () => true);
    expect(keys()).toEqual(['cell/0', 'cell/2']);
    expect(readJournal(path, trials).dropped).toBe(0);
    expect(fs.readdirSync(folder)).toEqual(['journal']);
  });

  it.each<[string, (row: Outcome['row']) => Partial<Outcome['row']>]>([
    ['another trial', () => ({ id: 't/m/n=30/1', trial: 1 })],
    ['another seed', () => ({ seed: 8 })],
    ['another swept value', () => ({ sweep: { n: 31 } })],
    ['a metric less', () => ({ metrics: { error: 1 } })],
    ['a metric more', ({ metrics }) => ({ metrics: { ...metrics, more: 1 } })],
  ])('drops the outcome of %s under the key of the trial, and takes a later one that is right', (_, changed) => {
    const { row } = outcome(0);
    write([{ ...outcome(0), row: { ...row, ...changed(row) } }, outcome(0)]);
    expect(readJournal(path, trials)).toMatchObject({ outcomes: new Map([['cell/0', outcome(0)]]), dropped: 1 });
  });

  it('never gives a wrong number: what was damaged is as it was, or dropped', () => {
    const all = [0, 1, 2, 3, 4].map((index) => outcome(index)).concat(full);
    const whole = Buffer.from(all.map(formatLine).join(''));
    const lines = whole.toString().trimEnd().split('\n');
    const at = fc.nat(whole.length - 1);
    const byte = fc.integer({ min: 0, max: 255 });
    const line = fc.nat(lines.length - 1);
    const value = fc.oneof(fc.double(), fc.constantFrom(null, '', '3', [], {}, true, -1, [1]));
    const damage = fc.oneof(
      fc
        .tuple(at, byte)
        .map(([place, other]) =>
          Buffer.concat([whole.subarray(0, place), Buffer.of(other), whole.subarray(place + 1)]),
        ),
      fc
        .tuple(at, fc.nat(40))
        .map(([place, cut]) => Buffer.concat([whole.subarray(0, place), whole.subarray(place + cut)])),
      fc
        .tuple(at, fc.uint8Array({ maxLength: 9 }))
        .map(([place, more]) => Buffer.concat([whole.subarray(0, place), more, whole.subarray(place)])),
      fc
        .tuple(at, at, fc.nat(200))
        .map(([to, from, length]) =>
          Buffer.concat([whole.subarray(0, to), whole.subarray(from, from + length), whole.subarray(to)]),
        ),
      fc.tuple(line, fc.nat(), value).map(([index, field, other]) => edited(lines, index, field, other)),
    );
    fc.assert(
      fc.property(damage, (bytes) => {
        fs.writeFileSync(path, bytes);
        for (const [key, found] of readJournal(path, trials).outcomes) {
          expect(found).toEqual(all.find((one) => one.key === key));
        }
      }),
      { numRuns: 600, seed: 9 },
    );
  });

  it('reads past a damaged part that is larger than a text can be', () => {
    write([outcome(0)]);
    fs.appendFileSync(path, 'x');
    const { size } = fs.statSync(path);
    // A hole, so that no such file need be written.
    fs.truncateSync(path, size + 2 ** 29);
    fs.appendFileSync(path, `\n${formatLine(outcome(1))}`);
    expect(readJournal(path, trials)).toMatchObject({
      outcomes: new Map([0, 1].map((index) => [`cell/${index}`, outcome(index)])),
      dropped: 1,
    });
  });

  it('finds lines whole wherever the blocks of the file end', () => {
    // Lines of some 200 bytes: more than four blocks of a MiB, whose ends fall anywhere in a line.
    const many = Array.from({ length: 25_000 }, (_, index) => ({ ...outcome(index), key: `cell/${index}` }));
    write(many);
    expect(fs.statSync(path).size).toBeGreaterThan(4 * 2 ** 20);
    const { outcomes, dropped } = readJournal(path, new Map(many.map(({ key }, index) => [key, trial(index)])));
    expect([outcomes.size, dropped]).toEqual([25_000, 0]);
  });

  it('looks for its last line from the end, through lines longer than a block', () => {
    write([outcome(0)]);
    fs.appendFileSync(path, 'x'.repeat(200_000));
    const read = vi.spyOn(fs, 'readSync');
    write([outcome(1)]);
    expect(read).toHaveBeenCalledTimes(4);
    expect(keys()).toEqual(['cell/0', 'cell/1']);
  });

  it('counts the bytes that are of no use, and keeps what it is told to when it is written anew', () => {
    write([outcome(0), outcome(1), outcome(0, 3), outcome(2, 1, 'failed'), outcome(2)]);
    const lines = fs.readFileSync(path, 'utf8').split('\n');
    const one = new Map([0, 2].map((index) => [`cell/${index}`, trial(index)]));
    const { outcomes, idle } = readJournal(path, one);
    expect(idle).toBe(lines[1]!.length + lines[2]!.length);
    write([], ({ key, seconds }) => outcomes.get(key)?.seconds === seconds);
    const kept = fs.readFileSync(path, 'utf8').split('\n');
    expect([kept.includes(lines[1]!), kept.includes(lines[2]!), readJournal(path, one).outcomes]).toEqual([
      ...[false, false],
      outcomes,
    ]);
  });

  it('forgets all outcomes of a trial, and goes on', () => {
    const journal = openJournal(path, 'all');
    journal.append([outcome(0), outcome(1), outcome(0, 9)]);
    journal.forget('cell/0');
    journal.append([outcome(2)]);
    journal.close();
    expect(keys()).toEqual(['cell/1', 'cell/2']);
  });

  it('starts over when asked', () => {
    write([outcome(0)]);
    write([outcome(1)], 'nothing');
    expect(keys()).toEqual(['cell/1']);
  });

  it('is as it was when a write ends in the middle', () => {
    write([outcome(0)]);
    const before = fs.readFileSync(path, 'utf8');
    const journal = openJournal(path, 'all');
    const writeSync = fs.writeSync;
    const full = vi.spyOn(fs, 'writeSync').mockImplementation(((file: number, bytes: Buffer) => {
      full.mockImplementation(() => {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      });
      return writeSync(file, bytes, 0, 20);
    }) as typeof fs.writeSync);
    expect(() => journal.append([outcome(1)])).toThrow(/cannot write the journal .*no space left/);
    full.mockRestore();
    journal.close();
    expect(fs.readFileSync(path, 'utf8')).toBe(before);
  });

  it('names the file when it cannot be written or read', () => {
    expect(() => openJournal(join(folder, 'missing', 'journal'), 'all')).toThrow(/cannot write the journal .*missing/);
    expect(() => readJournal(folder, trials)).toThrow(/cannot read the journal .*no regular file/);
    expect(() => openJournal(folder, 'all')).toThrow(InputError);
  });
});

describe('a line of the journal', () => {
  it('is JSON: the format, a digest, the outcome', () => {
    const [format, digest, value] = JSON.parse(formatLine(full)) as unknown[];
    expect([format, value]).toEqual([2, full]);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  const { row } = full;
  it.each<[string, object]>([
    ['a list', [full]],
    ['one field more', { ...full, more: 1 }],
    ['a key that is no text', { ...full, key: 3 }],
    ['seconds below 0', { ...full, seconds: -1 }],
    ['what is kept in another shape', { ...full, history: [{ iteration: 0 }] }],
    ['no row', { ...full, row: undefined }],
    ['a field of the row more', { ...full, row: { ...row, more: 1 } }],
    ...Object.keys(row).map((name): [string, object] => [
      `no ${name}`,
      { ...full, row: { ...row, [name]: undefined } },
    ]),
    ...[
      ...[{ id: 1 }, { task: null }, { method: [] }, { reason: 0 }, { status: 'done' }, { status: 0 }],
      ...[{ trial: -1 }, { trial: 0.5 }, { seed: 2 ** 53 }, { seed: '7' }, { iterations: -1 }, { converged: 1 }],
      ...[{ sweep: null }, { sweep: [] }, { sweep: { n: null } }, { sweep: { n: {} } }],
      ...[{ metrics: null }, { metrics: [] }, { metrics: { error: '1' } }, { metrics: { error: true } }],
    ].map((other): [string, object] => [JSON.stringify(other), { ...full, row: { ...row, ...other } }]),
  ])('is refused with %s', (_, other) => {
    expect(parseLine(Buffer.from(formatLine(other).trimEnd()))).toBeUndefined();
  });

  it('is refused with a number that no double is', () => {
    const text = JSON.stringify(outcome(0)).replace('"error":0.3', '"error":1e999');
    const line = `[2,"${sha256(text).slice(0, 16)}",${text}]`;
    expect(JSON.parse(line)[2].row.metrics.error).toBe(Number.POSITIVE_INFINITY);
    expect(parseLine(Buffer.from(line))).toBeUndefined();
  });

  it('never crashes its reader, whatever it holds under the right digest', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseLine(Buffer.from(formatLine(value as unknown as Outcome).trimEnd()))).toBeUndefined();
      }),
      { numRuns: 300, seed: 9 },
    );
  });
});

/** The lines with one value of one of them replaced, wherever in it, and its digest left as it was. */
function edited(lines: readonly string[], index: number, field: number, other: unknown): Buffer {
  const [format, digest, value] = JSON.parse(lines[index]!) as [number, string, object];
  const places: [parent: Record<string, unknown>, key: string][] = [];
  const walk = (parent: object) => {
    for (const [key, child] of Object.entries(parent)) {
      places.push([parent as Record<string, unknown>, key]);
      if (typeof child === 'object' && child !== null) walk(child);
    }
  };
  walk(value);
  const [parent, key] = places[field % places.length]!;
  parent[key] = other;
  return Buffer.from(
    lines
      .with(index, JSON.stringify([format, digest, value]))
      .map((line) => `${line}\n`)
      .join(''),
  );
}
