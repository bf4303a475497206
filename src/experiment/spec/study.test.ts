import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { parseSpec } from './read.js';
import { fakeVocabulary, smallSpec } from './spec.fixture.js';
import { readStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'study-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = parseSpec(
  smallSpec.replace('methods: [argmin] }]\nclaims', 'finding: "{F1}" }]\nclaims'),
  's.yaml',
  fakeVocabulary,
);
const specs = { names: ['small'], spec: () => spec };

function read(text: string) {
  const path = join(folder, 'study.yaml');
  writeFileSync(path, text);
  try {
    return readStudy(path, specs);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
}

describe('a study', () => {
  it('names the paper, what was found and the figures that show it', () => {
    const paper = { title: 'On lines', authors: ['A. B.', 'C. D.'], year: 2018, url: 'https://example.org/a.pdf' };
    const text = `paper: ${JSON.stringify(paper)}\nheadline: "All {small: F1}"\nrests: [small/F1]\nfindings: [small/figure1]`;
    expect(read(text)).toEqual({
      paper,
      headline: {
        text: ['All ', { written: '{small: F1}', experiment: 'small', claim: 'F1' }],
        rests: [{ experiment: 'small', claim: 'F1' }],
      },
      findings: [{ experiment: 'small', figure: 'figure1' }],
    });
  });

  it('may say as little as it knows', () => {
    expect(read('findings: []')).toEqual({ findings: [] });
  });

  it.each([
    [
      'headlin: x',
      'study.yaml:1:1 unknown key "headlin" (did you mean "headline"?); allowed: paper, headline, rests, findings',
    ],
    ['paper: { title: x }', 'study.yaml:1:1 paper.authors is missing; it must be a list of one or more names'],
    [
      'paper: { title: x, authors: [y], url: "javascript:alert(1)" }',
      'study.yaml:1:39 paper.url must be an address of http or https; got "javascript:alert(1)"',
    ],
    ['headline: "{F1}"', 'study.yaml:1:11 headline: {F1} must name its experiment first, as in {fixed-data: F1}'],
    ['headline: "{smal: F1}"', 'study.yaml:1:11 headline: {smal: F1} must name an experiment, one of small'],
    [
      'headline: "{small: F3}"',
      'study.yaml:1:11 headline: {small: F3} must name a claim, one of F1; got "F3" (did you mean "F1"?)',
    ],
    ['rests: [small/F1]', 'study.yaml:1:8 rests is of a headline, which is missing'],
    ['headline: x\nrests: [F1]', 'study.yaml:2:9 rests[0] must be experiment/claim; got "F1"'],
    [
      'findings: [smal/figure1]',
      'study.yaml:1:12 findings[0] must be one of small; got "smal" (did you mean "small"?)',
    ],
    [
      'findings: [small/figure2]',
      'study.yaml:1:12 findings[0] must be one of figure1; got "figure2" (did you mean "figure1"?)',
    ],
    ['findings: small/figure1', 'study.yaml:1:11 findings must be'],
  ])('%s is refused', (text, message) => {
    expect(read(text)).toContain(message);
  });
});
