import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSpec } from '../../experiment/spec/read.js';
import { listExperiments } from '../experiments.js';
import { moe } from '../process.fixture.js';
import { vocabulary } from '../vocabulary.js';

describe('committed specs', () => {
  it('experiments/schema.json is the output of `moe schema`', () => {
    expect(readFileSync('experiments/schema.json', 'utf8')).toBe(moe(['schema']).stdout);
  });

  it('experiments/study.schema.json is the output of `moe schema --study`', () => {
    expect(readFileSync('experiments/study.schema.json', 'utf8')).toBe(moe(['schema', '--study']).stdout);
  });

  const files = [...listExperiments()];

  it('are there', () => {
    expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['fixed-data', 'sensitivity']));
  });

  it.each(files)('%s parses and is called as its file, with and without --quick', (name, file) => {
    expect(readSpec(file, vocabulary).spec.name).toBe(name);
    expect(readSpec(file, vocabulary, { quick: true }).spec.name).toBe(`${name}-quick`);
  });

  it('together judge each of the claims F1..F10', () => {
    const ids = files.flatMap(([, file]) => readSpec(file, vocabulary).spec.claims.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(Array.from({ length: 10 }, (_, i) => `F${i + 1}`)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
