import { existsSync } from 'node:fs';
import { readBuild } from '../../runner/provenance.js';
import { type Check, ok } from './contract.js';

const files = ['main.js', 'worker.js', 'index.js', 'kernels.wasm', 'build.json'];

export const build: Check = {
  name: 'build',
  about: 'the command line, the worker and the library in dist/',
  optional: false,
  remedy: 'npm run build',
  look() {
    const missing = files.filter((file) => !existsSync(new URL(`./${file}`, import.meta.url)));
    if (missing.length > 0) throw new Error(`dist/ lacks ${missing.join(', ')}`);
    const { version, code } = readBuild(new URL('./build.json', import.meta.url));
    if (!/^[0-9a-f]{64}$/.test(code)) throw new Error('dist/build.json has no digest of the code');
    return ok(`moe ${version}, code ${code.slice(0, 12)}`);
  },
};
