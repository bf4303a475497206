/** Claims and tests for tests: what is not given is what a spec's defaults make it. */
import type { Claim, ClaimTest } from '../../experiment/claim-contract.js';

export function testOf(given: Partial<ClaimTest> & Pick<ClaimTest, 'methods' | 'metric'>): ClaimTest {
  const plain = { role: 'stated', under: '', generator: false, any: false, statistic: 'mean', at: {} } as const;
  return { ...plain, overSamples: false, task: 't', ...given };
}

export function claimOf(given: Partial<Claim> = {}): Claim {
  const said = { id: 'A', sentence: 'It is, "so".', section: '3', paper: 'about 20%', why: 'the reason', unit: '' };
  return { ...said, renewed: false, expected: 'reproduced', tests: [], ...given };
}
