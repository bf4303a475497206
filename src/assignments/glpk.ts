import { createRequire } from 'node:module';
import type { GLPK, LP } from 'glpk.js/node';
import type { Memory } from '../components/memory.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { type BoundedSolver, intoUnitRange, type SizeBounds } from './bounds.js';
import type { SampleClasses } from './contract.js';

/** The kind of row that holds a cluster's size; GLPK rejects a double bound whose ends are equal. */
function sizeType(glpk: GLPK, { min, max }: SizeBounds, n: number): number {
  if (min === max) return glpk.GLP_FX;
  if (min === 0) return max >= n ? glpk.GLP_FR : glpk.GLP_UP;
  return max >= n ? glpk.GLP_LO : glpk.GLP_DB;
}

/**
 * The linear program of section 3.1 with the size bounds that its text describes: alpha >= 0 in column i k + j, a row
 * per sample that sums to 1 (so alpha <= 1), a row per cluster that sums to its size; where there are bounds for each
 * class, a row per cluster and class that sums to at least that.
 */
function program(glpk: GLPK, n: number, k: number, bounds: SizeBounds, classes?: SampleClasses): LP {
  const column = (i: number, j: number) => ({ name: String(i * k + j), coef: 1 });
  const samples = Array.from({ length: n }, (_, i) => ({
    name: `sample${i}`,
    vars: Array.from({ length: k }, (_, j) => column(i, j)),
    bnds: { type: glpk.GLP_FX, lb: 1, ub: 1 },
  }));
  const sizes = Array.from({ length: k }, (_, j) => ({
    name: `size${j}`,
    vars: Array.from({ length: n }, (_, i) => column(i, j)),
    bnds: { type: sizeType(glpk, bounds, n), lb: bounds.min, ub: bounds.max },
  }));
  const { perClass: lb = 0 } = bounds;
  const members = (lb === 0 || classes === undefined ? [] : classes.labels).map((_, c) =>
    Array.from(classes!.of.keys()).filter((i) => classes!.of[i] === c),
  );
  const perClass = members.flatMap((own, c) =>
    Array.from({ length: k }, (_, j) => ({
      name: `class${c}size${j}`,
      vars: own.map((i) => column(i, j)),
      bnds: { type: glpk.GLP_LO, lb, ub: 0 },
    })),
  );
  const costs = Array.from({ length: n * k }, (_, q) => ({ name: String(q), coef: 0 }));
  return {
    name: 'assignment',
    objective: { direction: glpk.GLP_MIN, name: 'loss', vars: costs },
    subjectTo: [...samples, ...sizes, ...perClass],
  };
}

/** Reads each sample's expert off the solution, whose vertices are integral. */
function readLabels(alpha: Readonly<Record<string, number>>, n: number, k: number, labels: Uint32Array): void {
  for (let i = 0; i < n; i++) {
    let chosen = 0;
    for (let j = 0; j < k; j++) {
      if (alpha[i * k + j] <= 0.5) continue;
      labels[i] = j;
      chosen++;
    }
    if (chosen !== 1) throw new Error(`glpk gave sample ${i} to ${chosen} experts (n = ${n}, k = ${k})`);
  }
}

/** As package.json pins it. */
const version = '5.0.0';

/**
 * GLPK is GPL-3.0, so that some leave it out: it is an optional dependency.
 * @param resolve finds a package, or throws.
 * @throws InputError where it is not installed, with what to do.
 */
export function requireGlpk(resolve: (name: string) => unknown = createRequire(import.meta.url).resolve): void {
  try {
    resolve('glpk.js/node');
  } catch {
    throw new InputError(
      `solver glpk needs the package glpk.js, which is not installed: run \`npm install glpk.js@${version}\` ` +
        '(GPL-3.0), or use solver: flow, which finds the same optimum',
    );
  }
}

/** The program as objects, as glpk.js takes it, and as GLPK holds it: measured, bytes of a column. */
const columnBytes = 1800;

export function glpkMemory(n: number, k: number): Memory {
  return { bytes: columnBytes * n * k, why: `the linear program of ${n} x ${k} columns` };
}

/** What a program was built for. */
interface Built {
  readonly n: number;
  readonly k: number;
  readonly min: number;
  readonly max: number;
  readonly perClass: number | undefined;
  readonly classes: SampleClasses | undefined;
}
const keys = ['n', 'k', 'min', 'max', 'perClass', 'classes'] as const satisfies readonly (keyof Built)[];

/**
 * The paper's own way: a general solver (the simplex method of GLPK 5) on the linear program with its n k columns.
 * The program's structure is built once per shape and bounds. Losses count to about 1e-7 of the widest difference
 * between two losses of one sample. Slow beside `flow`: see `moe bench`. GLPK is loaded here only.
 * @throws InputError where it is not installed.
 */
export async function glpkSolver(): Promise<BoundedSolver> {
  requireGlpk();
  const glpk = await (await import('glpk.js/node')).default();
  let built: Built = { n: -1, k: -1, min: -1, max: -1, perClass: undefined, classes: undefined };
  let costs = new Float64Array(0);
  let lp: LP | undefined;
  return (loss, bounds, labels, classes) => {
    const { rows: n, cols: k } = loss;
    const { min, max, perClass } = bounds;
    const wanted: Built = { n, k, min, max, perClass, classes: perClass === undefined ? undefined : classes };
    if (lp === undefined || keys.some((key) => built[key] !== wanted[key])) {
      lp = program(glpk, n, k, bounds, classes);
      built = wanted;
      costs = new Float64Array(n * k);
    }
    solve(glpk, lp, loss, costs, labels);
  };
}

function solve(glpk: GLPK, lp: LP, loss: Matrix, costs: Float64Array, labels: Uint32Array): void {
  const { rows: n, cols: k } = loss;
  intoUnitRange(loss, costs);
  const { vars } = lp.objective;
  for (let q = 0; q < costs.length; q++) vars[q].coef = costs[q];
  const { status, vars: alpha } = glpk.solve(lp, { msglev: glpk.GLP_MSG_OFF }).result;
  if (status !== glpk.GLP_OPT) throw new Error(`glpk found no optimum: status ${status} (n = ${n}, k = ${k})`);
  readLabels(alpha, n, k, labels);
}
