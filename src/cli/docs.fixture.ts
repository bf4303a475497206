/** The README's and docs/' code blocks, run as a reader would, and their commands, held to what the command line has. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Ended, moe, root } from './process.fixture.js';

/** What a comment above a block asks for. */
const marks = ['file', 'shown', 'exits', 'prints', 'example'] as const;
type Mark = (typeof marks)[number];

export interface Block {
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /**
   * `file: NAME` is written there instead of run; `shown: REASON` is not run; `exits: CODE` and `prints: TEXT` say what
   * comes of it; `example: NAME` is for a test of its own.
   */
  readonly marks: Readonly<Partial<Record<Mark, string>>>;
}

/** The pages whose commands are held to the command line, by their paths from the root. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

const fenced = /((?:^<!-- [^>]* -->\n)*)^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a page, in order. @throws for a comment above one that asks for nothing known. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(fenced)].map((found) => {
    const [, comments, language, body] = found;
    const asked = [...comments!.matchAll(/<!-- (\w+): (.*) -->/g)].map(([, mark, value]) => {
      if (!marks.some((known) => known === mark)) throw new Error(`${page}: a block cannot ask for "${mark}"`);
      return [mark!, value!];
    });
    const line = text.slice(0, found.index).split('\n').length + comments!.split('\n').length;
    return { page, line, language: language!, text: body!, marks: Object.fromEntries(asked) };
  });
}

/** The block of any page that is marked `example: NAME`. */
export function example(name: string): string {
  const found = pages.flatMap(blocksOf).filter(({ marks }) => marks.example === name);
  if (found.length !== 1) throw new Error(`${found.length} blocks are the example ${name}`);
  return found[0]!.text;
}

/** A folder in which `moe` and the library are installed, beside the committed results and data where a clone has them. */
export function install(folder: string, clone: boolean): void {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/sparse-moe'));
  symlinkSync('../sparse-moe/bin/moe.js', join(folder, 'node_modules/.bin/moe'));
  if (!clone) return;
  for (const own of ['results', 'docs/data']) cpSync(join(root, own), join(folder, own), { recursive: true });
}

/** Runs a shell script, `moe` in its path, until its first command that fails. */
export function shell(script: string, folder: string, env: Readonly<Record<string, string>> = {}): Ended {
  const path = `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    // Of a pipe from Node some builds of bash think that it is the network, and read a user's settings.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', PATH: path, ...env },
  });
  return { status, stdout, stderr };
}

const written = new Set(['yaml', 'csv', 'json']);

/** The targets of make need a clone's sources, and hours: they are held to the Makefile alone. */
const isMake = (text: string) => text.split('\n').every((line) => /^(make |\s*#|$)/.test(line));

/** What a block came to. */
export interface Ran {
  /** What is wrong with it; nothing where all is well. */
  readonly wrong: readonly string[];
  /** The block as it would be written now: a transcript with what its commands print. */
  readonly text: string;
}

/** Does what a block asks for. */
export function run(block: Block, folder: string): Ran {
  const { page, line, language, text, marks } = block;
  const where = `${page}:${line}`;
  if (marks.file !== undefined) {
    mkdirSync(dirname(join(folder, marks.file)), { recursive: true });
    writeFileSync(join(folder, marks.file), text);
    return { wrong: [], text };
  }
  if (marks.shown !== undefined || isMake(text)) return { wrong: [], text };
  if (language === 'console') return transcript(block, folder);
  if (!(language === 'sh' || language === 'js'))
    return { wrong: written.has(language) ? [`${where}: a block of ${language} is no file`] : [], text };
  const module = `block-${line}.mjs`;
  if (language === 'js') writeFileSync(join(folder, module), text);
  const ended = shell(language === 'js' ? `node ${module}` : text, folder);
  const said = `${ended.stderr}${ended.stdout}`;
  const unsaid = said.includes(marks.prints ?? '') ? [] : [`${where}: does not print ${marks.prints}: ${said}`];
  return { wrong: [...wrongExit(where, ended, marks.exits), ...unsaid], text };
}

const wrongExit = (where: string, { status, stdout, stderr }: Ended, wanted = '0'): string[] =>
  status === Number(wanted) ? [] : [`${where}: exit code ${status}: ${stderr}${stdout}`];

/** Runs the commands of a transcript, its lines that begin with `$ `, as on a terminal: all but the last must succeed. */
function transcript({ page, line, text, marks }: Block, folder: string): Ran {
  const steps = [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)];
  const wrong: string[] = [];
  const now = steps.map(([, command, told], step) => {
    const ended = shell(`exec 2>&1\n${command}`, folder, { COLUMNS: '100' });
    wrong.push(...wrongExit(`${page}:${line}`, ended, step === steps.length - 1 ? marks.exits : '0'));
    const printed = ended.stdout.replace(waiting, '');
    return `$ ${command}\n${timeless(printed) === timeless(told!) ? told : printed}`;
  });
  return { wrong, text: now.join('') };
}

/** How far a command is: told where it takes long. */
const waiting = /^INFO: \d+ of \d+ fits.*\n/gm;

/** What is told without how long it took. */
const timeless = (text: string): string => text.replace(/\bin [\d.]+ (?:µs|ms|s|min|h)\b/g, 'in TIME');

/** The page with other texts in its blocks, in order. */
export function withTexts(page: string, texts: readonly string[]): string {
  let at = 0;
  return textOf(page).replace(fenced, (_, comments, language) => `${comments}\`\`\`${language}\n${texts[at++]}\`\`\``);
}

/** The commands of `moe` and `make` in a text: in its blocks of shell and transcripts, and in code within sentences. */
export function commandsOf(page: string): string[] {
  const blocks = blocksOf(page).flatMap(({ language, text }) => {
    if (language === 'console') return [...text.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command!);
    return language === 'sh' || language === 'yaml' ? text.split('\n') : [];
  });
  const prose = textOf(page).replace(/^```[\s\S]*?^```$/gm, '');
  const code = [...prose.matchAll(/`([^`]+)`/g)].map(([, command]) => command!.replace(/\s+/g, ' '));
  return [...blocks, ...code].flatMap((text) =>
    [...text.replace(/(^|\s)#.*/, '').matchAll(/(?:^|[\s($`;])((?:moe|node bin\/moe\.js|make) [^|;&)"]*)/g)].map(
      ([, command]) => command!.replace('node bin/moe.js', 'moe').trim(),
    ),
  );
}

const helps = new Map<string, string>();

/** What `moe COMMAND --help` prints, of moe itself where there is no command. */
function helpOf(command: string): string {
  const known = helps.get(command) ?? moe([...(command === '' ? [] : [command]), '--help']).stdout;
  helps.set(command, known);
  return known;
}

const commandsIn = (help: string) => [...help.matchAll(/^ {2}(\w+) (?:\[options\]|<|\[)/gm)].map(([, name]) => name!);

/** Flags, long and short, with the values that they may have. */
function optionsIn(help: string): Map<string, readonly string[] | undefined> {
  // They may stand in several groups.
  const groups = help.split('\n\n').flatMap((part) => /^\w[\w ]*:\n( {2}-[\s\S]*)/.exec(part)?.slice(1) ?? []);
  return new Map(
    groups
      .join('\n')
      .split(/\n(?= {2}-)/)
      .flatMap((option) => {
        const choices = /\(choices: ([^)]*?)(?:, default.*)?\)/.exec(option.replace(/\s+/g, ' '))?.[1];
        const values = choices?.match(/(?<=")\w+(?=")/g) ?? undefined;
        return (/^\s*(?:(-\w), )?(--[\w-]+)?/.exec(option) ?? []).slice(1).flatMap((flag) => {
          return flag === undefined ? [] : [[flag, values] as const];
        });
      }),
  );
}

/** What a command names that there is not: a command of moe, its flags, the values of these, a target of make. */
export function unknownIn(command: string): string[] {
  const [program, ...words] = command.split(/\s+/);
  if (program === 'make') {
    const targets = words.filter((word) => /^[\w-]+$/.test(word));
    return targets.filter((target) => !new RegExp(`^${target}:`, 'm').test(textOf('Makefile')));
  }
  const everywhere = optionsIn(helpOf(''));
  const name = words.find((word) => !word.startsWith('-')) ?? '';
  if (/^[A-Z]+$/.test(name)) return [];
  if (name !== '' && !commandsIn(helpOf('')).includes(name)) return [name];
  const options = optionsIn(helpOf(name));
  return words.flatMap((word, at) => {
    const flag = /^(--?[a-zA-Z][\w-]*)/.exec(word)?.[1];
    if (flag === undefined) return [];
    const values = options.get(flag);
    const value = words[at + 1] ?? '';
    if (!options.has(flag) && !everywhere.has(flag)) return [word];
    return values === undefined || values.includes(value) || /^([A-Z]+)?$/.test(value) ? [] : [`${flag} ${value}`];
  });
}
