import { expect, it } from 'vitest';
import { FREE, loadKernels } from './load.js';

it('keeps constants below FREE, and writes nothing else', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  loadKernels(memory);
  const bytes = new Uint8Array(memory.buffer);
  expect(bytes.subarray(0, FREE).some((byte) => byte !== 0)).toBe(true);
  expect(bytes.subarray(FREE).every((byte) => byte === 0)).toBe(true);
});
