import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSpec } from '../../experiment/spec/read.js';
import { moe } from '../process.fixture.js';
import { vocabulary } from '../vocabulary.js';
import { specTemplate } from './init.js';

describe('moe init', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-init-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a spec that runs, comes out as its claims expect, and whose figures are drawn', () => {
    const { status, stdout, stderr } = moe(['init', 'first'], folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toBe('  wrote  first.yaml');
    expect([...stdout.matchAll(/moe \w+ first\.yaml/g)].map(([command]) => command.split(' ')[1])).toEqual([
      ...['run', 'plot', 'report', 'check'],
    ]);
    for (const quick of [[], ['--quick']]) {
      const run = moe(['run', 'first.yaml', '-j', '1', ...quick], folder);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      // A part of the trials judges nothing, and nothing is expected of it.
      expect(run.stdout).toMatch(quick.length > 0 ? /judges no claim/ : /3 claims: ✓ 3 reproduced; all as expected/);
      expect(run.stdout).not.toMatch(/\(expected:/);
    }
    const plotted = moe(['plot', 'first.yaml', '--format', 'json'], folder);
    expect(plotted).toEqual({
      status: 0,
      stdout: 'plots/first/lines.vl.json\nplots/first/sweep.vl.json\n',
      stderr: '',
    });
  });

  it('has a task of own data in its comments that runs once they are taken away', () => {
    const own = specTemplate('first').replace(/^( {2})# (own:|(?: {2}\S.*))$/gm, '$1$2');
    expect(Object.keys(parseSpec(own, 'first.yaml', vocabulary).tasks)).toEqual(['pieces', 'own']);
  });

  it('makes the folder it is told to, and says the paths from here', () => {
    const { stdout } = moe(['init', 'first', '--out', 'my specs'], folder);
    expect(stdout).toContain("  moe run 'my specs/first.yaml' ");
    expect(readFileSync(join(folder, 'my specs/first.yaml'), 'utf8')).toBe(specTemplate('first'));
  });

  it('says nothing with --quiet', () => {
    expect(moe(['init', 'first', '-q'], folder)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  describe('refuses, and writes nothing', () => {
    it.each([
      [['a/b'], /^moe: NAME must be a name: at most 64 letters, .*; got "a\/b"\n$/],
      [['..'], /NAME must be a name/],
      [['a: {b'], /NAME must be a name/],
      [['x'.repeat(65)], /NAME must be a name/],
      [['first.yaml'], /^moe: NAME is without \.yaml; got "first\.yaml" \(did you mean "first"\?\)\n$/],
      [['fixed-data'], /^moe: NAME must be a new one; "fixed-data" is .*experiments\/fixed-data\.yaml\n$/],
      [[], /missing required argument 'name'/],
      [['first', '--out', '/dev/null/x'], /^moe: cannot write \/dev\/null\/x: part of the path is a file/],
    ])('%j', (args, message) => {
      const { status, stdout, stderr } = moe(['init', ...args], folder);
      expect(stderr).toMatch(message);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(readdirSync(folder)).toEqual([]);
    });

    it('a file that is there', () => {
      writeFileSync(join(folder, 'first.yaml'), 'mine');
      const { status, stderr } = moe(['init', 'first'], folder);
      expect(stderr).toBe('moe: first.yaml exists already, and is not overwritten\n');
      expect(status).toBe(2);
      expect(readFileSync(join(folder, 'first.yaml'), 'utf8')).toBe('mine');
      expect(existsSync(join(folder, '.first.yaml'))).toBe(false);
    });
  });
});
