/** Code predicts what moe predicts, run by Node, Python and SQLite: the same expert and label, numbers to 1e-12 of themselves. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { BoundModel } from '../model/predict.js';
import { withoutPython } from '../peer.fixture.js';
import type { Portable } from './contract.js';
import { javascript } from './javascript.js';
import {
  type Asked,
  catalog,
  everyKind,
  modelOfKind,
  predictedBy,
  type Row,
  rowsFor,
  type Said,
} from './models.fixture.js';
import { portableOf } from './portable.js';
import { python } from './python.js';
import { inNode, inPython, inSqlite } from './runners.fixture.js';
import { sql } from './sql.js';
import { unwritable } from './sql-layers.js';

interface Ready {
  readonly asked: Asked;
  readonly portable: Portable;
  readonly rows: readonly Row[];
  readonly said: readonly Said[];
}

async function readied(asked: Asked): Promise<Ready[]> {
  const [model, rows] = [await modelOfKind(asked), rowsFor(asked)];
  const ready = readyWith(asked, model, rows);
  const edge = onEdge(model, ready.said);
  return edge === null ? [ready] : [ready, readyWith(asked, edge, rows)];
}

function readyWith(asked: Asked, model: BoundModel, rows: readonly Row[]): Ready {
  return { asked, portable: portableOf(model.model, catalog), rows, said: predictedBy(model, rows) };
}

/**
 * The model with a class of one row exactly at the edge of its set, as that of a row that calibrates is. Not of a row outside:
 * far away all are alike to kernels but for rounding.
 */
function onEdge(bound: BoundModel, said: readonly Said[]): BoundModel | null {
  const { trust } = bound.model;
  const p = said
    .flatMap((row) => (row !== null && 'p' in row && !row.outside ? Object.values(row.p!) : []))
    .find((one) => one < 0.5);
  if (trust === undefined || p === undefined) return null;
  const intervals = { ...trust.intervals!, all: 1 - p, experts: [null, null, null] };
  return { ...bound, model: { ...bound.model, trust: { ...trust, intervals } } };
}

const titleOf = ({ expert, gate, classes, missing, unseen, apart, intervals, seed }: Asked) =>
  JSON.stringify({ expert, gate: gate.name, classes, missing, unseen, apart, intervals, seed });

/** Equal texts, counts and keys, and numbers that are equal to 1e-12 of themselves. */
function close(found: unknown, wanted: unknown): boolean {
  if (typeof found === 'number' && typeof wanted === 'number')
    return Math.abs(found - wanted) <= 1e-12 * Math.max(Math.abs(found), Math.abs(wanted)) + 1e-300;
  if (typeof found !== 'object' || found === null || typeof wanted !== 'object' || wanted === null)
    return found === wanted;
  const keys = Object.keys(wanted);
  return (
    keys.length === Object.keys(found).length &&
    keys.every((key) => close((found as Record<string, unknown>)[key], (wanted as Record<string, unknown>)[key]))
  );
}

/** The rows of which something else is said, for the message. A refusal may have other words. */
function wrong({ asked, rows, said }: Ready, found: readonly unknown[]): unknown[] {
  const refused = (one: unknown) => typeof one === 'object' && one !== null && 'refused' in one;
  return said.flatMap((wanted, i) => {
    if (refused(wanted) ? refused(found[i]) : close(found[i], wanted)) return [];
    return [{ model: titleOf(asked), row: rows[i], wanted, found: found[i] }];
  });
}

describe('of each expert with each gate, code says what moe predict says', () => {
  let all: Ready[];
  beforeAll(async () => {
    all = (await Promise.all(everyKind(20261127).map(readied))).flat();
  }, 120_000);

  it('has rows of all kinds to tell', () => {
    const said = all.flatMap((one) => one.said);
    const kinds = said.map((one) =>
      one === null ? 'left out' : 'refused' in one ? 'refused' : one.outside ? 'outside' : 'inside',
    );
    for (const kind of ['left out', 'refused', 'outside', 'inside'])
      expect(kinds.filter((one) => one === kind).length, kind).toBeGreaterThan(50);
    const experts = new Set(said.map((one) => (one !== null && 'expert' in one ? one.expert : -1)));
    expect([...experts].sort()).toEqual([-1, 0, 1]);
  });

  const settings = { table: 'data' };

  it('in Node', { timeout: 120_000 }, () => {
    const found = inNode(all.map(({ portable, rows }) => ({ code: javascript.write(portable, settings), rows })));
    expect(all.flatMap((one, at) => wrong(one, found[at]!))).toEqual([]);
  });

  it.skipIf(withoutPython('exported Python'))('in Python', { timeout: 120_000 }, () => {
    const found = inPython(all.map(({ portable, rows }) => ({ code: python.write(portable, settings), rows })));
    expect(all.flatMap((one, at) => wrong(one, found[at]!))).toEqual([]);
  });

  it.skipIf(withoutPython('exported SQL'))('in SQLite, where SQL has what it takes', { timeout: 120_000 }, () => {
    const some = all.filter(({ portable: { gate, experts } }) => {
      const layers = [...gate, ...experts.flatMap(({ scores, shares }) => [...scores, ...shares])];
      return unwritable(layers) === null;
    });
    expect([...new Set(some.map(({ asked }) => asked.expert.name))].sort()).toEqual(['constant', 'linear', 'logistic']);
    expect(new Set(some.map(({ asked }) => asked.gate.name)).size).toBe(5);
    const found = inSqlite(
      some.map(({ portable, rows }, at) => ({
        ...{ code: sql.write(portable, settings), rows, table: 'data' },
        ...{ kind: at % 2 === 0 ? 'TEXT' : 'NUMERIC', nulls: at % 3 === 0 },
      })),
    );
    const told = some.map((one, at) => {
      const said = one.said.map((row) => (row === null || 'refused' in row ? null : row));
      return wrong(
        { ...one, said },
        found[at]!.map((row) => saidBySql(row, one.portable)),
      );
    });
    expect(told.flat()).toEqual([]);
  });
});

/** Of what is refused a query says no more than of what is left out. */
function saidBySql(
  row: Readonly<Record<string, string | number | null>>,
  { target, probable, intervals }: Portable,
): unknown {
  const { prediction, expert, share, outside, low, high, set } = row;
  if (prediction === null) {
    expect(Object.values(row).every((one) => one === null)).toBe(true);
    return null;
  }
  const labels = target.kind === 'classes' ? target.labels : [];
  return {
    ...{ prediction, expert, share, outside: outside === 1 },
    ...(probable && { p: Object.fromEntries(labels.map((label) => [label, row[`p_${label}`]])) }),
    ...(intervals !== null && (labels.length > 0 ? { set: (set as string).split('|') } : { low, high })),
  };
}
