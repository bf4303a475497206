import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { behaviorFrom, codeOf, componentsOf, digestsOfSources } from './behavior.js';
import { catalogOf } from './catalog.js';

const root = join(import.meta.dirname, '..', '..');
type Digests = Readonly<Record<string, string>>;

describe('the digests of the code of components', () => {
  let copy: string;
  let before: Digests;
  beforeAll(async () => {
    // Not far away: compiled as it is here, with the packages that are here.
    copy = mkdtempSync(join(root, 'dist', 'behavior-'));
    cpSync(join(root, 'src'), join(copy, 'src'), {
      recursive: true,
      filter: (path) =>
        !/fixtures|\.test\.ts$|\/(cli|report|charts|paper|guard|bench)(\/|$)/.test(relative(root, path)),
    });
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    cpSync(join(root, 'dist', 'kernels.wasm'), join(copy, 'dist', 'kernels.wasm'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    before = await digestsOfSources(join(copy, 'src'));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  /** The components whose digest is another after the change, or that are new. */
  async function changed(file: string, change: (text: string) => string): Promise<string[]> {
    const path = join(copy, file);
    const text = readFileSync(path, 'latin1');
    try {
      const now = change(text);
      expect(now).not.toBe(text);
      writeFileSync(path, now, 'latin1');
      const after = await digestsOfSources(join(copy, 'src'));
      return Object.keys({ ...before, ...after }).filter((component) => before[component] !== after[component]);
    } finally {
      writeFileSync(path, text, 'latin1');
    }
  }

  it('are there for all that a cell can name', () => {
    const catalog = catalogOf();
    const digests = behaviorFrom(before);
    for (const metric of catalog.metrics.all) {
      const cell = {
        ...{ task: 't', method: 'm', sweep: {}, trials: 1, k: 2, metrics: [metric.name] },
        ...{ data: { name: 'smile' }, expert: { name: 'linear' }, learn: { name: 'single' } },
      };
      for (const component of componentsOf(cell, catalog))
        expect(digests.digestOf(component)).toMatch(/^[0-9a-f]{64}$/);
    }
    for (const kind of ['datasets', 'experts', 'assignments', 'gates', 'methods'] as const) {
      for (const { name } of catalog[kind].all) expect(digests.digestOf(`${kind}/${name}`)).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(() => digests.digestOf('experts/none')).toThrow('no digest is known of the code of experts/none');
  });

  it('stay as they are after a comment, a renamed local, and another component beside', async () => {
    expect(await changed('src/experts/linear.ts', (text) => `// A comment.\n${text}`)).toEqual([]);
    expect(await changed('src/math/random.ts', (text) => text.replaceAll('radius', 'sonorous'))).toEqual([]);
    expect(await changed('src/math/random.ts', (text) => text.replaceAll('parts', 'quiz'))).toEqual([]);
    expect(await changed('src/assignments/flow.ts', (text) => text.replaceAll(/\bhere\b/g, 'quiz'))).toEqual([]);
    const argmin = readFileSync(join(copy, 'src/assignments/argmin.ts'), 'utf8');
    writeFileSync(join(copy, 'src/assignments/another.ts'), argmin.replaceAll(/\bargmin\b/g, 'another'));
    const added = await changed('src/assignments/registry.ts', (text) =>
      `import { another } from './another.js';\n${text}`.replace('[argmin', '[another, argmin'),
    );
    expect(added).toEqual(['assignments/another']);
  });

  it('change with a constant, for the components that use it and no other', async () => {
    expect(await changed('src/experts/rbf-svm.ts', (text) => text.replace('default: 1', 'default: 2'))).toEqual([
      'experts/rbf-svm',
    ]);
    expect(await changed('src/experiment/trial.ts', (text) => text.replace('/ 1000', '/ 1001'))).toEqual(['core']);
    const adam = await changed('src/math/adam.ts', (text) => text.replace('beta2 = 0.999', 'beta2 = 0.998'));
    expect(adam).toContain('methods/direct');
    expect(adam.filter((component) => !component.startsWith('methods/'))).toEqual([]);
    expect(adam).not.toContain('methods/kmeans');
  });

  it('change with the kernels, for the components that use them', async () => {
    const kernels = await changed('dist/kernels.wasm', (text) => `${text} `);
    expect(kernels).toEqual(expect.arrayContaining(['methods/kmeans', 'experts/logistic', 'core']));
    expect(kernels).not.toContain('experts/rbf-svm');
  });
});

describe('the digest of code', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'behavior-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const digest = async () => (await codeOf('*', './own.js', folder)).digest;

  it('changes with the version of a package that it imports, and with a file that it finds beside it', async () => {
    write('own.js', "import { a } from 'pkg/part';\nexport const b = [a, new URL('./data.bin', import.meta.url)];\n");
    write('data.bin', '1');
    const digests = [await digest()];
    for (const version of ['1.0.0', '1.0.1']) {
      write('node_modules/pkg/package.json', JSON.stringify({ name: 'pkg', version }));
      digests.push(await digest());
    }
    write('data.bin', '2');
    digests.push(await digest());
    expect(new Set(digests).size).toBe(4);
    write('node_modules/other/package.json', JSON.stringify({ name: 'other', version: '1.0.0' }));
    expect(await digest()).toBe(digests.at(-1));
  });
});
