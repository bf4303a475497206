import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../experiment/contract.js';
import { openJournal, readJournal } from './journal.js';

function outcome(key: string, seconds = 1): Outcome {
  const row = {
    id: `t/m/${key}`,
    task: 't',
    method: 'm',
    sweep: {},
    trial: 0,
    seed: 1,
    status: 'ok',
    reason: '',
    iterations: 3,
    converged: true,
    metrics: { error: 0.1 + 0.2, none: null },
  } as const;
  return { key, row, seconds };
}

describe('the journal', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
    path = join(folder, 'journal');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(outcomes: readonly Outcome[], fresh = false): void {
    const journal = openJournal(path, fresh);
    journal.append(outcomes);
    journal.close();
  }

  it('gives back what was appended, in several sittings', () => {
    write([outcome('a'), outcome('b')]);
    write([outcome('c')]);
    expect([...readJournal(path).outcomes.values()]).toEqual([outcome('a'), outcome('b'), outcome('c')]);
  });

  it('is empty where there is no file', () => {
    expect(readJournal(path)).toEqual({ outcomes: new Map(), dropped: 0 });
  });

  it('keeps the first of two outcomes with one key', () => {
    write([outcome('a', 1), outcome('a', 2)]);
    expect(readJournal(path).outcomes.get('a')?.seconds).toBe(1);
  });

  it.each([1, 20, 100])('drops a last line cut %i bytes short, and the next append starts a line of its own', (cut) => {
    write([outcome('a'), outcome('b')]);
    truncateSync(path, readFileSync(path).length - cut);
    expect([...readJournal(path).outcomes.keys()]).toEqual(cut === 1 ? ['a', 'b'] : ['a']);
    write([outcome('c')]);
    const { outcomes, dropped } = readJournal(path);
    expect([...outcomes.keys()]).toEqual(['a', 'c']);
    expect(dropped).toBe(0);
  });

  it('drops lines that are not outcomes and says how many', () => {
    write([outcome('a')]);
    appendFileSync(path, '{"key": 3}\nnull\n\u0000\n');
    expect(readJournal(path).dropped).toBe(3);
  });

  it('starts over when asked', () => {
    write([outcome('a')]);
    write([outcome('b')], true);
    expect([...readJournal(path).outcomes.keys()]).toEqual(['b']);
  });

  it('names the file when it cannot be written', () => {
    expect(() => openJournal(join(folder, 'missing', 'journal'), false)).toThrow(/cannot write the journal .*missing/);
    expect(() => readJournal(folder)).toThrow(/cannot read the journal/);
  });
});
