/** What every registered metric keeps to. A new entry is tested by being registered. */
import { describe, expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import { faultOf } from '../components/conformance.js';
import { parseParameters } from '../components/parameters.js';
import { datasets } from '../datasets/registry.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { methods } from '../methods/registry.js';
import { endedTrials, metricChecks } from './conformance.js';
import type { Metric } from './contract.js';
import { metricsFor } from './registry.js';

const metrics = metricsFor(assignmentRules.all);
const ended = endedTrials({ assignments: assignmentRules, datasets, experts, gates, methods });

describe.each(metrics.all.map((metric) => ({ metric, name: metric.name })))('$name', async ({ metric }) => {
  it.each(metricChecks(await ended))('$title', async (check) => {
    expect(await faultOf(check, metric)).toBeUndefined();
  });
});

describe('accuracy of what every rule makes of a learnt gate', async () => {
  const gated = (await ended).filter(({ has }) => has.includes('gate') && has.includes('classes'));

  it.each(gated.map((one, i) => [`${one.title} (${i})`, one] as const))('%s', async (_, { has, finished }) => {
    const trial = finished();
    const of = async (name: string) => {
      const metric = metrics.get(name);
      return metric.compute(trial, parseParameters(metric, {}));
    };
    for (const { name } of assignmentRules.all) {
      const accuracy = await of(`alpha_${name}`);
      expect(accuracy).toBeGreaterThanOrEqual(0);
      expect(accuracy).toBeLessThanOrEqual(1);
    }
    expect(await of('alpha_argmin')).toBe(await of(has.includes('test') ? 'test_accuracy' : 'train_accuracy'));
  });

  it('is tried on linear gates and networks, on gates that learn and those that do not', () => {
    expect(gated.length).toBeGreaterThan(4);
    expect(new Set(gated.map(({ finished }) => finished().learnt.model!.gate!.reference.name))).toEqual(
      new Set(['nearest-mean', 'softmax', 'mlp']),
    );
  });
});

describe('a broken metric is caught', () => {
  const whole: Metric = {
    name: 'sparse',
    about: 'whether the first sample has the first expert',
    parameters: {},
    needs: ['gate'],
    summary: 'share',
    better: 'none',
    unit: '1',
    compute: ({ learnt, model }) => (model?.gate ? Number(learnt.assignment[0] === 0) : null),
  };

  it.each<[string, Partial<Metric>, RegExp]>([
    ['is infinite', { summary: 'mean', compute: () => Number.POSITIVE_INFINITY }, /^gives a finite/],
    ['is a share of a half', { compute: () => 0.5 }, /^gives a finite/],
    ['is never anything', { compute: () => null }, /^gives a finite/],
    ['has a value without a gate', { compute: () => 1 }, /^has no value/],
    ['draws from elsewhere', { summary: 'mean', compute: () => Math.random() }, /^gives the same/],
    [
      'changes the assignment',
      {
        compute: ({ learnt }) => {
          learnt.assignment[0]!++;
          return null;
        },
      },
      /^gives the same/,
    ],
  ])('that %s', async (_, broken, title) => {
    const checks = metricChecks(await ended);
    const faults = await Promise.all(
      checks.map(async (check) => [check.title, await faultOf(check, { ...whole, ...broken })] as const),
    );
    expect(faults.filter(([name, fault]) => title.test(name) && fault !== undefined)).toHaveLength(1);
  });

  it('and one that is whole is not', async () => {
    for (const check of metricChecks(await ended)) expect(await faultOf(check, whole)).toBeUndefined();
  });
});
