import { describe, expect, it } from 'vitest';
import { normal, stream, uniform } from '../../math/random.js';
import type { LossSample } from '../../model/trust-contract.js';
import type { Input } from '../../tables/encoding.js';
import { frameOf, type GivenColumns } from '../../tables/frame.js';
import { CHANCE, type Drift, driftOf, type NewRows, watchInputs } from './drift.js';

const number = (name: string, low: number, high: number): Input => ({
  ...{ name, kind: 'number', fill: null, range: [low, high] },
});
const category = (name: string, levels: readonly string[]): Input => ({
  ...{ name, kind: 'category', levels, fill: null, unseen: 'base' },
});

function watched(inputs: readonly Input[], ...parts: readonly GivenColumns[]) {
  const watch = watchInputs(inputs);
  for (const part of parts) {
    const frame = frameOf(part);
    watch.add(
      frame,
      Uint32Array.from({ length: frame.rows }, (_, row) => row),
    );
  }
  return watch.end();
}

const origin = (rows: number, shares: readonly number[]) => ({
  data: { sha256: '0'.repeat(64), rows },
  training: { shares, losses: shares.map(() => 1) },
});

const lossesOf = (values: readonly number[]): LossSample => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { rows: values.length, mean, deviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)) };
};

const plain = (rows: readonly number[]): NewRows[] => rows.map((own) => ({ rows: own, losses: null }));

describe('inputs beyond what was learned from', () => {
  it('are counted on either side with the farthest, over all parts, missing cells apart', () => {
    const [own] = watched([number('x', 0, 10)], { x: [0, 10, -1, null] }, { x: [-7, 11, 5] });
    expect(own).toMatchObject({ rows: 6, below: 2, least: -7, above: 1, greatest: 11, range: [0, 10] });
  });

  it('of a category are the levels that were never met, of which five are named', () => {
    const [own] = watched(
      [category('c', ['a', 'b'])],
      { c: ['a', 'z', 'z', null] },
      { c: ['p', 'q', 'r', 's', 't', 'z'] },
    );
    expect(own).toMatchObject({ rows: 9, unseen: 8, levels: ['z', 'p', 'q', 'r', 's'], range: null });
  });

  it('have no probability where the range is not known', () => {
    const inputs = watched([{ name: 'x', kind: 'number', fill: null, range: null }], { x: [1e9] });
    expect(driftOf(inputs, plain([1]), origin(10, [1]), null).inputs[0]).toMatchObject({ rows: 0, p: null });
  });
});

describe('drift', () => {
  const none = watched([number('x', 0, 10)], { x: [5] });

  it('says nothing of a single row, wherever it goes', () => {
    const { experts } = driftOf(none, plain([0, 1]), origin(100, [0.95, 0.05]), null);
    expect(experts.map(({ p }) => p < CHANCE)).toEqual([false, false]);
  });

  it('says the same of both of two experts, as it is one test, and of three each its own', () => {
    const two = driftOf([], plain([40, 60]), origin(1000, [0.6, 0.4]), null).experts;
    expect(two[0]!.p).toBe(two[1]!.p);
    const three = driftOf([], plain([60, 20, 20]), origin(1000, [0.3, 0.2, 0.5]), null).experts;
    expect(three.map(({ p }) => p < CHANCE)).toEqual([true, false, true]);
  });

  it('is twice as improbable where two kinds of things are tested as where one is', () => {
    const rows = plain([40, 60]);
    const alone = driftOf([], rows, origin(1000, [0.5, 0.5]), null).experts[0]!.p;
    expect(driftOf(none, rows, origin(1000, [0.5, 0.5]), null).experts[0]!.p).toBeCloseTo(2 * alone, 12);
  });

  it('says nothing of losses without rows that calibrated, or with fewer than thirty on either side', () => {
    const many = lossesOf(Array.from({ length: 100 }, (_, i) => i % 7));
    const few = lossesOf(Array.from({ length: 29 }, (_, i) => i % 7));
    const loss = (now: LossSample | null, was: LossSample | null) =>
      driftOf([], [{ rows: 100, losses: now }], origin(100, [1]), [was]).experts[0]!.loss;
    expect([loss(many, null), loss(many, few), loss(few, many), loss(null, many)]).toEqual([null, null, null, null]);
    expect(loss(many, many)).toEqual({ now: many.mean, was: many.mean, p: 0.5 });
    expect(driftOf([], [{ rows: 100, losses: many }], origin(100, [1]), null).experts[0]!.loss).toBeNull();
  });

  it('is of losses that rise, not of those that fall', () => {
    const rng = stream('losses');
    const drawn = (scale: number) => lossesOf(Array.from({ length: 200 }, () => scale * normal(rng) ** 2));
    const [one, two] = [drawn(1), drawn(2)];
    const p = (now: LossSample, was: LossSample) =>
      driftOf([], [{ rows: 200, losses: now }], origin(200, [1]), [was]).experts[0]!.loss!.p;
    expect(p(two, one)).toBeLessThan(0.001);
    expect(p(one, two)).toBeGreaterThan(0.99);
  });

  it('of equal losses is none, and of a rise without any spread is certain', () => {
    const flat = (value: number) => lossesOf(Array<number>(50).fill(value));
    const p = (now: number, was: number) =>
      driftOf([], [{ rows: 50, losses: flat(now) }], origin(50, [1]), [flat(was)]).experts[0]!.loss!.p;
    expect([p(0, 0), p(1, 0) < 1e-9, p(0, 1) > 0.99]).toEqual([0.5, true, true]);
  });

  /** Tables without drift and with: three inputs, three experts, losses that are squares of normal ones. */
  function drawn(rng: ReturnType<typeof stream>, n: number, m: number, shift: number): Drift {
    const columns = () => Array.from({ length: 3 }, () => normal(rng));
    const learned = Array.from({ length: n }, columns);
    const inputs = learned[0]!.map((_, t) => {
      const values = learned.map((row) => row[t]!);
      return number(`x${t}`, Math.min(...values), Math.max(...values));
    });
    const thrown = (rows: number, first: number) => {
      const counts = [0, 0, 0];
      for (let i = 0; i < rows; i++) {
        const u = uniform(rng, 0, 1);
        counts[u < first ? 0 : u < 0.8 ? 1 : 2]!++;
      }
      return counts;
    };
    const losses = (rows: number, scale: number) =>
      lossesOf(Array.from({ length: rows }, () => scale * normal(rng) ** 2));
    const was = thrown(n, 0.5);
    const held = was.map((rows) => losses(Math.floor(rows / 3), 1));
    const now = thrown(m, 0.5 + shift);
    const fresh = Array.from({ length: m }, columns);
    const seen = watched(inputs, {
      ...Object.fromEntries(inputs.map(({ name }, t) => [name, fresh.map((row) => row[t]! * (1 + 2 * shift))])),
    });
    const rows = now.map((own) => ({ rows: own, losses: own === 0 ? null : losses(own, 1 + 8 * shift) }));
    return driftOf(
      seen,
      rows,
      origin(
        n,
        was.map((own) => own / n),
      ),
      held,
    );
  }

  const alarmed = ({ inputs, experts }: Drift) => ({
    inputs: inputs.some(({ p }) => p! < CHANCE),
    shares: experts.some(({ p }) => p < CHANCE),
    losses: experts.some(({ loss }) => loss !== null && loss.p < CHANCE),
  });

  it.each([
    [120, 10],
    [300, 100],
    [300, 1000],
  ])('is found in at most one in twenty tables that have none, learned from %i rows, with %i new ones', (n, m) => {
    const rng = stream('no drift', n, m);
    const tables = 200;
    let found = 0;
    for (let r = 0; r < tables; r++) if (Object.values(alarmed(drawn(rng, n, m, 0))).includes(true)) found++;
    expect(found / tables).toBeLessThanOrEqual(0.05);
  });

  it('is found in inputs, shares and losses of most tables that have it', () => {
    const rng = stream('drift');
    const found = Array.from({ length: 50 }, () => alarmed(drawn(rng, 300, 1000, 0.25)));
    for (const kind of ['inputs', 'shares', 'losses'] as const)
      expect(found.filter((own) => own[kind]).length).toBeGreaterThan(40);
  });
});
