import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { bind } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { fold, x, y } from './fixtures/smile.js';
import { loadLibsvm, readModel } from './libsvm.js';
import { rbfSvm } from './rbf-svm.js';

test('loading leaves fetch and the handlers of unhandled rejections as they were, when loads overlap too', async () => {
  const own = () => {};
  process.on('unhandledRejection', own);
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const handlers = process.listeners('unhandledRejection');
  const loads = [loadLibsvm(), loadLibsvm()];
  expect(Object.getOwnPropertyDescriptor(globalThis, 'fetch')).toEqual(fetch);
  expect(process.listeners('unhandledRejection')).toEqual(handlers);
  await Promise.all(loads);
  expect(process.listeners('unhandledRejection')).toEqual(handlers);
  process.off('unhandledRejection', own);
});

test('coefficients have opposite signs by label, sum to 0 and stay within C', async () => {
  const train = await loadLibsvm();
  const { support, coefficients, rho } = train([[0], [0.1], [3]], [-1, -1, 1], 0.5, 1);
  expect([...support].sort()).toEqual([0, 1, 2]);
  support.forEach((row, s) => {
    expect(Math.sign(coefficients[s]!)).toBe(row === 2 ? 1 : -1);
  });
  expect(coefficients.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
  expect(Math.max(...coefficients.map(Math.abs))).toBeLessThanOrEqual(0.5);
  expect(Number.isFinite(rho)).toBe(true);
});

test('a model whose positive label is -1 is turned round', () => {
  const text = (labels: string) =>
    `svm_type c_svc\ngamma 0.5\nrho -2.5e-3\nlabel ${labels}\nnr_sv 1 1\nSV\n0.25 1:7 2:8 \n-1e-05 1:9 2:3 \n`;
  const kept = readModel(text('1 -1'), [4, 2]);
  expect(kept).toEqual({ support: [4, 2], coefficients: Float64Array.of(0.25, -1e-5), rho: -2.5e-3 });
  const turned = readModel(text('-1 1'), [4, 2]);
  expect(turned).toEqual({ support: [4, 2], coefficients: Float64Array.of(-0.25, 1e-5), rho: 2.5e-3 });
});

test('the heap of the WASM module is flat over 5000 fits', async () => {
  const svm = await bind(rbfSvm);
  const wasm: { HEAP8: Int8Array } = createRequire(import.meta.url)('libsvm-js/out/wasm/libsvm');
  const samples = [0, 1, 2].map((index) => ({ x, y, rows: fold(index) }));
  const rng = stream('heap');
  for (const sample of samples) svm.fit(sample, rng);
  const before = wasm.HEAP8.length;
  for (let i = 0; i < 5000; i++) svm.fit(samples[i % 3]!, rng);
  expect(wasm.HEAP8.length).toBe(before);
});
