import { bind } from '../../components/parameters.js';
import { messageOf } from '../../errors.js';
import { matrix } from '../../math/matrix.js';
import { stream } from '../../math/random.js';
import { vocabulary } from '../vocabulary.js';
import { type Check, ok } from './contract.js';

/** Solvers that a licence may forbid: whoever leaves one out has `flow`, with the same optimum. */
const replaceable = ['glpk'];

/** A check of each solver of each rule that has a choice of them, on a 2 x 2 case. */
export const solvers: readonly Check[] = vocabulary.assignments.all.flatMap((rule) => {
  const { solver } = rule.parameters;
  if (solver?.kind !== 'choice') return [];
  return solver.of.map((name): Check => {
    const sizes = 'min' in rule.parameters ? { min: 1, max: 1 } : {};
    return {
      name: `${rule.name} by ${name}`,
      about: `rule ${rule.name} with solver: ${name}`,
      optional: replaceable.includes(name),
      remedy: replaceable.includes(name) ? 'npm ci, or use solver: flow' : 'npm ci',
      async look() {
        const loss = matrix(2, 2);
        loss.data.set([0, 1, 0, 3]);
        const labels = new Uint32Array(2);
        const assign = await bind(rule, { solver: name, ...sizes }).catch((error: unknown) => {
          throw new Error(`does not load: ${messageOf(error)}`);
        });
        assign(loss, stream('doctor'), labels);
        // One sample each: the first to the second expert costs 1, the other way round 3.
        if (labels.join() !== '1,0') throw new Error(`solves a 2 x 2 case wrongly: ${labels.join()} instead of 1,0`);
        return ok('solves a 2 x 2 case');
      },
    };
  });
});
