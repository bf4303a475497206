/** What every registered assignment rule keeps to; a new entry is tested without a change here. */

import { describe, expect, it } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import type { Parameter, PlainParameters } from '../components/contract.js';
import { bind, parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { stream, uniform } from '../math/random.js';
import type { AssignmentRule } from './contract.js';
import { assignmentRules } from './registry.js';

/** Values worth trying beside the default, made from the parameter's declaration. */
function variants(parameter: Parameter): readonly unknown[] {
  switch (parameter.kind) {
    case 'choice':
      return parameter.of;
    case 'flag':
      return [true, false];
    case 'number':
    case 'integer':
      return [parameter.min, parameter.max, parameter.default].filter((value) => value !== undefined);
    default:
      return [];
  }
}

function refused(parameter: Parameter): readonly unknown[] {
  const limits = 'min' in parameter && parameter.min !== undefined ? [parameter.min - 1] : [];
  const share =
    parameter.kind === 'size' ? [-1, 1.5, { share: 1.1 }, { share: -0.1 }, { ofEqual: Number.NaN }, {}] : [];
  return [...limits, ...share, Number.NaN, Infinity, 'no such value', [1], { share: 0.5, ofEqual: 1 }];
}

const cases = assignmentRules.all.flatMap((rule) => {
  const single = Object.entries(rule.parameters).flatMap(([key, parameter]) =>
    variants(parameter).map((value): PlainParameters => ({ [key]: value })),
  );
  return [{}, ...single].map((parameters) => ({
    rule,
    parameters,
    title: `${rule.name} ${JSON.stringify(parameters)}`,
  }));
});

const bounded = [
  { name: 'lp', parameters: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } }, low: 0.5, high: 1.5 },
  { name: 'lp', parameters: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 }, solver: 'glpk' }, low: 0.5, high: 1.5 },
  { name: 'lp', parameters: { min: { ofEqual: 1 }, max: { ofEqual: 1 } }, low: 1, high: 1 },
  { name: 'lap', parameters: {}, low: 1, high: 1 },
  { name: 'lap', parameters: { solver: 'munkres' }, low: 1, high: 1 },
];

const shapes = [
  [30, 3],
  [31, 4],
  [7, 1],
  [2, 5],
  [1, 1],
] as const;

/** Losses that pull towards the first experts, so that argmin alone would leave some empty. */
function pulled(n: number, k: number) {
  const rng = stream('conformance', n, k);
  return drawn(n, k, (at) => uniform(rng, -1, 1) + (at % k));
}

async function labelsOf(rule: AssignmentRule, parameters: PlainParameters, n: number, k: number, before: number) {
  const labels = new Uint32Array(n).fill(before);
  (await bind(rule, parameters))(pulled(n, k), stream('draw', n), labels);
  return labels;
}

describe.each(cases)('$title', ({ rule, parameters }) => {
  it.each(shapes)('gives n = %i samples labels 0..k-1, k = %i, over whatever the buffer held', async (n, k) => {
    const labels = await labelsOf(rule, parameters, n, k, 4_000_000_000);
    expect(labels.every((label) => label < k)).toBe(true);
    expect(await labelsOf(rule, parameters, n, k, 0)).toEqual(labels);
  });

  it('leaves the losses as they are and gives the same labels for the same seed, from call to call', async () => {
    const assign = await bind(rule, parameters);
    const loss = pulled(30, 3);
    const [first, second] = [new Uint32Array(30), new Uint32Array(30)];
    assign(loss, stream(3), first);
    assign(pulled(31, 4), stream(4), new Uint32Array(31));
    assign(loss, stream(3), second);
    expect(loss.data).toEqual(pulled(30, 3).data);
    expect(second).toEqual(first);
  });
});

describe.each(bounded)('$name $parameters', ({ name, parameters, low, high }) => {
  it.each(shapes)('keeps its bounds: n = %i, k = %i', async (n, k) => {
    const labels = await labelsOf(assignmentRules.get(name), parameters, n, k, 0);
    for (let j = 0; j < k; j++) {
      const size = labels.filter((label) => label === j).length;
      expect(size).toBeGreaterThanOrEqual(Math.floor((low * n) / k));
      expect(size).toBeLessThanOrEqual(Math.ceil((high * n) / k));
    }
  });
});

describe.each(assignmentRules.all.map((rule) => ({ rule, name: rule.name })))('$name', ({ rule }) => {
  it('says what it does and what its parameters do', () => {
    expect(rule.about).toMatch(/\w+ \w+/);
    for (const parameter of Object.values(rule.parameters)) expect(parameter.about).toMatch(/\w+ \w+/);
  });
});

const declared = assignmentRules.all.flatMap((rule) =>
  Object.entries(rule.parameters).map(([key, parameter]) => ({ rule, key, parameter, title: `${rule.name}.${key}` })),
);

describe.each(declared)('$title', ({ rule, key, parameter, title }) => {
  it.each(refused(parameter).map((value) => ({ value })))('refuses $value', async ({ value }) => {
    await expect(bind(rule, { [key]: value })).rejects.toThrow(InputError);
    await expect(bind(rule, { [key]: value })).rejects.toThrow(
      new RegExp(`^${title.replace('.', '\\.')}[.\\w]* must be`),
    );
  });
});

it('bounds that cannot hold for n and k are refused by check and when assigning', async () => {
  const rule = assignmentRules.get('lp');
  const parameters = parseParameters(rule, { min: 20 });
  expect(() => rule.check?.(parameters, 50, 3)).toThrow(
    new InputError('lp: k x min = 60 exceeds n = 50 (n = 50, k = 3)'),
  );
  expect(() => rule.check?.(parameters, 60, 3)).not.toThrow();
  const assign = await bind(rule, parameters);
  expect(() => assign(pulled(50, 3), stream(1), new Uint32Array(50))).toThrow(InputError);
});
