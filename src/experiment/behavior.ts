/**
 * What a trial's key says of code: for each component a digest of what it does. Code is bundled with what it imports,
 * without what it does not use, and minified, so that a comment, the name of a local or another component changes
 * nothing, and a constant does. Packages count by their version, files beside the code (WASM) by their content.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import type { Reference } from '../components/contract.js';
import { registryOf } from '../components/kinds.js';
import { referencesOf } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { sha256 } from '../tables/file.js';
import { type Catalog, metricOf } from './catalog.js';
import type { Cell } from './contract.js';

/** The digests of the code of components, as trials' keys need them. */
export interface Behavior {
  /**
   * What computes: Node's major version and the architecture. Math.exp and its like are V8's own and may change with it,
   * and the same operations may round differently where compilers and processors fuse them.
   */
  readonly runtime: string;
  /** The digest of a component, `experts/linear`, or of `core`, which runs any trial. @throws where it is not known. */
  digestOf(component: string): string;
}

/** Of this process. */
export const runtime = `node ${process.versions.node.split('.')[0]} ${process.arch}`;

/** Digests from a table, such as that of a build. */
export function behaviorFrom(digests: Readonly<Record<string, string>>): Behavior {
  return {
    runtime,
    digestOf(component) {
      const digest = digests[component];
      if (digest === undefined) throw new InputError(`no digest is known of the code of ${component}`);
      return digest;
    },
  };
}

/** The components that a trial of the cell runs, as `registry/name`: those that it names, and those that they refer to. */
export function componentsOf(cell: Cell, catalog: Catalog): string[] {
  const below = (kind: string, reference: Reference): string[] => {
    const { name, parameters, runs = [`${kind}/${name}`] } = registryOf(kind, catalog).get(reference.name);
    const parts = referencesOf(parameters, reference, catalog).flatMap((part) => below(part.kind, part.reference));
    return [...runs, ...parts];
  };
  const asked = cell.metrics.flatMap((column) => below('metrics', metricOf(cell, column)));
  return [...below('datasets', cell.data), ...below('experts', cell.expert), ...below('methods', cell.learn), ...asked];
}

/** One digest of many: of all that a build or a run is made of. */
export function digestOfAll(digests: Readonly<Record<string, string>>): string {
  return sha256(JSON.stringify(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Code as it counts. */
export interface Code {
  readonly digest: string;
  /** Absolute paths of the files that it was made from. */
  readonly files: readonly string[];
}

/** All names of one or two letters that a variable can have: none of them is a keyword but these. */
const shortNames = (() => {
  const first = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$'];
  const two = first.flatMap((a) => [...first, ...'0123456789'].map((b) => a + b));
  return [...first, ...two].filter((name) => !['do', 'if', 'in'].includes(name));
})();

/** A statement that keeps these names from being given to anything else. */
const reserving = (names: readonly string[]): string => `globalThis.reserved=[${names.join()}]`;

/**
 * The code of an export of a file, or of all of them (`*`).
 * @param file relative to the folder.
 * @param own moe's: its packages are imported for what is used of them, and for nothing that they do when they are loaded.
 * @throws what esbuild says of code that it cannot read.
 */
export async function codeOf(name: string, file: string, folder: string, own = false): Promise<Code> {
  const { build } = await import('esbuild');
  const packages = new Map<string, Set<string>>();
  // Used, not exported: the source map does not tell the names of what is exported.
  const lines = `import ${name === '*' ? '* as code' : `{ ${name} as code }`} from ${JSON.stringify(file)};globalThis.used=code;`;
  const { metafile, outputFiles } = await build({
    ...bundled(lines + reserving(shortNames), folder, packages, own),
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs) as [Metafile['outputs'][string]];
  const files = Object.entries(output.inputs)
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && file !== '<stdin>')
    .map(([file]) => join(folder, file));
  const versions = output.imports.flatMap(({ path }) => [...(packages.get(path) ?? [])]);
  const beside = files.flatMap(filesBeside);
  const parts = [
    await withoutNames(outputFiles[0]!.text.replace(reserving(shortNames), '')),
    ...[...new Set(versions)].sort(),
    ...beside.map((file) => sha256(readFileSync(file))).sort(),
  ];
  return { digest: sha256(JSON.stringify(parts)), files: [...files, ...beside] };
}

/**
 * Minified code with its variables numbered as they come. esbuild gives the shortest names to the most used ones, by the
 * letters that are frequent in the sources, old names among them: without this a name that is not there any more can
 * still be seen. Only esbuild knows which words are variables. So it renames them once more, all of them, as those of the
 * first round have three letters and those of the second fewer, and its source map says where they are.
 */
async function withoutNames(minified: string): Promise<string> {
  const { transform } = await import('esbuild');
  const words = /[A-Za-z_$][\w$]*/g;
  const others = [...new Set(minified.match(words))].filter((word) => shortNames.includes(word));
  const options = { minify: true, sourcemap: 'external', format: 'esm', target: 'node20' } as const;
  const { code, map } = await transform(`${minified};${reserving(others)}`, options);
  const places = new SourceMap(JSON.parse(map) as SourceMapPayload);
  const numbers = new Map<string, number>();
  const lines = code.split('\n').map((line, row) =>
    line.replace(words, (word, column: number) => {
      const place = places.findEntry(row, column) as { generatedLine: number; generatedColumn: number; name?: string };
      const mapped = place.generatedLine === row && place.generatedColumn === column && place.name !== undefined;
      if (!mapped && !isLabel(line.slice(0, column), word, line.slice(column + word.length))) return word;
      if (!numbers.has(word)) numbers.set(word, numbers.size);
      return `variable${numbers.get(word)}`;
    }),
  );
  return lines.join('\n');
}

/** Labels and private names have short names of their own in both rounds, which may be the same ones. */
function isLabel(before: string, word: string, after: string): boolean {
  if (word.length > 2) return false;
  return /\b(?:break|continue) $|#$/.test(before) || /^:(?:for|while|do)\b/.test(after);
}

/** @param packages gets, for each import of a package, the versions that it stands for. */
function bundled(lines: string, folder: string, packages: Map<string, Set<string>>, own: boolean): BuildOptions {
  const outside: Plugin = {
    name: 'packages stay outside',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        if (!path.startsWith('node:')) {
          const versions = packages.get(path) ?? new Set();
          packages.set(path, versions.add(versionOf(path, resolveDir)));
        }
        return { path, external: true, ...(own ? { sideEffects: false } : {}) };
      });
    },
  };
  return {
    stdin: { contents: lines, resolveDir: folder, loader: 'js' },
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [outside],
  };
}

/** `name@version` of the package that an import from the folder finds. */
function versionOf(specifier: string, from: string): string {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(file)) return `${name}@${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
    if (folder === dirname(folder)) return name;
  }
}

/** Files that code finds by its own place: `new URL('./kernels.wasm', import.meta.url)`. */
function filesBeside(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/new URL\(\s*['"]([^'"]+)['"],\s*import\.meta\.url\s*\)/g);
  const paths = [...found].map(([, path]) => join(dirname(file), path!));
  return paths.filter((path) => existsSync(path) && statSync(path).isFile());
}

/** The folders of a source tree whose registry.ts lists components. */
const rooms = ['datasets', 'experts', 'assignments', 'gates', 'methods', 'metrics'];

/**
 * The digests of all components of a source tree, and of `core`, which runs any trial: for the build.
 * @param src the folder of the sources, below a folder where node_modules are found.
 */
export async function digestsOfSources(src: string): Promise<Record<string, string>> {
  const listed = rooms.flatMap((room) =>
    [
      ...readFileSync(join(src, room, 'registry.ts'), 'utf8').matchAll(/^import \{([^}]+)\} from '\.\/([^']+)\.js';/gm),
    ].flatMap(([, names, file]) =>
      names!
        .split(',')
        .map((name) => ({ room, name: name.trim(), from: `./${room}/${file}.ts` }))
        .filter(({ name }) => name !== '' && !name.startsWith('type ')),
    ),
  );
  const names = await componentNames(listed, src);
  const entries = [
    { id: 'core', name: 'trialRunner', from: './experiment/trial.ts' },
    ...listed.map(({ room, name, from }, i) => ({ id: `${room}/${names[i]}`, name, from })),
  ];
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ({ id, name, from }) => [id, (await codeOf(name, from, src, true)).digest] as const),
    ),
  );
}

/** What the exports call themselves; what makes components, such as a metric for every rule, goes by its export's name. */
async function componentNames(listed: readonly { readonly name: string; readonly from: string }[], src: string) {
  const { build } = await import('esbuild');
  const imports = listed.map(({ name, from }, i) => `import { ${name} as c${i} } from '${from}';`);
  const all = `export default [${listed.map((_, i) => `c${i}`).join(', ')}];`;
  const folder = mkdtempSync(join(dirname(src), 'components-'));
  try {
    const outfile = join(folder, 'all.mjs');
    const { outputFiles } = await build({
      ...bundled([...imports, all].join('\n'), src, new Map(), true),
      write: false,
    });
    writeFileSync(outfile, outputFiles[0]!.text);
    const found = (await import(pathToFileURL(outfile).href)) as {
      readonly default: readonly { readonly name: string }[];
    };
    return found.default.map((value, i) => (typeof value === 'function' ? listed[i]!.name : value.name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
