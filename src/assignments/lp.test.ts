import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losses, tied } from '../arbitraries.fixture.js';
import type { PlainParameters } from '../components/contract.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { argmin } from './argmin.js';
import type { AssignmentRule } from './contract.js';
import { boundedAssignment } from './flow.js';
import { requireGlpk } from './glpk.js';
import { lap, lp } from './lp.js';

const problem = losses(tied, { n: 12, k: 4 });

async function labelsOf(rule: AssignmentRule, parameters: PlainParameters, loss: Matrix): Promise<Uint32Array> {
  const labels = new Uint32Array(loss.rows);
  (await bind(rule, parameters))(loss, stream(1), labels);
  return labels;
}

function total(loss: Matrix, labels: Uint32Array): number {
  return labels.reduce((sum, j, i) => sum + loss.data[i * loss.cols + j]!, 0);
}

describe('lp and lap', () => {
  it('lp without bounds is argmin: the same labels with flow, the same total with glpk', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async (loss) => {
        const least = await labelsOf(argmin, {}, loss);
        expect(await labelsOf(lp, {}, loss)).toEqual(least);
        expect(total(loss, await labelsOf(lp, { solver: 'glpk' }, loss))).toBe(total(loss, least));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('lap is lp with min and max at n / k, rounded down and up, whatever the solvers', async () => {
    const equal = { min: { ofEqual: 1 }, max: { ofEqual: 1 } };
    await fc.assert(
      fc.asyncProperty(problem, async (loss) => {
        const least = total(loss, await labelsOf(lap, {}, loss));
        expect(total(loss, await labelsOf(lp, equal, loss))).toBe(least);
        expect(total(loss, await labelsOf(lap, { solver: 'munkres' }, loss))).toBe(least);
        expect(total(loss, await labelsOf(lp, { ...equal, solver: 'glpk' }, loss))).toBe(least);
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('says what to do where glpk.js, which is optional, is not installed', () => {
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(dependencies)).not.toContain('glpk.js');
    const gone = () => {
      throw new Error("Cannot find module 'glpk.js/node'");
    };
    expect(() => requireGlpk(gone)).toThrow(
      new InputError(
        `solver glpk needs the package glpk.js, which is not installed: run \`npm install glpk.js@${optionalDependencies['glpk.js']}\` (GPL-3.0), or use solver: flow, which finds the same optimum`,
      ),
    );
    expect(() => requireGlpk()).not.toThrow();
  });

  it('boundedAssignment refuses counts that cannot hold', () => {
    for (const bounds of [
      { min: 3, max: 5 },
      { min: 0, max: 2 },
    ]) {
      const solve = () => boundedAssignment(matrix(5, 2), bounds, new Uint32Array(5));
      expect(solve).toThrow(new InputError(`sizes ${bounds.min}..${bounds.max} cannot hold for n = 5, k = 2`));
    }
  });
});
