import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each folder may import besides itself; CONTRIBUTING.md tells why. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  '.': ['assignments', 'environments', 'methods', 'math'],
  math: [],
  environments: ['math'],
  datasets: ['math', 'environments'],
  experts: ['math', 'datasets'],
  assignments: ['math'],
  gates: ['math'],
  methods: ['math', 'datasets', 'experts', 'assignments', 'gates'],
  experiment: ['math', 'environments', 'datasets', 'experts', 'assignments', 'gates', 'methods'],
  results: ['math', 'experiment'],
  charts: ['results', 'experiment'],
  report: ['charts', 'results', 'experiment'],
  runner: ['experiment', 'results', 'math'],
  cli: ['experiment', 'runner', 'results', 'charts', 'report', 'math'],
  bench: ['math', 'datasets', 'experts', 'assignments', 'gates', 'methods', 'experiment', 'results', 'charts', 'cli'],
};

/** Folders of which only the contract may be seen from the given place. */
const contractOnly: Readonly<Record<string, readonly string[]>> = {
  experts: ['datasets'],
  methods: ['datasets', 'experts', 'assignments', 'gates'],
  results: ['experiment'],
  charts: ['experiment'],
  report: ['experiment'],
};

const src = import.meta.dirname;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test|\.fixture|\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

const imports = sources(src).flatMap((file) => {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, target]) => {
    const to = relative(src, join(dirname(file), target!));
    return {
      file: relative(src, file),
      from: dirname(relative(src, file)).split('/')[0]!,
      to,
      into: dirname(to).split('/')[0]!,
    };
  });
});

describe('the house', () => {
  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('imports one way only', () => {
    const wrong = imports.filter(({ from, into }) => from !== into && into !== '.' && !mayImport[from]?.includes(into));
    expect(wrong).toEqual([]);
  });

  it('lets siblings see each other\u2019s contracts only', () => {
    const wrong = imports.filter(
      ({ from, into, to }) => contractOnly[from]?.includes(into) && !to.endsWith('contract.js'),
    );
    expect(wrong).toEqual([]);
  });
});
