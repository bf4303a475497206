/** What is known of a model's worth, each in a sentence: whether experts pay, who decides, how sure it is. */
import { counted } from '../counted.js';
import type { Tone } from '../documents/contract.js';
import { rounded } from '../documents/numbers.js';
import type { BySize, SizeEvidence } from '../fit/by-size.js';
import { isNeeded } from '../fit/pays.js';
import type { ModelTarget } from '../model/contract.js';
import type { Intervals, Trust } from '../model/trust-contract.js';
import type { Inspected } from './contract.js';
import { capitalized, lossWords, percent, scoreName } from './words.js';

export interface Verdict {
  readonly tone: Tone;
  /** In a word or two. */
  readonly name: string;
  readonly text: string;
}

export function verdictsOf(inspected: Inspected): readonly Verdict[] {
  const { bound, data } = inspected;
  const trust = bound.model.trust;
  const needed = trust?.needed ?? null;
  return [
    ...(bound.states.length === 1 && needed === null ? oneTold(data?.bySize ?? null) : payTold(inspected, needed)),
    ...(data?.bySize == null ? [] : gateTold(data.bySize, bound.states.length)),
    ...(trust === undefined ? [] : sureTold(trust, bound)),
  ];
}

/** Of a model of one expert: what more of them would give. */
function oneTold(bySize: BySize | null): Verdict[] {
  const others = bySize?.sizes.filter(({ k, score }) => k > 1 && score !== null) ?? [];
  const single = bySize?.sizes[0];
  if (bySize === null || single?.score == null || single.below === null || others.length === 0) return [];
  const best = others.reduce((a, b) => (b.score!.value > a.score!.value ? b : a));
  const text = `${capitalized(scoreName(bySize.metric))} on rows held out: ${single.score.value.toFixed(3)} with one, at best ${best.score!.value.toFixed(3)} with ${best.k}.`;
  return single.below.value <= single.below.error
    ? [{ tone: 'good', name: 'You do not need experts.', text: `One predicts as well as several. ${text}` }]
    : [{ tone: 'near', name: 'Several experts may pay.', text }];
}

/** Folds share what their fits were learned from, so that what they say is no test. */
const untested = ' No test was run: fit with --needed to see whether chance could give as much.';

function payTold({ data, bound }: Inspected, needed: Trust['needed']): Verdict[] {
  const scores = data?.bySize == null ? '' : scoresTold(data.bySize, bound.states.length);
  if (needed !== null) {
    const { p, simulations, gain, chance } = needed;
    const told = `Several save ${gain > 0 ? percent(gain) : 'nothing'} of one expert's loss on rows held out; of ${simulations} tables made from one expert 95% save at most ${percent(Math.max(0, chance))} (p = ${rounded(p, 2)}).`;
    return isNeeded(needed)
      ? [{ tone: 'good', name: 'Experts are needed.', text: `${told}${scores}` }]
      : [
          {
            tone: 'bad',
            name: 'You do not need experts.',
            text: `${told} That is no more than chance gives.${scores}`,
          },
        ];
  }
  const pays = data?.bySize?.pays;
  if (pays === undefined || pays === null) return [];
  return pays
    ? [
        {
          tone: 'good',
          name: 'Experts pay.',
          text: `They predict rows held out better than one does.${scores}${untested}`,
        },
      ]
    : [
        {
          tone: 'near',
          name: 'One expert would do.',
          text: `It predicts rows held out about as well.${scores}${untested}`,
        },
      ];
}

function scoresTold({ sizes, metric }: BySize, k: number): string {
  const scoreOf = (number: number) => sizes.find((size) => size.k === number)?.score?.value;
  const [own, single] = [scoreOf(k), scoreOf(1)];
  if (own === undefined || single === undefined) return '';
  return ` ${capitalized(scoreName(metric))} on rows held out: ${own.toFixed(3)} with ${k} experts, ${single.toFixed(3)} with one.`;
}

function gateTold({ sizes, likelihood }: BySize, k: number): Verdict[] {
  const split = sizes.find(
    (size): size is SizeEvidence & { split: object } => size.k === k && size.split !== null,
  )?.split;
  if (split === undefined || split === null || k === 1) return [];
  const { mean, parts, write } = lossWords[likelihood];
  const lost = split.gate > 0 ? (split.gate - split.oracle) / split.gate : 0;
  const text = `On the rows it was learned from the ${mean} is ${write(split.gate)} by its choice; with the best expert for each row it would be ${write(split.oracle)}. So ${percent(lost)} of the ${parts} are the gate's.`;
  return [{ tone: 'none', name: 'The gate.', text }];
}

function calibrated({ coverage, rows }: Intervals, kind: ModelTarget['kind']): Verdict {
  const by = `by ${counted(rows, 'row')} that nothing was learned from`;
  return kind === 'classes'
    ? {
        ...{ tone: 'good', name: 'Sets.' },
        text: `The classes that moe predict gives as a set have the true one of ${percent(coverage)} of new rows like these, ${by}.`,
      }
    : {
        ...{ tone: 'good', name: 'Intervals.' },
        text: `${percent(coverage)} of new rows like these lie within the intervals of moe predict, ${by}.`,
      };
}

function sureTold({ intervals, bootstrap }: Trust, { states, model }: Inspected['bound']): Verdict[] {
  const k = states.length;
  const { kind } = model.target;
  const out: Verdict[] = [];
  if (intervals !== null) out.push(calibrated(intervals, kind));
  if (bootstrap === null || k === 1) return out;
  const known = bootstrap.stability.filter((share) => share !== null);
  const least = Math.min(...known);
  const tone = least >= 0.9 ? 'good' : least >= 0.7 ? 'near' : 'bad';
  const share =
    least === 1 ? 'all the fits' : `at least ${percent(Math.floor(1000 * least) / 1000)} of the fits on average`;
  const text = `In ${bootstrap.resamples} fits to rows drawn anew, the rows of each expert stay with it in ${share}.`;
  return [...out, { tone, name: 'Stability.', text }];
}
