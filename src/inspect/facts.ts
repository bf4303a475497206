/** How a model was fitted, as the page and the terminal say it. */
import { counted } from '../counted.js';
import type { Settings } from '../fit/contract.js';
import type { Inspected } from './contract.js';
import { hasSteps } from './course/trace.js';
import { referenceText } from './words.js';

export type Fact = readonly [label: string, text: string];

export function factsOf(inspected: Inspected): readonly Fact[] {
  const { bound, plan, settings } = inspected;
  const { model } = bound;
  const { origin, target, expert, encoding } = model;
  const kind = target.kind === 'classes' ? `${target.labels.length} classes` : 'a number';
  const by = settings === null ? (model.gate?.reference ?? null) : settings.gate;
  const own: Fact[] = [
    ['target', `${target.name}, ${kind}`],
    ['inputs', counted(encoding.inputs.length, 'column')],
    ['experts', referenceText(settings?.expert ?? expert)],
    ['gate', by === null ? 'none: nobody decides about other rows' : referenceText(by)],
  ];
  if (origin === null || plan === null || settings === null) return [...own, ['origin', 'not learned from a table']];
  const { data, timed, versions } = origin;
  return [
    ['formula', plan.formula],
    ...own,
    ['method', `${methodText(inspected, settings)}; seed ${plan.seed}`],
    ...(plan.weights === '' ? [] : [['weights', plan.weights] as const]),
    ['rows', `${counted(data.rows, 'row')} of a table with SHA-256 ${data.sha256}`],
    [
      'by',
      `moe ${versions.moe} on Node ${versions.node}${timed ? ', to a time limit: another fit may end elsewhere' : ''}`,
    ],
  ];
}

/**
 * A plan leaves some of that to rows held out. What they chose is known where the fit was made again; else what they chose
 * from is.
 */
function methodText({ data, plan, bound }: Inspected, { method, tuned }: Settings): string {
  const found = data?.course ?? null;
  const course = found !== null && 'course' in found ? found.course : null;
  const chosen = tuned.length > 0 && bound.states.length > 1;
  if (!chosen || course !== null) {
    const once = course === null || hasSteps(course) ? '' : '; it fits its experts once, without steps to be shown';
    return `${referenceText(method)}${chosen ? ', as rows held out preferred' : ''}${once}`;
  }
  const { name, ...own } = method;
  const kept = Object.entries(own).filter(([key]) => !tuned.includes(key));
  const ways = [referenceText({ name, ...Object.fromEntries(kept) }), ...(plan?.beside ?? [])];
  const what = ways.length > 1 ? '' : `, ${tuned.join(' and ')}`;
  return `${ways.slice(0, -1).join(', ')}${ways.length > 1 ? ' or ' : ''}${ways.at(-1)}${what}, as rows held out preferred`;
}
