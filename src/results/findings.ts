/** What was found, in a sentence: its numbers filled in from results, and whether these allow it to be said at all. */
import { spoken } from '../documents/numbers.js';
import { InputError } from '../errors.js';
import { type Verdict, verdictGroups } from '../experiment/claim-contract.js';
import type { Spec } from '../experiment/contract.js';
import type {
  Bars,
  CellQuantity,
  ClaimName,
  ClaimQuantity,
  CountQuantity,
  FigureFinding,
  Finding,
  Quantity,
} from '../experiment/finding-contract.js';
import type { Run } from './provenance.js';
import type { Results } from './results.js';
import { placeKey } from './summary.js';

/** The results of one experiment, as findings quote them. */
export interface Quoted {
  readonly spec: Spec;
  readonly run: Pick<Run, 'options'>;
  readonly results: Pick<Results, 'folder' | 'lines'>;
  /** The unit of a metric as it is registered. */
  unitOf(metric: string): string;
}

/** The results that a sentence is of. */
export interface Evidence {
  /** Of an experiment, where the sentence is of several; undefined where there are none. */
  of(experiment: string | undefined): Quoted | undefined;
  /** Of all experiments that claims are counted in; undefined where some are missing. */
  readonly all?: readonly Quoted[] | undefined;
}

/** What a figure shows, its numbers filled in. */
export interface Found {
  /** In a few words. */
  readonly short?: string;
  /** In a sentence, with its numbers. */
  readonly line: string;
  readonly bars?: FoundBars;
}

/** Numbers to stand beside each other, from 0, with what they are said as. */
export interface FoundBars {
  readonly of: string;
  readonly from: readonly FoundBar[];
}

export interface FoundBar {
  readonly label: string;
  readonly value: number;
  readonly told: string;
  /** It is the paper's, not ours. */
  readonly printed?: true;
}

/** What a figure shows; undefined where its sentence does not stand. @throws InputError as `sentenceOf`. */
export function foundOf({ short, bars, ...finding }: FigureFinding, evidence: Evidence): Found | undefined {
  const line = sentenceOf(finding, evidence);
  if (line === undefined) return undefined;
  return {
    ...(short === undefined ? {} : { short }),
    line,
    ...(bars === undefined ? {} : { bars: barsOf(bars, evidence) }),
  };
}

function barsOf({ of, paper, from }: Bars, evidence: Evidence): FoundBars {
  const ours = from.map(({ label, value }) => ({ label, ...numberOf(value, evidence) }));
  if (paper === undefined) return { of, from: ours };
  const told = `${paper}${ours[0]!.told.endsWith('%') ? '%' : ''}`;
  return { of, from: [{ label: 'the paper', value: paper, told, printed: true }, ...ours] };
}

/**
 * The sentence, numbers filled in; undefined where it does not stand: a claim that it rests on came out otherwise, or one
 * of the experiments is not there as a whole.
 * @throws InputError where the results lack a number of the sentence.
 */
export function sentenceOf({ text, rests }: Finding, evidence: Evidence): string | undefined {
  const quoted = [...rests, ...text.filter((part) => typeof part !== 'string')].flatMap(
    (part): readonly (Quoted | undefined)[] =>
      'count' in part ? (evidence.all ?? [undefined]) : [evidence.of(part.experiment)],
  );
  if (quoted.some((one) => one === undefined || !isWhole(one))) return undefined;
  if (!rests.every((claim) => isAsExpected(claim, evidence.of(claim.experiment)!))) return undefined;
  return text
    .map((part) => (typeof part === 'string' ? part : numberOf(part, evidence).told))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function isWhole({ spec, run: { options } }: Quoted): boolean {
  return spec.whole === undefined && options.trials === null && Object.keys(options.filter).length === 0;
}

function isAsExpected({ claim }: ClaimName, { spec, results }: Quoted): boolean {
  const expected = spec.claims.find(({ id }) => id === claim)?.expected;
  return results.lines('claims.csv').some(({ id, verdict }) => id === claim && verdict === expected);
}

interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether it is in percent. */
  readonly percent: boolean;
}

function numberOf(quantity: Quantity, evidence: Evidence): Pick<FoundBar, 'value' | 'told'> {
  if ('count' in quantity) {
    const value = countOf(quantity, evidence.all!);
    return { value, told: String(value) };
  }
  const quoted = evidence.of(quantity.experiment)!;
  const { value, low, high, percent } = 'claim' in quantity ? judged(quantity, quoted) : measured(quantity, quoted);
  const fail = (lack: string) => new InputError(`${quoted.results.folder}: ${quantity.written} ${lack}`);
  if (value === null) throw fail('has no value there');
  if (quantity.as === 'rest' && !percent) throw fail('is no share, of which |rest could be taken');
  const rest = quantity.as === 'rest';
  const said = rest ? 100 - value : value;
  const number = spoken(said, low, high);
  return {
    value: quantity.as === 'size' ? Math.abs(said) : said,
    told: `${quantity.as === 'size' ? number.replace('−', '') : number}${percent ? '%' : ''}`,
  };
}

function countOf({ count }: CountQuantity, experiments: readonly Quoted[]): number {
  const claims = experiments.flatMap(({ results, spec }) =>
    spec.claims.length === 0 ? [] : results.lines('claims.csv'),
  );
  const groups: Readonly<Record<string, readonly Verdict[]>> = verdictGroups;
  const counted = groups[count] ?? [count];
  return count === 'all' ? claims.length : claims.filter(({ verdict }) => counted.includes(verdict as Verdict)).length;
}

function judged({ claim, test }: ClaimQuantity, { results }: Quoted): Measured {
  const line =
    test === undefined
      ? results.lines('claims.csv').find(({ id }) => id === claim)
      : results.lines('tests.csv').find((one) => one.claim === claim && one.test === test);
  return line === undefined ? none : { ...line, percent: /^%( |$)/.test(line.unit) };
}

const none: Measured = { value: null, low: null, high: null, percent: false };

function measured(place: CellQuantity, { results, unitOf }: Quoted): Measured {
  const { metric, statistic } = place;
  const lines = results.lines(metric === 'seconds' ? 'timings_summary.csv' : 'summary.csv');
  const line = lines.find((one) => one.metric === metric && placeKey(one) === placeKey(place));
  if (line === undefined) return none;
  const percent = unitOf(metric).startsWith('share ');
  const scaled = (value: number | null) => (value === null ? null : value * (percent ? 100 : 1));
  const interval =
    statistic === 'mean' ? { low: scaled(line.low), high: scaled(line.high) } : { low: null, high: null };
  return { value: scaled(line[statistic]), ...interval, percent };
}
