import { load as parse } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { specSchema } from './json-schema.js';
import { fakeVocabulary, smallSpec } from './spec.fixture.js';

type Json = { [key: string]: Json };

const schema = specSchema(fakeVocabulary) as Json;
const accepts = (text: string): boolean => z.fromJSONSchema(schema as never).safeParse(parse(text)).success;

describe('the JSON Schema of specs', () => {
  it('is draft-07', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('accepts a spec', () => {
    expect(accepts(smallSpec)).toBe(true);
  });

  it.each([
    ['an unknown key', 'record:', 'recrod:'],
    ['an unknown component', 'name: lines', 'name: lnes'],
    ["another component's parameter", 'solver: munkres', 'temperature: 1'],
    ['a wrong type', 'k: 3', 'k: three'],
    ['a value out of bounds', 'C: 2', 'C: 11'],
    ['a missing key', '    k: 3\n', ''],
    ['a name with a slash', '  reg:\n', '  r/eg:\n'],
    ['a wrong value in quick', 'argmin: { trials: 1 }', 'argmin: { trials: no }'],
  ])('refuses %s', (_, old, replacement) => {
    expect(smallSpec.split(old)).toHaveLength(2);
    expect(accepts(smallSpec.replace(old, replacement))).toBe(false);
  });

  it('describes parameters and gives their defaults', () => {
    const lines = JSON.stringify(schema.definitions!.datasets);
    expect(lines).toContain('"n":{"description":"samples","default":90,"type":"integer","minimum":1}');
  });

  it('closes every mapping that has properties', () => {
    const open: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('properties' in value && 'type' in value && (value as Json).additionalProperties !== (false as never))
        open.push(path);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}/${key}`);
    };
    walk(schema, '');
    expect(open).toEqual([]);
  });
});
