import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenArgument, chosenOption } from '../options.js';
import { moe } from '../process.fixture.js';
import { modelOf } from './model.js';

const shells = ['bash', 'zsh', 'fish'] as const;
const there = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
for (const shell of shells.filter((one) => !there(one))) {
  process.stderr.write(`SKIPPED syntax and use of the ${shell} completion: there is no ${shell}\n`);
}

describe('what can be completed', () => {
  const program = new Command('moe').option('-q, --quiet', 'say nothing');
  program
    .command('draw')
    .description('draws')
    .argument('[experiment...]')
    .option('--out <dir>', 'a folder')
    .option('-n, --count <n>', 'a number')
    .addOption(chosenOption('--format <list>', 'formats', ['a', 'b'], (text) => text));
  program.command('tell').addArgument(chosenArgument('[kind]', 'what', ['x']));
  program.command('bare');
  const { commands, flags } = modelOf(program, []);

  it('is the commands as they are defined, with the flags of the program', () => {
    expect(commands.map(({ name }) => name)).toEqual(['draw', 'tell', 'bare', 'help']);
    expect(flags.flatMap(({ names }) => names)).toEqual(['-q', '--quiet', '-h', '--help']);
    expect(commands[0]!.flags.flatMap(({ names }) => names)).toEqual([
      ...['--out', '-n', '--count', '--format', '-h', '--help', '-q', '--quiet'],
    ]);
  });

  it('follows from what a flag or an argument is called, or from its choices', () => {
    expect(commands.map(({ values }) => values)).toEqual([
      { kind: 'experiments' },
      { kind: 'words', words: ['x'] },
      null,
      { kind: 'words', words: ['draw', 'tell', 'bare', 'help'] },
    ]);
    expect(commands[0]!.flags.slice(0, 4).map(({ values }) => values)).toEqual([
      { kind: 'folders' },
      { kind: 'any' },
      { kind: 'words', words: ['a', 'b'] },
      null,
    ]);
  });
});

describe('moe completion', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-completion-'));
    mkdirSync(join(folder, 'experiments'));
    mkdirSync(join(folder, 'my dir'));
    for (const name of ['experiments/own.yaml', 'experiments/$(touch ran).yaml', 'local.yml']) {
      writeFileSync(join(folder, name), '');
    }
    for (const shell of shells) writeFileSync(join(folder, `moe.${shell}`), moe(['completion', shell]).stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(shells)('has every command of moe --help, for %s', (shell) => {
    const { status, stdout, stderr } = moe(['completion', shell]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const names = [...moe(['--help']).stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name!);
    expect(names).toContain('run');
    for (const name of names) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
    expect(stdout).toMatch(/retry-failed/);
  });

  it('refuses a shell that it does not know', () => {
    expect(moe(['completion', 'bsh'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'moe: shell must be one of bash, zsh, fish; got "bsh" (did you mean "bash"?)\n',
    });
    expect(moe(['completion'])).toMatchObject({ status: 2, stdout: '' });
  });

  describe.each(shells)('in %s', (shell) => {
    it.runIf(there(shell))('is a script without mistakes', () => {
      const { status, stderr } = spawnSync(shell, ['-n', join(folder, `moe.${shell}`)], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });
  });

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['moe pl', ['plot']],
    ['moe list g', ['gates']],
    ['moe run fi', ['fixed-data']],
    ['moe run o', ['own']],
    ['moe run l', ['local.yml']],
    ['moe run $', ['$(touch ran)']],
    ['moe run --retry', ['--retry-failed']],
    ['moe run --sh', ['--shard']],
    ['moe merge fi', ['fixed-data']],
    ['moe plot --format s', ['svg']],
    ['moe export own --out loc', ['local.yml']],
    ['moe run own --seed l', []],
  ];

  describe.runIf(there('bash'))('bash completes', () => {
    const complete = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _moe; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const completed = (line: string) => {
      const { stdout, stderr } = spawnSync('bash', ['-c', complete, join(folder, 'moe.bash'), ...line.split(' ')], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr.replaceAll(/.*compopt.*\n/g, '')).toBe('');
      return stdout.split('\n').filter((word) => word !== '');
    };

    it.each(cases)('%s', (line, words) => {
      expect(completed(line)).toEqual(words);
    });

    it('the program’s flags, folders with blanks, and commands after a flag', () => {
      expect(completed('moe --no')).toEqual(['--no-color']);
      expect(completed('moe run own --out my')).toEqual(['my dir']);
      expect(completed('moe -q lis')).toEqual(['list']);
    });
  });

  describe.runIf(there('fish'))('fish completes', () => {
    it.each(cases.filter(([line]) => !line.includes('$')))('%s', (line, words) => {
      const script = `source moe.fish; complete -C '${line}'`;
      const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { cwd: folder, encoding: 'utf8' });
      const found = stdout.split('\n').map((text) => text.split('\t')[0]!);
      expect(found.filter((word) => word !== '')).toEqual(words);
    });
  });

  it('runs nothing that a file is called', () => {
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});
