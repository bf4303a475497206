import { expect, test } from 'vitest';
import { rendered } from './charts.fixture.js';
import { titled, titleOf } from './finding.js';
import { widthOf } from './font.js';
import { sheetWidth } from './theme.js';

const spec = rendered('lines');

test('a figure without a finding is as its chart made it', () => {
  expect(titled(spec, undefined)).toBe(spec);
});

test('a finding is the title above that of the chart, and begins the description', () => {
  const { title, description, ...rest } = titled(spec, { line: 'It holds: 20%' });
  const { title: own, description: told, ...same } = spec;
  const { text, subtitle } = own as { readonly text: string; readonly subtitle: readonly string[] };
  expect(title).toMatchObject({ text: ['It holds: 20%'], subtitle: [`${text}.`, ...subtitle] });
  expect(description).toBe(`It holds: 20%. ${told}`);
  expect(rest).toEqual(same);
});

test('the finding in a few words comes first', () => {
  expect(titleOf({ short: 'It holds', line: 'On 20%.' })).toBe('It holds. On 20%.');
  expect(titled(spec, { short: 'It holds', line: 'On 20%.' }).description).toBe(
    `It holds. On 20%. ${spec.description}`,
  );
});

test('a long finding is broken to lines that fit the sheet', () => {
  const { title } = titled(spec, { line: 'word '.repeat(60).trim() });
  const { text } = title as unknown as { readonly text: readonly string[] };
  expect(text.length).toBeGreaterThan(2);
  expect(text.join(' ')).toBe('word '.repeat(60).trim());
  for (const line of text) expect(widthOf(line, 15, true)).toBeLessThanOrEqual(sheetWidth - 40);
});
