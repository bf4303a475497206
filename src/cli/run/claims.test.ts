/**
 * A test with altered rows flips each claim of the committed specs. The rows are found from the claim's own tests: for
 * each wanted outcome of its comparisons, values of the cells that they look at are searched for.
 */
import { describe, expect, it } from 'vitest';
import type { Cell, Claim, ClaimTest, Row } from '../../experiment/contract.js';
import { cellId, cellsOf } from '../../experiment/grid.js';
import { readSpec } from '../../experiment/spec/read.js';
import { type Statistic, statisticOf } from '../../math/statistics.js';
import { type JudgedClaim, judgeClaims } from '../../results/claims/judge.js';
import type { JudgedVerdict } from '../../results/claims/tables.js';
import { listExperiments } from '../experiments.js';
import { vocabulary } from '../vocabulary.js';

/** Where a measured value lies with respect to a test's threshold: the test holds `inside`. */
type Outcome = 'below' | 'inside' | 'above';

/** A test of a claim for one of its methods. A slot is a cell and a metric: `task/method/[sweep=value/]metric`. */
interface Comparison {
  readonly text: string;
  readonly under: string;
  readonly statistic: Statistic;
  /** How the slots' statistics become one. */
  readonly cell: 'mean' | 'least' | 'greatest';
  readonly own: readonly string[];
  /** What it divides by; empty where it is no ratio. */
  readonly base: readonly string[];
  readonly low: number;
  readonly high: number;
}

interface Case {
  readonly when: string;
  /** One per comparison. */
  readonly outcomes: readonly Outcome[];
  readonly verdict: JudgedVerdict;
}

/** The values of the trials of each slot. */
type Samples = ReadonlyMap<string, readonly number[]>;

const TRIALS = 50; // a share of 0.02 can be met
const trials = Array.from({ length: TRIALS }, (_, trial) => trial);
const shares = new Set(vocabulary.metrics.all.flatMap(({ name, summary }) => (summary === 'share' ? [name] : [])));

function comparisonsOf({ tests }: Claim, cells: readonly Cell[]): Comparison[] {
  return tests.flatMap((test) => {
    const { under, statistic, cell = 'mean', metric, methods, against, atLeast, atMost, within } = test;
    const [low, high] = within ?? [atLeast ?? Number.NEGATIVE_INFINITY, atMost ?? Number.POSITIVE_INFINITY];
    const base = against === undefined ? [] : slotsOf(test, against.method, against.metric ?? metric, cells);
    return methods.map((method) => {
      const text = `${cell === 'mean' ? '' : `${cell} `}${metric} of ${method}${against === undefined ? '' : ` over ${against.method}`}`;
      const own = slotsOf(test, method, metric, cells);
      return { text: under === '' ? text : `${text} (${under})`, under, statistic, cell, own, base, low, high };
    });
  });
}

function slotsOf({ task, at, across }: ClaimTest, method: string, metric: string, cells: readonly Cell[]): string[] {
  const swept = [...Object.keys(at), ...(across === undefined ? [] : [across])].sort().join();
  return cells
    .filter((cell) => cell.task === task && cell.method === method && Object.keys(cell.sweep).sort().join() === swept)
    .filter(({ sweep }) => Object.entries(at).every(([name, value]) => sweep[name] === value))
    .map((cell) => `${cellId(cell)}${metric}`);
}

/** All tests hold, none does, each comparison alone fails in each of its ways, each reading alone holds. */
function casesOf({ calibrated }: Claim, comparisons: readonly Comparison[]): Case[] {
  const readings = [...new Set(comparisons.map(({ under }) => under))];
  const whole = calibrated === undefined ? 'reproduced' : 'reproduced by calibration';
  const caseOf = (when: string, outcome: (comparison: Comparison) => Outcome): Case => {
    const outcomes = comparisons.map(outcome);
    const held = readings.filter((reading) =>
      comparisons.every(({ under }, i) => under !== reading || outcomes[i] === 'inside'),
    );
    const partly = held.length > 0 ? 'depends on' : 'not reproduced';
    return { when, outcomes, verdict: held.length === readings.length ? whole : partly };
  };
  const cases = [
    ...comparisons.flatMap((one) =>
      waysToFail(one).map((way) => caseOf(`only ${one.text} fails, ${way}`, (c) => (c === one ? way : 'inside'))),
    ),
    ...readings.map((one) =>
      caseOf(`only the reading "${one}" holds`, (c) => (c.under === one ? 'inside' : waysToFail(c)[0]!)),
    ),
    caseOf('no test holds', (comparison) => waysToFail(comparison)[0]!),
    caseOf('all tests hold', () => 'inside'),
  ];
  return [...new Map(cases.map((one) => [one.outcomes.join(), one])).values()];
}

function waysToFail({ low, high }: Comparison): Outcome[] {
  return [...(Number.isFinite(low) ? ['below' as const] : []), ...(Number.isFinite(high) ? ['above' as const] : [])];
}

/** Samples under which the comparisons come out as wanted, or those among which there is a contradiction. */
function samplesFor(comparisons: readonly Comparison[], outcomes: readonly Outcome[]): Samples | Comparison[] {
  const wanted = new Map(comparisons.map((comparison, i) => [comparison, outcomes[i]!]));
  let samples: Samples = new Map();
  for (const part of connected(comparisons)) {
    const found = search(part, wanted, groupsOf(part), samples);
    if (found === null) return part;
    samples = found;
  }
  return samples;
}

/** Comparisons that directly or through others look at the same slots. */
function connected(comparisons: readonly Comparison[]): Comparison[][] {
  return comparisons.reduce<Comparison[][]>((parts, next) => {
    const slots = new Set([...next.own, ...next.base]);
    const meets = ({ own, base }: Comparison) => [...own, ...base].some((slot) => slots.has(slot));
    const met = parts.filter((part) => part.some(meets));
    return [...parts.filter((part) => !met.includes(part)), [...met.flat(), next]];
  }, []);
}

/** Slots on the same sides of the same comparisons get the same sample; one of those of an extreme gets its own. */
function groupsOf(part: readonly Comparison[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const slot of new Set(part.flatMap(({ own, base }) => [...own, ...base]))) {
    const key = part
      .map(
        ({ own, base, cell }) => `${own.includes(slot)} ${base.includes(slot)} ${cell !== 'mean' && own[0] === slot}`,
      )
      .join();
    groups.set(key, [...(groups.get(key) ?? []), slot]);
  }
  return [...groups.values()];
}

/** Depth first through the candidates of each group, judging a comparison as soon as its slots are filled. */
function search(
  part: readonly Comparison[],
  wanted: ReadonlyMap<Comparison, Outcome>,
  [group, ...rest]: readonly string[][],
  samples: Samples,
): Samples | null {
  const filled = part.filter(({ own, base }) => [...own, ...base].every((slot) => samples.has(slot)));
  if (filled.some((comparison) => outcomeOf(comparison, samples) !== wanted.get(comparison))) return null;
  if (group === undefined) return samples;
  for (const value of candidates(group[0]!, part, samples)) {
    const sample = trials.map((trial) => trialValue(group[0]!, value, trial));
    const found = search(part, wanted, rest, new Map([...samples, ...group.map((slot) => [slot, sample] as const)]));
    if (found !== null) return found;
  }
  return null;
}

function outcomeOf(comparison: Comparison, samples: Samples): Outcome | null {
  const { own, base, low, high } = comparison;
  const value = level(own, comparison, samples)! / level(base, comparison, samples)!;
  if (own.length === 0 || !Number.isFinite(value)) return null;
  if (value < low) return 'below';
  return value > high ? 'above' : 'inside';
}

/** The slots' statistics as one; 1 without slots, so that it can divide, and null where one is not filled. */
function level(slots: readonly string[], { statistic, cell }: Comparison, samples: Samples): number | null {
  if (slots.length === 0) return 1;
  if (!slots.every((slot) => samples.has(slot))) return null;
  const statistics = slots.map((slot) => statisticOf(statistic, samples.get(slot)!)!);
  if (cell === 'mean') return statisticOf('mean', statistics);
  return cell === 'least' ? Math.min(...statistics) : Math.max(...statistics);
}

/** Values on all sides of every threshold that the slot meets, nearest first, the thresholds themselves last. */
function candidates(slot: string, part: readonly Comparison[], samples: Samples): number[] {
  const marks = part
    .flatMap((comparison) => {
      const { own, base, low, high } = comparison;
      const limits = [low, high].filter(Number.isFinite);
      if (own.includes(slot)) return limits.map((limit) => limit * (level(base, comparison, samples) ?? 1));
      if (!base.includes(slot)) return [];
      return limits.map((limit) => (level(own, comparison, samples) ?? limit) / limit);
    })
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [first, last] = [marks[0] ?? 1, marks.at(-1) ?? 1];
  const between = marks.slice(1).map((mark, i) => (marks[i]! + mark) / 2);
  // A metric is not negative, unless its thresholds are: nothing lies below 0.
  const around = [...between, first > 0 ? first / 2 : first * 2, last + Math.max(1, Math.abs(last)), ...marks];
  const found = isShare(slot) ? [...trials, TRIALS].map((successes) => successes / TRIALS) : around;
  const distance = (value: number) => Math.min(...marks.map((mark) => Math.abs(value - mark))) || Number.MAX_VALUE;
  return found.sort((a, b) => distance(a) - distance(b));
}

/** 1 for that share of the trials and 0 for the rest, or values spread evenly by 10 % about it. */
function trialValue(slot: string, value: number, trial: number): number {
  if (isShare(slot)) return trial < Math.round(value * TRIALS) ? 1 : 0;
  return value * (0.9 + (0.2 * trial) / (TRIALS - 1));
}

function isShare(slot: string): boolean {
  return shares.has(slot.slice(slot.lastIndexOf('/') + 1));
}

/** Rows of the whole grid, without values outside the samples. */
function rowsOf(cells: readonly Cell[], samples: Samples): Row[] {
  return cells.flatMap((cell) =>
    trials.map((trial): Row => {
      const { task, method, sweep } = cell;
      const ended = { status: 'ok', reason: '', iterations: 1, converged: true } as const;
      const metrics = cell.metrics.map((name) => [name, samples.get(`${cellId(cell)}${name}`)?.[trial] ?? null]);
      const id = `${cellId(cell)}${trial}`;
      return { id, task, method, sweep, trial, seed: trial, ...ended, metrics: Object.fromEntries(metrics) };
    }),
  );
}

function judge(claim: Claim, rows: readonly Row[], samples: Samples, cells: readonly Cell[]): JudgedClaim {
  const seconds = [...samples].flatMap(([slot, sample]) =>
    slot.endsWith('/seconds') ? sample.map((value, trial) => [`${cellOf(slot)}${trial}`, value] as const) : [],
  );
  return judgeClaims([claim], rows, new Map(seconds), vocabulary.metrics.all, cells)[0]!;
}

function cellOf(slot: string): string {
  return slot.slice(0, slot.lastIndexOf('/') + 1);
}

/** The cases of a claim that rows are found for, with the rows' values, and the others, with the tests in the way. */
function altered(claim: Claim, comparisons: readonly Comparison[]) {
  const reached: [JudgedVerdict, string, Samples][] = [];
  const impossible: [string, string[]][] = [];
  for (const { when, outcomes, verdict } of casesOf(claim, comparisons)) {
    const found = samplesFor(comparisons, outcomes);
    if (Array.isArray(found)) impossible.push([when, found.map(({ text }) => text)]);
    else reached.push([verdict, when, found]);
  }
  return { reached, impossible };
}

const specs = [...listExperiments()].map(([name, path]) => [name, readSpec(path, vocabulary).spec] as const);

describe.each(specs)('altered rows flip the claims of %s', (_, spec) => {
  const cells = cellsOf(spec, vocabulary);

  describe.each(spec.claims.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
    const comparisons = comparisonsOf(claim, cells);
    const { reached, impossible } = altered(claim, comparisons);

    it.each(reached)('%s: %s', (verdict, _, samples) => {
      const judged = judge(claim, rowsOf(cells, samples), samples, cells);
      expect(judged.verdict, judged.test).toBe(verdict);
      expect(judged.asExpected).toBe(verdict === claim.expected);
    });

    it.each(impossible)('no rows can be such that %s: its tests share cells', (_, inTheWay) => {
      expect(inTheWay.length, `${inTheWay} always or never holds`).toBeGreaterThan(1);
    });

    it('can come out as expected, and otherwise', () => {
      const verdicts = [...new Set(reached.map(([verdict]) => verdict))];
      expect(verdicts).toContain(claim.expected);
      expect(verdicts.length).toBeGreaterThan(1);
    });

    it('not judged: without the rows of a cell, or without a value in any of its trials', () => {
      const samples = reached[0]![2];
      const rows = rowsOf(cells, samples);
      for (const place of new Set([...samples.keys()].map(cellOf))) {
        const without = rows.filter((row) => cellId(row) !== place);
        expect(without.length).toBe(rows.length - TRIALS);
        expect(judge(claim, without, samples, cells).verdict, place).toBe('not judged');
        const failed = rows.map(
          (row): Row => (cellId(row) === place ? { ...row, status: 'failed', metrics: {} } : row),
        );
        expect(judge(claim, failed, samples, cells).verdict, place).toBe('not judged');
      }
    });
  });
});

describe('the search for rows', () => {
  const spec = specs.find(([name]) => name === 'fixed-data')![1];
  const stable = {
    task: 'piecewise-linear',
    methods: ['argmin'],
    metric: 'stable',
    statistic: 'mean',
    at: {},
  } as const;
  const error = { ...stable, under: '', metric: 'error' };
  const ratio = { ...error, methods: ['lap'], against: { method: 'argmin' } };

  it.each<[string, ClaimTest[], [string, string[]][]]>([
    [
      'two readings of one cell: what contradicts itself',
      [
        { ...stable, under: 'a', within: [0.2, 0.8] },
        { ...stable, under: 'b', atLeast: 0.5 },
      ],
      [['only the reading "b" holds', ['stable of argmin (a)', 'stable of argmin (b)']]], // below 0.2, at least 0.5
    ],
    [
      'a test that nothing fails: that it fails',
      [{ ...stable, under: '', atLeast: 0 }],
      [['no test holds', ['stable of argmin']]],
    ],
    [
      'a chain of ratios over one cell: what contradicts itself alone',
      [
        { ...error, atMost: 0.05 },
        { ...error, atMost: 0.04 },
        { ...ratio, within: [2, 3] },
        { ...error, against: { method: 'softmax' }, atLeast: 7 },
      ],
      [['only error of argmin fails, above', Array(4).fill(expect.stringMatching(/^error of /))]], // above 0.05, at most 0.04
    ],
  ])('does not reach, of %s', (_, tests, impossible) => {
    const claim: Claim = { ...spec.claims[0]!, tests };
    expect(altered(claim, comparisonsOf(claim, cellsOf(spec, vocabulary))).impossible).toEqual(impossible);
  });
});
