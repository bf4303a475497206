/** What every registered assignment rule keeps to; a new entry is tested without a change here. */
import { describe, expect, it } from 'vitest';
import { faultOf } from '../components/conformance.js';
import type { Parameter } from '../components/contract.js';
import { bind, parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { stream } from '../math/random.js';
import { holdSizes, labelsOf, pulled, ruleChecks } from './conformance.js';
import type { AssignmentRule } from './contract.js';
import { assignmentRules } from './registry.js';

describe.each(assignmentRules.all.map((rule) => ({ rule, name: rule.name })))('$name', ({ rule }) => {
  it.each(ruleChecks)('$title', async (check) => {
    expect(await faultOf(check, rule)).toBeUndefined();
  });
});

it.each([{}, { solver: 'munkres' }])('lap %j makes clusters of equal size', async (parameters) => {
  for (const [n, k] of [
    [30, 3],
    [31, 4],
    [7, 1],
    [2, 5],
  ] as const) {
    const labels = (await labelsOf(assignmentRules.get('lap'), parameters, n, k))!;
    expect(() => holdSizes(labels, k, { low: 1, high: 1 })).not.toThrow();
  }
});

it('lp by glpk keeps its bounds', async () => {
  const parameters = { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 }, solver: 'glpk' };
  const labels = (await labelsOf(assignmentRules.get('lp'), parameters, 31, 4))!;
  expect(() => holdSizes(labels, 4, { low: 0.5, high: 1.5 })).not.toThrow();
});

/** The titles of the checks that a rule does not keep to. */
async function faults(rule: Partial<AssignmentRule>): Promise<string[]> {
  const whole: AssignmentRule = { ...assignmentRules.get('argmin'), name: 'broken', ...rule };
  const found = await Promise.all(ruleChecks.map(async (check) => [check.title, await faultOf(check, whole)] as const));
  return found.flatMap(([title, fault]) => (fault === undefined ? [] : [title]));
}

describe('a broken rule is caught', () => {
  const size = { kind: 'size', default: 0, about: 'a size bound' } as const;
  const within = (assign: (labels: Uint32Array, k: number, draw: () => number) => void): Partial<AssignmentRule> => ({
    bind: async () => (loss, rng, labels) => assign(labels, loss.cols, () => rng.next()),
  });

  it.each<[string, Partial<AssignmentRule>, RegExp]>([
    ['says little', { about: 'rule' }, /^says what/],
    [
      'refuses everything',
      {
        check() {
          throw new InputError('no');
        },
      },
      /^can assign/,
    ],
    ['gives labels beyond k', within((labels, k) => labels.fill(k)), /^gives each of n samples/],
    ['leaves samples out', within((labels) => labels.fill(0, 1)), /^gives each of n samples/],
    [
      'changes the losses',
      { bind: async () => (loss, _, labels) => void [loss.data.fill(0), labels.fill(0)] },
      /^leaves the losses/,
    ],
    ['draws from elsewhere', within((labels, k) => labels.set(labels.map(() => Math.random() * k))), /^gives the same/],
    [
      'remembers',
      (() => {
        let calls = 0;
        return within((labels, k) => labels.fill(calls++ % k));
      })(),
      /^gives the same/,
    ],
    [
      'ignores its bounds',
      { ...within((labels) => labels.fill(0)), parameters: { min: size, max: size } },
      /^keeps cluster sizes/,
    ],
    ['takes bounds that cannot hold', { parameters: { min: size, max: size } }, /^refuses bounds/],
  ])('that %s', async (_, rule, title) => {
    const found = await faults(rule);
    expect(found.some((one) => title.test(one))).toBe(true);
  });

  it('and one that is whole is not', async () => {
    expect(await faults({})).toEqual([]);
  });
});

function refused(parameter: Parameter): readonly unknown[] {
  const limits = 'min' in parameter && parameter.min !== undefined ? [parameter.min - 1] : [];
  const share =
    parameter.kind === 'size' ? [-1, 1.5, { share: 1.1 }, { share: -0.1 }, { ofEqual: Number.NaN }, {}] : [];
  return [...limits, ...share, Number.NaN, Infinity, 'no such value', [1], { share: 0.5, ofEqual: 1 }];
}

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
