/** The library in a stranger's page: bundled without anything for Node, it computes what it computes in Node. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile, startBrowser, withoutBrowser } from './browser.fixture.js';
import { fitMixture, saveMixture } from './index.js';

/**
 * Everything that the library exports, in use. `exact` computes by +, -, *, / and square roots alone, which are the same
 * everywhere; `close` by Math.exp, Math.log and such, too, of which each version of V8 has its own last digits.
 */
const stranger = `
import { assign, fitMixture, InputError, loadMixture, minimize, pendulum, saveMixture } from 'sparse-moe';

const n = 120;
const x = Array.from({ length: n }, (_, i) => [((37 * i) % 101) / 50 - 1, ((53 * i) % 97) / 48 - 1]);
const y = x.map(([a, b], i) => (i % 3 === 0 ? 2 * a - b : 1 + a) + ((29 * i) % 31) / 310);
const signs = x.map(([a, b]) => (a * b > 0.1 ? 'yes' : 'no'));
const columns = {
  a: Float64Array.from(x, ([a]) => a),
  place: x.map((_, i) => ['town', 'country', 'sea'][i % 3]),
  day: x.map((_, i) => (i === 7 ? null : new Date(Date.UTC(2020, 0, 1 + i)))),
  y,
};
const loss = x.map(([a, b]) => [a * a, b * b, (a - b) ** 2]);

async function told(fit, at) {
  const mixture = await fit;
  const text = saveMixture(mixture);
  const same = await loadMixture(text);
  const [one, other] = [mixture, same].map((each) => Object.values(each.predict(at)).map((list) => [...list]));
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error('what was saved predicts something else');
  return { text, predicted: one, assignment: [...mixture.assignment], objective: mixture.objective, report: mixture.report };
}

const regression = (options) => told(fitMixture({ x, y }, { k: 2, expert: 'linear', seed: 1, ...options }), x);
const classes = (expert, options) => told(fitMixture({ x, y: signs }, { k: 2, expert, seed: 1, ...options }), x);
const table = (options) => told(fitMixture({ columns }, { seed: 1, starts: 5, missing: 'mean', ...options }), columns);
const refusal = (doing) => doing.then(() => 'nothing', (error) => (error instanceof InputError ? 'InputError: ' : '') + error.message);

export async function run(trained) {
  const progress = [];
  const flat = { data: Float64Array.from(x.flat()), rows: n, cols: 2 };
  const exact = {
    matrix: await regression({ gate: 'tree' }),
    multistart: await regression({ method: { name: 'multistart', starts: 5 }, gate: 'nearest-mean' }),
    typed: saveMixture(await fitMixture({ x: flat, y: Float64Array.from(y) }, { k: 2, expert: 'linear', gate: 'tree', seed: 1 })),
    table: await table({ formula: 'y ~ a + day | place + a', k: 2, gate: 'tree', validate: '3fold', method: 'multistart',
      progress: ({ what, fits, starts }) => starts === null && progress.push(fits.done + ' of ' + fits.of + ': ' + what) }),
    flow: [...await assign('lp', loss, { min: 30, max: { share: 0.5 } })],
    munkres: [...await assign('lap', loss, { solver: 'munkres' })],
    nearest: [...minimize({
      objective: ([u, v]) => ({ value: (u - 2) ** 2 + (v - 1) ** 2, gradient: [2 * (u - 2), 2 * (v - 1)] }),
      constraints: ([u, v]) => ({ values: [u + v - 1], jacobian: [[1, 1]] }),
      kinds: ['le'],
      x0: [0, 0],
    }).x],
    progress,
  };
  const close = {
    softmax: (await regression()).objective,
    em: (await regression({ method: 'em' })).objective,
    direct: (await regression({ method: 'direct' })).objective,
    logistic: (await classes('logistic', { method: 'kmeans' })).objective,
    mlp: (await classes({ name: 'mlp', hidden: 3 }, { method: 'kmeans' })).objective,
    kernel: (await classes('kernel-logistic', { method: 'kmeans' })).objective,
    gated: (await table({ formula: 'y ~ a + day | place + a', k: '1..2' })).report.objective,
    losses: (await table({ formula: 'place ~ a + y', k: 2 })).report.objective,
    spin: pendulum.rollout(([, , speed]) => (speed < 0 ? -2 : 2), { episodes: 3, seed: 1 }).mean,
  };
  const trainedInNode = (await loadMixture(trained)).predict(x).prediction;
  const refusals = {
    svm: await refusal(fitMixture({ x, y: signs }, { k: 2, expert: 'rbf-svm' })),
    glpk: await refusal(assign('lp', loss, { solver: 'glpk' })),
  };
  return { exact, close, trainedInNode, refusals };
}
`;

interface Told {
  readonly exact: Readonly<Record<string, unknown>>;
  readonly close: Readonly<Record<string, number>>;
  readonly trainedInNode: readonly string[];
  readonly refusals: Readonly<Record<string, string>>;
}

const project = mkdtempSync(join(tmpdir(), 'moe-page-'));
const trained = await (async () => {
  const x = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const y = x.map(([a, b]) => (a! * b! > 0.1 ? 'yes' : 'no'));
  return saveMixture(await fitMixture({ x, y }, { k: 2, expert: 'rbf-svm', seed: 1 }));
})();
const start = `import { run } from './stranger.js';
const say = (text) => (globalThis.document ? (document.body.textContent = text) : console.log(text));
run(${JSON.stringify(trained)}).then((told) => say(JSON.stringify(told)), (error) => say(error.stack));`;

beforeAll(() => {
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(import.meta.dirname, '..'), join(project, 'node_modules/sparse-moe'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'stranger.js'), stranger);
  writeFileSync(join(project, 'start.js'), start);
});
afterAll(() => rmSync(project, { recursive: true }));

/** As a stranger bundles it: nothing but the platform is said. */
async function bundled(): Promise<string> {
  const { outputFiles, metafile } = await build({
    ...{ entryPoints: [join(project, 'start.js')], bundle: true, platform: 'browser', format: 'iife', minify: true },
    ...{ write: false, metafile: true, logLevel: 'silent' },
  });
  expect(Object.values(metafile!.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  return outputFiles![0]!.text;
}

describe.skipIf(withoutBrowser('src/browser.test.ts'))('in a browser', () => {
  it('the library computes what it computes in Node, under a policy without eval', async () => {
    const code = (await bundled()).replaceAll('</script', '<\\/script');
    const policy = `default-src 'none'; script-src 'sha256-${createHash('sha256').update(code).digest('base64')}' 'wasm-unsafe-eval'`;
    const page = join(project, 'page.html');
    writeFileSync(
      page,
      `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${code}</script>`,
    );
    const browser = await startBrowser();
    let there: Told;
    try {
      const watched = await openFile(browser, page);
      const told = (await watched.page.locator('body:not(:empty)').textContent()) ?? '';
      expect(told).toMatch(/^\{/);
      there = JSON.parse(told) as Told;
      expect(watched.problems).toEqual([]);
    } finally {
      await browser.close();
    }
    const node = spawnSync(process.execPath, ['start.js'], { cwd: project, encoding: 'utf8' });
    expect(node.stderr).toBe('');
    const here = JSON.parse(node.stdout) as Told;
    expect(there.exact).toEqual(here.exact);
    expect((there.exact.progress as string[]).at(-1)).toMatch(/^33 of 33: /);
    for (const [name, value] of Object.entries(here.close)) {
      expect(Math.abs(there.close[name]! / value - 1), name).toBeLessThan(1e-6);
    }
    expect(there.trainedInNode).toEqual(here.trainedInNode);
    expect(there.refusals).toEqual({
      svm: 'InputError: expert rbf-svm is not trained in a browser, as libsvm is not in this bundle; use kernel-logistic, or fit it in Node',
      glpk: 'InputError: solver glpk is not in the bundle for browsers; use solver: flow, which finds the same optimum',
    });
  }, 120_000);
});
