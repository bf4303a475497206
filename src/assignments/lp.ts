/** The rules that solve the linear programs of section 3.1 exactly: with bounded cluster sizes, and with equal ones. */
import { lapBy, lpBy, type Solver } from './bounded.js';
import { flow } from './flow.js';
import { glpkMemory, glpkSolver, requireGlpk } from './glpk.js';
import { munkres } from './munkres.js';

const glpk: Solver = { load: glpkSolver, memory: glpkMemory, require: requireGlpk };

export const lp = /* @__PURE__ */ lpBy({ flow, glpk });
export const lap = /* @__PURE__ */ lapBy({ flow, munkres });
