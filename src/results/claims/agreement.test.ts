import { describe, expect, it } from 'vitest';
import type { Claim } from '../../experiment/contract.js';
import { openResults } from '../results.js';
import { checkVerdicts } from './agreement.js';

const test = { under: '', task: 't', methods: ['m'], metric: 'error', statistic: 'mean', at: {}, atMost: 1 } as const;
const claims = ['A', 'B'].map((id): Claim => {
  return { id, sentence: 's', section: '1', paper: '1', expected: 'reproduced', why: '', tests: [test] };
});
const grid = [{ task: 't', method: 'm', sweep: {} }];

function check(csv: string | null): void {
  const trials =
    'trial_id,task,method,trial,seed,status,reason,iterations,converged,error\nt/m/0,t,m,0,1,ok,,1,true,0.5\n';
  const files: Readonly<Record<string, string | null>> = {
    'trials.csv': trials,
    'claims.csv': csv === null ? null : `id,verdict\n${csv}`,
  };
  const results = openResults({ name: 'own', where: 'results/own', text: (file) => files[file] ?? null });
  checkVerdicts(results, { claims }, [{ name: 'error', summary: 'mean' }], grid, 'moe run own');
}

describe('claims that were written', () => {
  it('pass where each has the verdict that its trials give', () => {
    expect(() => check('A,reproduced\nB,reproduced\n')).not.toThrow();
  });

  it.each([
    [
      'another verdict',
      'A,reproduced\nB,depends on\n',
      'claims.csv:3 says "depends on" of B, but its trials give "reproduced"; `moe run own` makes the file anew',
    ],
    ['another claim', 'A,reproduced\nC,reproduced\n', 'claims.csv:3 id must be "B", as in the spec; got "C"'],
    ['one too few', 'A,reproduced\n', 'claims.csv lacks claim B of the spec; `moe run own` makes the file anew'],
    ['none', null, 'claims.csv lacks claim A of the spec; `moe run own` makes the file anew'],
    [
      'one too many',
      'A,reproduced\nB,reproduced\nC,reproduced\n',
      'claims.csv:4 has a claim that is not in the spec; `moe run own` makes the file anew',
    ],
  ])('are refused with %s', (_, csv, message) => {
    expect(() => check(csv)).toThrow(`results/own/${message}`);
  });
});
