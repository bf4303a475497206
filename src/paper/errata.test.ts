import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errata, errataOf } from './errata.js';

const plain = (text: string) => text.replace(/[“”]/g, '"').replace(/’/g, "'").replace(/\s+/g, ' ');

describe('errata of the paper', () => {
  it('are those of docs/reproducing.md', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs/reproducing.md'), 'utf8');
    const section = plain(page.slice(page.indexOf('## Corrections to the paper')));
    for (const { text } of errata) expect(section).toContain(plain(text));
  });

  it('stand on the page of an experiment that they bear on, full or quick, and on no other', () => {
    const told = (names: readonly string[]) =>
      errataOf(names)
        .map(({ text }) => text)
        .join();
    expect(told(['fixed-data-quick'])).toContain('Boltzmann');
    expect(told(['fixed-data'])).not.toContain('Rockafellar');
    expect(errataOf(['own', 'sensitivity'])).toEqual([]);
  });
});
