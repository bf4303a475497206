/** Compiles the kernels, src/math/kernels/*.as.ts, to dist/kernels.wasm: for the build, and before the tests. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'src/math/kernels';
const target = 'dist/kernels.wasm';

/** Also vitest's global setup; does nothing where the kernels are newer than their sources. */
export default async function buildKernels() {
  const filesOf = (from) =>
    readdirSync(from)
      .filter((name) => name.endsWith('.as.ts'))
      .sort()
      .map((name) => join(from, name));
  const sources = filesOf(folder); // what they export is called from outside; `inline` holds what they share
  const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const all = [...sources, ...filesOf(join(folder, 'inline'))];
  if (all.every((source) => statSync(source).mtimeMs < built)) return;
  mkdirSync('dist', { recursive: true });
  const { default: asc } = await import('assemblyscript/asc');
  const options = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const { error, stderr } = await asc.main([
    ...sources,
    '-o',
    target,
    ...options,
    '--importMemory',
    '--noExportMemory',
  ]);
  if (error) throw new Error(`${folder}: ${stderr.toString()}`, { cause: error });
}
