/** What a reader has to know of a verdict beside it. */
import type { Claim, Role, TestOutcome, Verdict } from '../../experiment/contract.js';
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

/** A setting is robust where the test comes out as the sentence does. */
function robustness(groups: readonly Group[]): string[] {
  const outcomes = of(groups, 'stated').map(({ outcome }) => outcome);
  const [sentence] = outcomes.includes('fails') ? ['fails' as const] : outcomes;
  const swept = of(groups, 'robustness');
  const alike = swept.filter(({ outcome }) => outcome === sentence);
  const other = swept.filter(({ outcome }) => outcome !== sentence && (outcome === 'holds' || outcome === 'fails'));
  const open = swept.filter(({ outcome }) => outcome === 'undecided' || outcome === 'not judged');
  const list = (of: readonly Group[]) => of.map(({ under }) => under).join(', ');
  if (swept.length === 0) return [];
  const unsure = open.length > 0 ? `; not decided for ${list(open)}` : '';
  if (other.length === 0) return alike.length > 0 ? [`Robust over ${list(alike)}${unsure}`] : [];
  const only = alike.length > 0 ? `Only for ${list(alike)}; ` : '';
  return [`${only}otherwise (it ${other[0]!.outcome}) for ${list(other)}${unsure}`.replace(/^o/, 'O')];
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
