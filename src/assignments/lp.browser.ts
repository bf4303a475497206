/** In place of lp.ts in the bundle for browsers: GLPK is for Node. */
import { InputError } from '../errors.js';
import { lapBy, lpBy, type Solver } from './bounded.js';
import { flow } from './flow.js';
import { munkres } from './munkres.js';

function refuse(): never {
  throw new InputError('solver glpk is not in the bundle for browsers; use solver: flow, which finds the same optimum');
}

const glpk: Solver = { load: async () => refuse(), memory: flow.memory, require: refuse };

export const lp = /* @__PURE__ */ lpBy({ flow, glpk });
export const lap = /* @__PURE__ */ lapBy({ flow, munkres });
