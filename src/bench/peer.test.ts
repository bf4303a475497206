import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findPython } from './peer.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-peer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An interpreter that finds these versions, whatever it is asked. */
function interpreter(name: string, versions: Readonly<Record<string, string | null>>): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${JSON.stringify(versions)}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const bare = interpreter('bare', { numpy: '2.0', scipy: null, cvxopt: null });
const full = interpreter('full', { numpy: '1.24', scipy: '1.10', cvxopt: '1.3' });

test('the first interpreter that has all modules is taken, with their versions', () => {
  expect(findPython(['scipy', 'cvxopt'], ['/no/such/python3', bare, full])).toEqual({
    python: full,
    versions: ['1.10', '1.3'],
  });
  expect(findPython(['numpy'], [bare, full])).toEqual({ python: bare, versions: ['2.0'] });
});

test('modules that no interpreter has are named, and the Debian packages that bring them', () => {
  expect(findPython(['numpy', 'scipy', 'cvxopt'], ['/no/such/python3', bare])).toEqual({
    absent: 'python3 lacks scipy, cvxopt (apt-get install python3-scipy python3-cvxopt)',
  });
});

test('without an interpreter every package is named', () => {
  expect(findPython(['numpy', 'sklearn'], ['/no/such/python3'])).toEqual({
    absent: 'no python3 (apt-get install python3-numpy python3-sklearn)',
  });
});

test('an interpreter that fails is none', () => {
  const broken = join(folder, 'broken');
  writeFileSync(broken, '#!/bin/sh\nexit 127\n');
  chmodSync(broken, 0o755);
  expect(findPython(['scipy'], [broken])).toEqual({ absent: 'no python3 (apt-get install python3-scipy)' });
});
