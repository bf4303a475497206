import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms from the ground up. Each may import those that stand before it, and `contract.ts` alone where that is said. */
const rooms = [
  '.',
  'components',
  'math',
  'tables',
  'environments',
  'datasets',
  'experts',
  'assignments',
  'gates',
  'model',
  'methods',
  'metrics',
  'experiment',
  'fit',
  'export',
  'documents',
  'results',
  'guard',
  'charts',
  'paper',
  'runner',
  'report',
  'inspect',
  'cli',
  'bench',
] as const;
type Room = (typeof rooms)[number];

/** Rooms that may not be seen at all, although they stand below. */
const never: Readonly<Partial<Record<Room, readonly Room[]>>> = {
  documents: [
    'environments',
    'datasets',
    'experts',
    'assignments',
    'gates',
    'model',
    'methods',
    'metrics',
    'experiment',
    'fit',
  ],
  charts: ['guard', 'documents'],
  paper: ['guard', 'documents'],
  runner: ['guard', 'documents', 'charts', 'paper'],
  report: ['runner', 'paper'],
  inspect: ['runner', 'paper', 'guard', 'results'],
  bench: ['paper'],
};

/** Rooms of which only the contract may be seen from the given place. */
const contractOnly: Readonly<Partial<Record<Room, readonly Room[]>>> = {
  experts: ['datasets'],
  methods: ['datasets', 'experts', 'assignments', 'gates'],
  results: ['experiment', 'metrics'],
  guard: ['experiment', 'metrics'],
  charts: ['experiment', 'metrics'],
  paper: ['experiment', 'metrics'],
  report: ['experiment', 'metrics'],
};

const src = import.meta.dirname;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test|\.fixture|\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

const roomOf = (file: string) => dirname(file).split('/')[0] as Room;

const files = sources(src).map((path) => relative(src, path));
const imports = files.flatMap((file) => {
  const found = readFileSync(join(src, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, target]) => {
    const to = join(dirname(file), target!).replace(/\.js$/, '.ts');
    return { file, from: roomOf(file), to, into: roomOf(to) };
  });
});

describe('the house', () => {
  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has the rooms that are listed and no other', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual([...rooms].sort());
  });

  it('imports one way only', () => {
    // The library at the top re-exports what is public.
    const wrong = imports.filter(
      ({ file, from, into }) =>
        file !== 'index.ts' &&
        from !== into &&
        (rooms.indexOf(into) > rooms.indexOf(from) || never[from]?.includes(into)),
    );
    expect(wrong).toEqual([]);
  });

  it('lets some rooms be seen by their contract only', () => {
    const wrong = imports.filter(
      ({ from, into, to }) => contractOnly[from]?.includes(into) && !/(^|\/)(\w+-)?contract\.ts$/.test(to),
    );
    expect(wrong).toEqual([]);
  });

  it('has no two files that import each other, directly or round about', () => {
    const next = new Map<string, string[]>(files.map((file) => [file, []]));
    for (const { file, to } of imports) next.get(file)!.push(to);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      else if (!done.has(file)) for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('has every file that CONTRIBUTING.md and docs/architecture.md name', () => {
    const text = ['CONTRIBUTING.md', 'docs/architecture.md']
      .map((page) => readFileSync(join(src, '..', page), 'utf8'))
      .join('\n');
    const named = [...text.matchAll(/`((?:[a-z-]+\/)+[\w.-]+\.ts)`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(src, path)) && !existsSync(join(src, '..', path)))).toEqual([]);
  });
});
