/**
 * Components from files and packages outside the project. A file is imported, and so runs with all rights of the
 * process: only the command line names files (`--use`), never a spec. What it exports is checked in shape here.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions, Plugin } from 'esbuild';
import type { Component, PlainParameters } from '../components/contract.js';
import { componentOf } from '../components/shape.js';
import { InputError, messageOf } from '../errors.js';
import { sha256 } from '../tables/file.js';
import { codeOf } from './behavior.js';
import { type Added, kinds } from './catalog.js';

/** A component of a file, of the shape of its kind. */
export interface Outside {
  /** As its `kind` says. */
  readonly kind: string;
  readonly registry: string;
  readonly component: Component;
  /** The name under which the file exports it. */
  readonly exported: string;
  /** File and export, as messages begin. */
  readonly where: string;
}

/** A file or package with components, as plain data: all that a worker needs to import the very same. */
export interface Used {
  /** As run.json has it: below the current folder its path, elsewhere its bare name; or the package's name. */
  readonly file: string;
  readonly url: string;
  /** Of its code, as behavior.ts has it. */
  readonly digest: string;
  /** Digests of the content of each file that it is made of, by absolute path. */
  readonly contents: Readonly<Record<string, string>>;
  /** Digests of the code of its components, by `registry/name`. */
  readonly behavior: Readonly<Record<string, string>>;
}

/**
 * Imports a file or a package.
 * @param named a path, or the name of a package that is found from the current folder.
 * @throws InputError for what cannot be found, read or imported, and for what is no component in shape.
 */
export async function loadOutside(
  named: string,
): Promise<{ readonly used: Used; readonly components: readonly Outside[] }> {
  const path = await locate(named);
  const code = (exported: string) =>
    codeOf(exported, `./${basename(path)}`, dirname(path)).catch((error: unknown) => {
      throw new InputError(`cannot read ${named}: ${faultOf(error)}`);
    });
  const { digest, files } = await code('*');
  const contents = Object.fromEntries(files.map((file) => [file, sha256(readFileSync(file))]));
  const url = pathToFileURL(path).href;
  const components = componentsIn(await importFile(url, named), named);
  if (components.length === 0) {
    throw new InputError(
      `${named} exports no component: an object with a kind, one of ${Object.keys(kinds).join(', ')}`,
    );
  }
  const behavior: Record<string, string> = {};
  for (const { registry, component, exported } of components) {
    behavior[`${registry}/${component.name}`] = (await code(exported)).digest;
  }
  checkContents({ file: named, contents });
  const local = relative('.', path).replaceAll('\\', '/');
  const place = local.startsWith('..') || isAbsolute(local) ? basename(path) : local;
  return { used: { file: isPath(named) ? place : named, url, digest, contents, behavior }, components };
}

/**
 * What a worker imports: the components of files that are as they were when they were loaded first.
 * @throws InputError for one that was changed since.
 */
export async function importAgain(used: readonly Used[]): Promise<Added> {
  const found: Outside[] = [];
  for (const one of used) {
    checkContents(one);
    found.push(...componentsIn(await importFile(one.url, one.file), one.file));
    checkContents(one);
  }
  return addedOf(found);
}

/** The components by the keys of their registries. */
export function addedOf(components: readonly Outside[]): Added {
  const added: Record<string, Component[]> = {};
  for (const { registry, component } of components) added[registry] = [...(added[registry] ?? []), component];
  // Their shapes are those of the contracts: `componentOf` looked.
  return added as Added;
}

/** The first thing that esbuild says, with its place. */
function faultOf(error: unknown): string {
  const { errors: [first] = [] } = error as Partial<BuildFailure>;
  if (first === undefined) return messageOf(error);
  const { location, text } = first;
  return location === null ? text : `${location.file}:${location.line}:${location.column + 1} ${text}`;
}

async function importFile(url: string, named: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const old = error instanceof SyntaxError && url.endsWith('.js');
    const hint = old
      ? '; if it is an ES module, call it .mjs, or put { "type": "module" } into a package.json beside it'
      : '';
    throw new InputError(`cannot import ${named}: ${messageOf(error)}${hint}`);
  }
}

/** The exports that are components, by what they have; helpers may be exported, too. */
function componentsIn(exports: Readonly<Record<string, unknown>>, named: string): Outside[] {
  const seen = new Set<unknown>();
  return Object.entries(exports).flatMap(([exported, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown, i): Outside[] => {
      if (typeof one !== 'object' || one === null || !('kind' in one || 'name' in one) || seen.has(one)) return [];
      seen.add(one);
      const where = `${named}: ${exported}${Array.isArray(value) ? `[${i}]` : ''}`;
      const found = componentOf(one as PlainParameters, where, kinds);
      return [{ ...found, component: checkedInWords(found.component), exported, where }];
    }),
  );
}

/** What a `check` of somebody who imports nothing from here throws is a message for the user, as are those of moe's own. */
function checkedInWords(component: Component & { readonly check?: unknown }): Component {
  const { check } = component;
  if (typeof check !== 'function') return component;
  const checked = (...given: readonly unknown[]): void => {
    try {
      check.apply(component, given);
    } catch (error) {
      throw error instanceof InputError ? error : new InputError(`${component.name}: ${messageOf(error)}`);
    }
  };
  return { ...component, check: checked } as Component;
}

/** @throws InputError where a file has another content by now. */
function checkContents({ file, contents }: Pick<Used, 'file' | 'contents'>): void {
  for (const [path, digest] of Object.entries(contents)) {
    if (existsSync(path) && sha256(readFileSync(path)) === digest) continue;
    const part = basename(path) === basename(file) ? '' : ` (its ${basename(path)})`;
    throw new InputError(`${file}${part} was changed since this run was planned`);
  }
}

const isPath = (named: string): boolean => /^\.{0,2}[\\/]|\.[cm]?[jt]s$/.test(named) || isAbsolute(named);

/** The file that is meant. */
async function locate(named: string): Promise<string> {
  if (!isPath(named)) return locatePackage(named);
  const path = resolve(named);
  if (!existsSync(path) || !statSync(path).isFile()) throw new InputError(`no file at ${named}`);
  if (/\.[cm]?ts$/.test(path)) throw new InputError(`${named} is TypeScript: compile it, and name the JavaScript`);
  return path;
}

/** As Node finds it for a module in the current folder. */
async function locatePackage(named: string): Promise<string> {
  const { build } = await import('esbuild');
  let found = '';
  const finder: Plugin = {
    name: 'finder',
    setup: ({ onStart, resolve: find }) =>
      onStart(async () => {
        const { path } = await find(named, { kind: 'import-statement', resolveDir: resolve('.') });
        found = path;
      }),
  };
  const nothing: BuildOptions = {
    stdin: { contents: '' },
    write: false,
    logLevel: 'silent',
    platform: 'node',
    conditions: [],
  };
  await build({ ...nothing, mainFields: ['main'], plugins: [finder] });
  if (found !== '') return found;
  throw new InputError(`no package ${named} is installed here, and no file has this name; a file is named by its path`);
}
