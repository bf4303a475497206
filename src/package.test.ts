/** What `npm pack` makes of the built tree, in an empty project: it is all there, its types hold, and its command runs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { example } from './cli/docs.fixture.js';

const root = join(import.meta.dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'moe-package-'));
const installed = join(project, 'node_modules/sparse-moe');
const { dependencies, optionalDependencies, files } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Readonly<Record<'dependencies' | 'optionalDependencies', Readonly<Record<string, string>>>> & {
  readonly files: readonly string[];
};

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The tarball unpacked, beside what it depends on: no registry is asked, and nothing of development is in reach. */
beforeAll(() => {
  const packed = run('npm', 'pack', root, '--ignore-scripts', '--silent', '--offline');
  expect(packed.status, packed.stderr).toBe(0);
  mkdirSync(installed, { recursive: true });
  const unpacked = run('tar', '-xzf', packed.stdout.trim(), '--strip-components=1', '-C', installed);
  expect(unpacked.status, unpacked.stderr).toBe(0);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
}, 120_000);
afterAll(() => rmSync(project, { recursive: true }));

it('the package has what it says, and nothing that only development needs', () => {
  expect(readdirSync(installed)).toEqual(expect.arrayContaining([...files, 'package.json']));
  expect(readdirSync(installed)).not.toEqual(expect.arrayContaining(['src']));
});

it("the README's snippet runs with what the package has", () => {
  writeFileSync(join(project, 'snippet.js'), example('library'));
  const { status, stdout, stderr } = run(process.execPath, 'snippet.js');
  expect([status, stderr]).toEqual([0, '']);
  const [town, country] = [...stdout.matchAll(/\d+\.\d+/g)].map(([number]) => Number(number));
  expect([town, country]).toEqual([expect.closeTo(500, -1), expect.closeTo(180, -1)]);
});

it('its types hold in a strict project, for Node and for bundlers, those of the package themselves, too', () => {
  writeFileSync(join(project, 'snippet.ts'), example('library'));
  writeFileSync(
    join(project, 'wrong.ts'),
    "import { fitMixture } from 'sparse-moe';\nawait fitMixture({ columns: { a: [true] } }, {});\n",
  );
  writeFileSync(
    join(project, 'kinds.ts'),
    [
      "import { fitMixture, type Method, modelOf } from 'sparse-moe';",
      "const options = { k: 2, expert: 'linear' };",
      'const numbers: Float64Array = (await fitMixture({ x: [[1]], y: [1] }, options)).predict([[1]]).prediction;',
      "const texts: string[] = (await fitMixture({ x: [[1]], y: ['a'] }, options)).predict([[1]]).prediction;",
      'export type Own = ReturnType<typeof modelOf> | Method | typeof numbers | typeof texts;',
    ].join('\n'),
  );
  const tsc = (file: string, module: string, resolution: string) =>
    run(
      process.execPath,
      join(root, 'node_modules/typescript/bin/tsc'),
      ...['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--target', 'es2022', '--types', ''],
      ...['--module', module, '--moduleResolution', resolution, file],
    );
  expect(tsc('snippet.ts', 'nodenext', 'nodenext')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(tsc('snippet.ts', 'esnext', 'bundler')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(tsc('kinds.ts', 'nodenext', 'nodenext')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(tsc('wrong.ts', 'nodenext', 'nodenext').stdout).toMatch(/wrong\.ts\(2,/);
}, 60_000);

it('its command runs: it fits a table and predicts', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 2 === 0 ? 3 * i : 200 - i},${i % 2 === 0 ? 'a' : 'b'}`);
  writeFileSync(join(project, 'table.csv'), `x,y,side\n${rows.join('\n')}\n`);
  const moe = (...args: readonly string[]) => run(process.execPath, join(installed, 'bin/moe.js'), ...args);
  const fit = moe('fit', 'table.csv', 'y ~ x | side', '--experts', '2', '--out', 'model.json', '--json');
  expect(fit.status, fit.stderr).toBe(0);
  expect(moe('predict', 'model.json', 'table.csv', '-o', 'out.csv').status).toBe(0);
  expect(readFileSync(join(project, 'out.csv'), 'utf8').split('\n')[0]).toBe(
    'prediction,expert,share,outside,stability',
  );
}, 60_000);
