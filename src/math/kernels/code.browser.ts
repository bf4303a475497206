import code from '../../../dist/kernels.wasm';

/** The compiled kernels, which the bundle for browsers has inside. */
export function kernelsCode(): Uint8Array<ArrayBuffer> {
  return code;
}
