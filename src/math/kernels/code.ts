import { existsSync, readFileSync } from 'node:fs';

/** The compiled kernels, from the file beside the bundle; of sources run as they are (tests), in the folder of the build. */
export function kernelsCode(): Uint8Array<ArrayBuffer> {
  // Written out, so that their content is found to be part of the code (experiment/behavior.ts).
  const places = [new URL('./kernels.wasm', import.meta.url), new URL('../../../dist/kernels.wasm', import.meta.url)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`kernels.wasm is missing beside ${import.meta.url}; run npm run build`);
  return readFileSync(found);
}
