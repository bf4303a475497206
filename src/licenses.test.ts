/** What is told of the packages that we stand on is what is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const production = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);

/** The names of licenses in an expression such as `(MIT AND Zlib)`. */
const licensesIn = (expression: string): string[] => expression.replace(/[()]/g, '').split(/ (?:AND|OR|WITH) /);

it('the README names the licenses of all packages that an installation brings, and no other', () => {
  // What has no identifier is told in words: the fonts' own license.
  const inWords = { 'SEE LICENSE IN README.md AND LICENSE': "Bitstream Vera's and Arev's own" };
  const found = production.flatMap(([, { license = 'no license' }]) =>
    license in inWords ? inWords[license as keyof typeof inWords] : licensesIn(license),
  );
  const table = read('README.md')
    .split('\n## License\n')[1]!
    .matchAll(/^\| (?!license)([^|-].*?) \|/gm);
  const told = [...table].flatMap(([, names]) =>
    names!.replace(', with Zlib in its own dependency', ', Zlib').split(', '),
  );
  expect(told.toSorted()).toEqual([...new Set(found)].toSorted());
});

it('a package under a license that binds who distributes it is optional: moe runs without', () => {
  const binding = production.filter(([, { license }]) => /GPL|SSPL|CC-BY-NC/.test(license ?? 'GPL'));
  expect(binding.map(([path, { optional }]) => [path, optional])).toEqual([['node_modules/glpk.js', true]]);
});

it('dist/ has the copyright of each package whose code is in one of its bundles', () => {
  const maps = readdirSync(join(root, 'dist')).filter((file) => file.endsWith('.js.map'));
  const sources = maps.flatMap((file) => (JSON.parse(read(join('dist', file))) as { sources: string[] }).sources);
  const folders = new Set(sources.flatMap((source) => /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source) ?? []));
  expect(folders.size).toBeGreaterThan(5);
  const notices = read('dist/THIRD-PARTY-NOTICES.txt').replace(/\s+/g, ' ');
  for (const folder of folders) {
    const { name, version } = JSON.parse(read(join(folder, 'package.json'))) as { name: string; version: string };
    expect(notices).toContain(`${name} ${version}: `);
    const file = readdirSync(join(root, folder)).find((entry) => /^license(\.\w+)?$/i.test(entry))!;
    const [copyright] = /^.*Copyright.*$/m.exec(read(join(folder, file)))!;
    expect(notices).toContain(copyright.trim().replace(/\s+/g, ' '));
  }
});
