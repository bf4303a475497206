/**
 * The paper's sentences, judged on the rows of a run: claims.csv. A claim's tests are measured (`measure.ts`) and decided
 * (`decide.ts`), put together by role and condition, and what these came to makes the verdict. Nothing here knows a claim.
 */
import type { Claim, ClaimTest, Role, TestOutcome, Verdict } from '../../experiment/claim-contract.js';
import { holm } from '../../math/significance.js';
import { hasResult, placeKey } from '../summary.js';
import { cellsOfTest } from './cells.js';
import { type Decision, decide, level } from './decide.js';
import { type Cohort, cohort, type Evidence } from './evidence.js';
import { measure, unitOf } from './measure.js';
import { type Group, noteOf, variedBy } from './note.js';
import { askedOf, type ClaimLine, type TestLine, testText } from './tables.js';

export type { Evidence } from './evidence.js';

/** A claim with its verdict, as claims.csv has it, and beside it. */
export interface JudgedClaim extends ClaimLine {
  readonly tests: readonly TestLine[];
  readonly expected: Verdict;
  /** Whether the verdict is the expected one. */
  readonly asExpected: boolean;
  /** What the probability of a false verdict is at most: the sum of its tests' levels. */
  readonly level: number;
}

interface JudgedTest {
  readonly line: TestLine;
  readonly test: ClaimTest;
  /** Null where it is not judged. */
  readonly decision: Decision | null;
}

/** @returns one judged claim per claim, in order. Pure; uses no randomness. */
export function judgeClaims(claims: readonly Claim[], evidence: Evidence): JudgedClaim[] {
  const trials = cohort(evidence);
  return claims.map((claim) => judgeClaim(claim, trials));
}

/** An upper bound on the expected number of false verdicts among these: the sum of the levels they were judged at. */
export function falseVerdicts(claims: readonly Pick<JudgedClaim, 'level'>[]): number {
  return claims.reduce((sum, claim) => sum + claim.level, 0);
}

function judgeClaim(claim: Claim, trials: Cohort): JudgedClaim {
  const judged = corrected(ofSeveral(claim.tests.map((_, index) => judgeTest(claim, index, trials))));
  const groups = groupsOf(judged);
  const verdict = verdictOf(claim, groups);
  const { id, sentence, section, paper, expected, unit } = claim;
  const first = judged.find(({ line }) => line.role === 'stated')?.line;
  const { value = null, low = null, high = null, n = null } = first ?? {};
  const tests = judged.map(({ line }) => line);
  const levels = judged.map(({ test, decision }) => (decides(test) ? (decision?.level ?? 0) : 0));
  return {
    ...{ id, sentence, section, paper, value, low, high, n },
    test: tests.map(toldOf).join('; '),
    ...{ verdict, note: noteOf(claim, groups, verdict, leftOut(claim, trials)) },
    unit: unit === '' ? (first?.unit ?? '') : unit,
    ...{ tests, expected, asExpected: verdict === expected },
    level: Math.min(
      1,
      levels.reduce((sum, one) => sum + one, 0),
    ),
  };
}

/** Robustness changes no verdict, unless it is that of what had to be invented. */
function decides({ role, generator }: ClaimTest): boolean {
  return role !== 'robustness' || generator;
}

function judgeTest({ id, tests }: Claim, index: number, trials: Cohort): JudgedTest {
  const test = tests[index]!;
  const { role, under, task, methods, metric } = test;
  const measured = methods.map((method) => measure(test, method, trials));
  const missing = measured.filter((one) => typeof one === 'string');
  const estimates = measured.filter((one) => typeof one !== 'string');
  const decision = missing.length > 0 || estimates.length === 0 ? null : decide(estimates, test);
  const ends = decision?.interval;
  const line: TestLine = {
    ...{ claim: id, test: index + 1, role, under, task, methods, metric },
    ...askedOf(test),
    ...{ value: tidy(decision?.value), low: tidy(ends?.low), high: tidy(ends?.high), n: decision?.n ?? null },
    ...{ outcome: decision?.outcome ?? 'not judged', needed: decision?.needed ?? null, unit: unitOf(test, trials) },
    ...{ interval: decision?.by ?? '', adjusted: decision?.adjusted ?? null },
    reason: decision?.reason ?? ([...new Set(missing)].join('; ') || 'the test names no method'),
  };
  return { line, test, decision };
}

/** Without the last digits that a factor of 100 leaves; null for an end that is not there. */
function tidy(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(12));
}

/** Tests in the order of their groups' firsts. */
function grouped<T>(tests: readonly T[], line: (test: T) => TestLine): T[][] {
  const groups = new Map<string, T[]>();
  for (const test of tests) {
    const key = JSON.stringify([line(test).role, line(test).under]);
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()];
}

function groupsOf(judged: readonly JudgedTest[]): Group[] {
  return grouped(judged, ({ line }) => line).map((tests) => {
    const { role, under } = tests[0]!.line;
    const all = tests.map(({ test }) => test);
    return {
      ...{ role, under, outcome: together(tests.map(({ line }) => line.outcome)) },
      quote: all.find(({ quote }) => quote !== undefined)?.quote ?? '',
      generator: all.some(({ generator }) => generator),
      tests: tests.map(({ line }) => line),
    };
  });
}

/** What tests come to of which all must hold. */
function together(outcomes: readonly TestOutcome[]): TestOutcome {
  for (const outcome of ['not judged', 'fails', 'undecided'] as const) if (outcomes.includes(outcome)) return outcome;
  return 'holds';
}

/** Of tests that stand together any one may fail: what is not shown after correction for their number is undecided. */
function ofSeveral(judged: readonly JudgedTest[]): readonly JudgedTest[] {
  const open = new Map<JudgedTest, JudgedTest>();
  for (const tests of grouped(judged, ({ line }) => line)) {
    const { role } = tests[0]!.line;
    if (tests.length === 1 || role === 'robustness' || role === 'control') continue;
    for (const one of tests.filter(({ line }) => line.outcome === 'fails')) {
      const p = Math.min(1, tests.length * (one.decision?.fails ?? 1));
      const reason = `not after correction for ${tests.length} tests that stand together`;
      const undecided = p > level ? ({ outcome: 'undecided', reason } as const) : {};
      open.set(one, { ...one, line: { ...one.line, adjusted: p, ...undecided } });
    }
  }
  return judged.map((one) => open.get(one) ?? one);
}

/**
 * Where some conjuncts and readings hold and others fail, which of them do is a matter of several tests: what is not
 * shown after Holm's correction for their number is undecided.
 */
function corrected(judged: readonly JudgedTest[]): readonly JudgedTest[] {
  const decisive = judged.filter(({ line }) => line.role === 'stated' || line.role === 'reading');
  const groups = grouped(decisive, ({ line }) => line);
  const outcomes = groups.map((tests) => together(tests.map(({ line }) => line.outcome)));
  if (!(outcomes.includes('holds') && outcomes.includes('fails'))) return judged;
  const holds = holm(groups.map((tests) => Math.max(...tests.map(({ decision }) => decision?.holds ?? 1))));
  const fails = holm(
    groups.map((tests) => Math.min(1, tests.length * Math.min(...tests.map(({ decision }) => decision?.fails ?? 1)))),
  );
  const after = new Map<JudgedTest, JudgedTest>();
  groups.forEach((tests, g) => {
    const p = outcomes[g] === 'holds' ? holds[g]! : fails[g]!;
    if (outcomes[g] !== 'holds' && outcomes[g] !== 'fails') return;
    for (const one of tests.filter(({ line }) => line.outcome === outcomes[g])) {
      const reason = `not after correction for ${groups.length} conjuncts and readings`;
      const open = p > level ? ({ outcome: 'undecided', reason } as const) : {};
      after.set(one, { ...one, line: { ...one.line, adjusted: p, ...open } });
    }
  });
  return judged.map((one) => after.get(one) ?? one);
}

/** The first verdict that applies. */
function verdictOf(claim: Claim, groups: readonly Group[]): Verdict {
  const of = (role: Role) => groups.filter((group) => group.role === role);
  const [stated, readings, repairs] = [of('stated'), of('reading'), of('repair')];
  const generators = claim.invented === undefined ? [] : groups.filter(({ generator }) => generator);
  const any = (outcome: TestOutcome, ...among: readonly Group[]) => among.some((group) => group.outcome === outcome);
  const sentence = together(stated.map(({ outcome }) => outcome));
  if (stated.length === 0 || any('not judged', ...stated, ...readings, ...generators)) return 'not judged';
  if (of('control').some(({ tests }) => tests.some(({ outcome }) => outcome !== 'fails'))) return 'not judged';
  const data = sidesByData(groups, sentence, generators);
  const sides = (some: readonly (Group | null)[]) => some.map((group) => data.get(group) ?? new Set<string>());
  const failsAnyway = stated.length > 1 && sides(stated).some(allFail);
  if (sides(readings).some(differs) || (sides([...stated, null]).some(differs) && !failsAnyway))
    return 'not testable here';
  if (any('undecided', ...stated)) return 'undecided';
  const meanings = new Set([sentence, ...readings.map(({ outcome }) => outcome)]);
  if (meanings.has('holds') && meanings.has('fails')) return 'depends on the reading';
  if (meanings.has('undecided') || (any('undecided', ...generators) && !failsAnyway)) return 'undecided';
  if (sentence === 'holds') {
    const tuned = claim.calibrated !== undefined || (claim.chosenAfter !== undefined && !claim.renewed);
    return tuned ? 'reproduced by calibration' : 'reproduced';
  }
  const whatever = stated.filter((conjunct) => !differs(data.get(conjunct) ?? new Set()));
  if (any('holds', ...whatever)) return 'reproduced in part';
  if (any('holds', ...repairs)) return 'not as written, holds with a repair';
  return any('not judged', ...repairs) ? 'not judged' : 'not reproduced';
}

/**
 * What each conjunct and reading comes to on the data that were invented and on those of its generators: that whose
 * condition is theirs or begins it ("softmax, 30 samples"); null, the sentence as a whole, where there is none.
 */
function sidesByData(groups: readonly Group[], sentence: TestOutcome, generators: readonly Group[]) {
  const sides = new Map<Group | null, Set<string>>();
  for (const generator of generators) {
    const varied = variedBy(groups, generator.under) ?? null;
    const found = sides.get(varied) ?? new Set(varied === null ? [sentence] : sidesOf(varied));
    for (const side of sidesOf(generator)) found.add(side);
    sides.set(varied, found);
  }
  return sides;
}

/** Whether the data make a difference, as far as it is decided. */
function differs(sides: ReadonlySet<string>): boolean {
  return (sides.has('holds') && sides.has('fails')) || (sides.has('below') && sides.has('above'));
}

/** A conjunct that fails whatever the data: so does the sentence, whatever the others come to. */
function allFail(sides: ReadonlySet<string>): boolean {
  return sides.has('fails') && !sides.has('undecided') && !differs(sides);
}

/** The outcome; of a test that fails a band, also the side: data that give 0% and data that give 69% are not alike. */
function sidesOf({ outcome, tests: [only, ...others] }: Group): string[] {
  const { least, most, value } = only!;
  if (outcome !== 'fails' || others.length > 0 || least === null || most === null || value === null) return [outcome];
  return [outcome, value < least ? 'below' : 'above'];
}

/** Says when trials of the claim's tasks and methods came to no result, as the values are without them. */
function leftOut(claim: Claim, trials: Cohort): string {
  const places = new Set(claim.tests.flatMap((test) => cellsOfTest(test, trials.grid).map(placeKey)));
  const rows = [...places].flatMap((key) => trials.byPlace.get(key) ?? []);
  const count = rows.filter(({ status }) => !hasResult(status)).length;
  return count === 0 ? '' : `Without ${count} ${count === 1 ? 'trial' : 'trials'} that failed or ran out of time`;
}

function toldOf(line: TestLine): string {
  const role = line.role === 'stated' ? '' : `${line.role}: `;
  const value = line.value === null ? '' : `${Number(line.value.toPrecision(4))} `;
  return `${role}${testText(line)}: ${value}${line.outcome}`;
}
