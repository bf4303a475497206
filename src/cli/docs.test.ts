/** The README, docs/ and CONTRIBUTING say what is so: examples run, commands exist, numbers are those of the results. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load as parse } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  commandsOf,
  example,
  install,
  pages,
  run,
  shell,
  textOf,
  unknownIn,
  withTexts,
} from './docs.fixture.js';
import { moe, root } from './process.fixture.js';

describe('a page does what it says', () => {
  // Their readers stand in a clone, beside the committed results.
  const inClone = ['README.md', 'docs/reproducing.md'];
  it.each(pages)('%s', { timeout: 300_000 }, async (page) => {
    const folder = mkdtempSync(join(tmpdir(), 'moe-docs-'));
    try {
      install(folder, inClone.includes(page));
      const ran = blocksOf(page).map((block) => run(block, folder));
      expect(ran.flatMap(({ wrong }) => wrong)).toEqual([]);
      const now = ran.map(({ text }) => text);
      await expect(withTexts(page, now)).toMatchFileSnapshot(join(root, page));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('or is found out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'moe-docs-'));
    try {
      install(folder, false);
      const block = { page: 'page.md', line: 7, language: 'sh', marks: {} };
      expect(run({ ...block, text: 'moe list rules\n' }, folder).wrong).toEqual([]);
      expect(run({ ...block, text: 'moe list rulers\n' }, folder).wrong).toEqual([
        expect.stringMatching(/page\.md:7: exit code 2: .*rulers/),
      ]);
      const marks = { prints: 'lapp' };
      expect(run({ ...block, marks, text: 'moe list rules\n' }, folder).wrong).toEqual([
        expect.stringMatching(/does not print lapp/),
      ]);
      expect(run({ ...block, language: 'js', text: "throw new Error('no')\n" }, folder).wrong).toEqual([
        expect.stringMatching(/exit code 1/),
      ]);
      expect(run({ ...block, language: 'yaml', text: 'name: x\n' }, folder).wrong).toEqual([
        expect.stringMatching(/is no file/),
      ]);
      const shown = { ...block, language: 'console', text: '$ echo 1 in 2 s\n1 in 3.4 ms\n$ echo 2; false\n3\n4\n' };
      expect(run({ ...shown, marks: { exits: '1' } }, folder)).toEqual({
        wrong: [],
        text: '$ echo 1 in 2 s\n1 in 3.4 ms\n$ echo 2; false\n2\n',
      });
      expect(run(shown, folder).wrong).toEqual([expect.stringMatching(/page\.md:7: exit code 1: 2/)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('and what is not run says why', () => {
    const reasons = pages.flatMap(blocksOf).flatMap(({ page, marks }) => {
      return marks.shown === undefined ? [] : [`${page}: ${marks.shown}`];
    });
    expect(reasons).toMatchInlineSnapshot(`
      [
        "docs/engines.md: needs Slurm",
        "docs/engines.md: needs GNU parallel",
        "docs/faults.md: needs Redis",
        "docs/guarding.md: compares commits",
        "docs/machines.md: needs Slurm",
        "docs/machines.md: needs Redis",
        "docs/reproducing.md: compares with a commit",
      ]
    `);
  });
});

describe('a command in a page', () => {
  it.each(pages)('exists, with its flags: %s', (page) => {
    expect(commandsOf(page).flatMap((command) => unknownIn(command).map((what) => `${what} in: ${command}`))).toEqual(
      [],
    );
  });

  it('is found out where it does not', () => {
    expect(unknownIn('moe rum fixed-data')).toEqual(['rum']);
    expect(unknownIn('moe run fixed-data --fast -j 2 --quick')).toEqual(['--fast']);
    expect(unknownIn('moe submit inference --engine sge')).toEqual(['--engine sge']);
    expect(unknownIn('make reproduce-slowly')).toEqual(['reproduce-slowly']);
    expect(commandsOf('README.md').length + commandsOf('docs/machines.md').length).toBeGreaterThan(30);
  });
});

it.each(pages)('%s links to files and headings that are there', (page) => {
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
  const broken = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(([, path, part]) => {
    const target = path === '' ? page : join(dirname(page), path!);
    if (!existsSync(join(root, target))) return true;
    const headings = part === undefined ? [] : [...textOf(target).matchAll(/^#+ (.*)$/gm)];
    return part !== undefined && !headings.some(([, heading]) => anchor(heading!) === part);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

it('docs/claims.md tells of every claim what the committed results say, as make report writes it', {
  timeout: 300_000,
}, () => {
  const tables = [...textOf('docs/claims.md').matchAll(/<!-- claims: (.*?) -->\n([\s\S]*?)<!-- \/claims -->/g)];
  expect(tables.flatMap(([, names]) => names!.split(' ')).toSorted()).toEqual([
    'alternation',
    'constraints',
    'fixed-data',
    'inference',
    'sensitivity',
  ]);
  for (const [, names, table] of tables) {
    const { status, stdout, stderr } = moe(['export', ...names!.split(' '), '--table', 'claims']);
    expect([status, stderr]).toEqual([0, '']);
    expect(table).toBe(`\n${stdout}\n`);
  }
});

it('the README says what the committed results allow to be said, as make report writes it', {
  timeout: 300_000,
}, () => {
  const parts = [...textOf('README.md').matchAll(/<!-- (headline|findings): (.*?) -->\n([\s\S]*?)<!-- \/\1 -->/g)];
  expect(parts.map(([, what]) => what)).toEqual(['headline', 'findings']);
  for (const [, what, names, said] of parts) {
    const { status, stdout, stderr } = moe(['export', ...names!.split(' '), '--table', what!]);
    expect([status, stderr]).toEqual([0, '']);
    expect(said).toBe(`\n${stdout}\n`);
    expect(stdout).toContain('](plots/');
  }
});

it('the workflow for another repository runs there, and catches a changed number', { timeout: 300_000 }, () => {
  const other = mkdtempSync(join(tmpdir(), 'moe-other-'));
  try {
    install(other, false);
    const env = { GITHUB_STEP_SUMMARY: join(other, 'summary.md') };
    for (const block of blocksOf('docs/specs.md').filter(({ text }) => text.includes('houses.csv')))
      expect(run(block, other).wrong).toEqual([]);
    writeFileSync(join(other, 'experiment.yaml'), example('spec'));
    expect(shell('moe run experiment.yaml -q', other).stderr).toBe('');
    const { jobs } = parse(example('workflow')) as { jobs: { check: { steps: { run?: string }[] } } };
    const [installs, check] = jobs.check.steps.flatMap((step) => step.run ?? []);
    expect(installs).toBe('npm install --no-save ./sparse-moe-0.2.0.tgz');
    expect(shell(check!, other, env)).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### moe check: ✅ all as committed');
    const trials = join(other, 'results/houses/trials.csv');
    writeFileSync(trials, readFileSync(trials, 'utf8').replace(/(price\/softmax\/3,.*),[^,]*\n/, '$1,77\n'));
    expect(shell(check!, other, env).status).toBe(3);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(
      /results\/houses\/trials\.csv: price\/softmax\/3 error/,
    );
  } finally {
    rmSync(other, { recursive: true });
  }
});
