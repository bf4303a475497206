/** What a reader has to know of a verdict beside it. */
import { type Claim, isOf, type Role, type TestOutcome, type Verdict } from '../../experiment/claim-contract.js';
import type { TestLine } from './tables.js';

/** Tests of a role that stand together. */
export interface Group {
  readonly role: Role;
  readonly under: string;
  readonly outcome: TestOutcome;
  readonly quote: string;
  readonly generator: boolean;
  readonly tests: readonly TestLine[];
}

/** In this order: why there is no verdict, the spec's reason, what came out under what, what was tuned or left out. */
export function noteOf(claim: Claim, groups: readonly Group[], verdict: Verdict, omitted: string): string {
  const { why, calibrated, invented, chosenAfter, renewed } = claim;
  const fails = of(groups, 'stated').some(({ outcome }) => outcome === 'fails');
  const counts = fails ? ', which counts against this failure as it would against a success' : '';
  return [
    ...notJudged(claim, groups, verdict),
    why,
    ...conjuncts(groups),
    ...readings(groups),
    ...repairs(groups, fails),
    ...robustness(groups),
    ...(calibrated === undefined ? [] : [`Calibrated: ${calibrated}${counts}`]),
    ...(invented === undefined ? [] : [`Invented: ${invented}`]),
    ...(chosenAfter === undefined
      ? []
      : [`Chosen after: ${chosenAfter}${renewed ? '; judged on fresh draws' : counts}`]),
    omitted,
  ]
    .filter((sentence) => sentence !== '')
    .map((sentence) => (sentence.endsWith('.') ? sentence : `${sentence}.`))
    .join(' ');
}

function notJudged({ tests }: Claim, groups: readonly Group[], verdict: Verdict): string[] {
  if (verdict !== 'not judged') return [];
  if (tests.length === 0) return ['Not judged: the claim has no tests'];
  const reasons = groups.flatMap(({ role, generator, tests: lines }) =>
    role === 'robustness' && !generator
      ? []
      : lines.flatMap(({ outcome, reason }) => (outcome === 'not judged' ? [reason] : [])),
  );
  const passed = of(groups, 'control').flatMap(({ tests: lines }) =>
    lines.filter(({ outcome }) => outcome === 'holds' || outcome === 'undecided'),
  );
  const controls = passed.map(({ under, outcome }) =>
    outcome === 'holds' ? `its control passes${apart(under)}` : `its control is not shown to fail${apart(under)}`,
  );
  return [`Not judged: ${[...new Set([...reasons, ...controls])].join('; ')}`];
}

function conjuncts(groups: readonly Group[]): string[] {
  const stated = of(groups, 'stated');
  if (stated.length < 2) return undecided(stated);
  return [...listed(stated, 'holds', 'Holds'), ...listed(stated, 'fails', 'Fails'), ...undecided(stated)];
}

function undecided(groups: readonly Group[]): string[] {
  return groups
    .filter(({ outcome }) => outcome === 'undecided')
    .map((group) => `Undecided${group.under === '' ? '' : ` ${title(group.under)}`}: ${openOf(group)}`);
}

/** Why tests that stand together are undecided, and how many trials would decide. */
function openOf({ tests }: Group): string {
  const open = tests.filter(({ outcome }) => outcome === 'undecided');
  const needed = open.map((test) => test.needed);
  const enough = needed.includes(null) ? '' : `; about ${Math.max(...(needed as number[]))} trials would decide`;
  return `${[...new Set(open.map(({ reason }) => reason))].join(', ')}${enough}`;
}

function readings(groups: readonly Group[]): string[] {
  return of(groups, 'reading').map((group) => {
    const { under, quote, outcome } = group;
    return `Read as ${under} (“${quote}”): ${outcome}${outcome === 'undecided' ? `, ${openOf(group)}` : ''}`;
  });
}

function repairs(groups: readonly Group[], fails: boolean): string[] {
  if (!fails) return [];
  const tried = of(groups, 'repair');
  return [...listed(tried, 'holds', 'Holds with'), ...listed(tried, 'fails', 'Fails even with')];
}

/** The conjunct or reading that a condition varies: that whose condition is its own or begins it, or the only conjunct. */
export function variedBy(groups: readonly Group[], under: string): Group | undefined {
  const stated = of(groups, 'stated');
  const named = [...of(groups, 'reading'), ...stated].find((one) => isOf(one.under, under));
  return named ?? (stated.length === 1 ? stated[0] : undefined);
}

/** A setting is robust where the test comes out as its conjunct does, or as the sentence where it varies none of them. */
function robustness(groups: readonly Group[]): string[] {
  const stated = of(groups, 'stated');
  const sentence = stated.some(({ outcome }) => outcome === 'fails') ? 'fails' : stated[0]?.outcome;
  const swept = of(groups, 'robustness');
  const decided = swept.filter(({ outcome }) => outcome === 'holds' || outcome === 'fails');
  const same = ({ under, outcome }: Group) => outcome === (variedBy(groups, under)?.outcome ?? sentence);
  const alike = decided.filter(same).map(({ under }) => under);
  const other = decided.filter((group) => !same(group)).map(({ under, outcome }) => `${under} (${outcome})`);
  const open = swept.filter((group) => !decided.includes(group)).map(({ under }) => under);
  const only = other.length > 0 ? 'Only for' : 'Robust over';
  return [
    ...(alike.length > 0 ? [`${only} ${alike.join(', ')}`] : []),
    ...(other.length > 0 ? [`Otherwise for ${other.join(', ')}`] : []),
    ...(open.length > 0 ? [`Not decided for ${open.join(', ')}`] : []),
  ];
}

function listed(groups: readonly Group[], outcome: TestOutcome, heading: string): string[] {
  const found = groups.filter((group) => group.outcome === outcome).map(({ under }) => title(under));
  return found.length > 0 ? [`${heading}: ${found.join('; ')}`] : [];
}

function apart(under: string): string {
  return under === '' ? '' : ` (${under})`;
}

function title(under: string): string {
  return under === '' ? 'as it stands' : under;
}

function of(groups: readonly Group[], role: Role): Group[] {
  return groups.filter((group) => group.role === role);
}
