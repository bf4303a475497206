/** How a model was fitted, as the page and the terminal say it. */
import { counted } from '../counted.js';
import type { Inspected } from './contract.js';
import { referenceText } from './words.js';

export type Fact = readonly [label: string, text: string];

export function factsOf({ bound: { model }, plan, settings }: Inspected): readonly Fact[] {
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
    ['method', `${referenceText(settings.method)}, seed ${plan.seed}`],
    ...(plan.weights === '' ? [] : [['weights', plan.weights] as const]),
    ['rows', `${counted(data.rows, 'row')} of a table with SHA-256 ${data.sha256}`],
    [
      'by',
      `moe ${versions.moe} on Node ${versions.node}${timed ? ', to a time limit: another fit may end elsewhere' : ''}`,
    ],
  ];
}
