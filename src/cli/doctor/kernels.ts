import { type Check, ok } from './contract.js';

export const kernels: Check = {
  name: 'kernels',
  about: 'sums over sparse rows, which mnist needs',
  optional: false,
  remedy: 'npm run build',
  async look() {
    const { loadKernels } = await import('../../math/kernels/load.js');
    loadKernels(new WebAssembly.Memory({ initial: 16 }));
    return ok('kernels.wasm loads');
  },
};
