import { describe, expect, it } from 'vitest';
import type { Inspected } from './contract.js';
import { factsOf } from './facts.js';
import { inspectedOf, twoLines } from './inspected.fixture.js';

const methodOf = (inspected: Inspected): string | undefined =>
  factsOf(inspected).find(([label]) => label === 'method')?.[1];

describe('the method of a model', () => {
  it('is what its options leave to rows held out, where nothing says which they preferred', async () => {
    const { alone } = await inspectedOf(twoLines(60), { method: 'gated-alternating', rule: 'argmin', starts: 2 });
    const plan = { ...alone.plan!, beside: ['kmeans', 'model-tree'] };
    const tuned = { ...alone.settings!, tuned: ['method', 'lambda'] };
    expect(methodOf({ ...alone, plan, settings: tuned })).toBe(
      'gated-alternating (starts 2), kmeans or model-tree, as rows held out preferred; seed 3',
    );
    expect(methodOf({ ...alone, settings: { ...tuned, tuned: ['lambda'] } })).toBe(
      'gated-alternating (starts 2), lambda, as rows held out preferred; seed 3',
    );
    expect(methodOf({ ...alone, settings: { ...tuned, tuned: [] } })).toMatch(/^gated-alternating \([^)]*\); seed 3$/);
  });
});
