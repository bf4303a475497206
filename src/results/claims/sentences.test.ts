import { describe, expect, it } from 'vitest';
import type { Claim, NotJudged } from '../../experiment/claim-contract.js';
import { sentencesOf } from './sentences.js';

const claim = (id: string, section: string, place?: number) =>
  ({ id, section, sentence: `says ${id}`, ...(place === undefined ? {} : { place }) }) as unknown as Claim;

const one = {
  spec: {
    name: 'one',
    claims: [claim('B', '3.10', 9), claim('A', '3.2', 4), claim('T', '4.4, Table 1', 1)],
    notJudged: [{ sentence: 'obvious', section: '3.2', place: 3, why: 'mathematics' }] as readonly NotJudged[],
  },
  claims: [{ id: 'A', verdict: 'reproduced' }],
} as const;
const two = {
  spec: { name: 'two', claims: [claim('C', '3.2, Figure 1'), claim('D', '3.2', 1)], notJudged: [] },
  claims: [],
};

const shown = (titles?: Readonly<Record<string, string>>) =>
  sentencesOf([one, two], titles).map(({ title, sentences }) => [
    title,
    ...sentences.map((each) => each.claim?.id ?? each.why),
  ]);

describe('the sentences of a paper', () => {
  it('stand by section as these are numbered, by place within, those without a place last', () => {
    expect(shown()).toEqual([
      ['3.2', 'D', 'mathematics', 'A', 'C'],
      ['3.10', 'B'],
      ['4.4', 'T'],
    ]);
  });

  it('have titles of their sections; what has a title of its own is one', () => {
    expect(shown({ '3.2': 'Lines', '4.4, Table 1': 'Table 1' }).map(([title]) => title)).toEqual([
      '3.2 Lines',
      '3.10',
      '4.4 Table 1',
    ]);
  });

  it('have the verdict of their claim, or none where it was not judged', () => {
    const verdicts = sentencesOf([one]).flatMap(({ sentences }) => sentences.map(({ claim: of }) => of?.verdict));
    expect(verdicts).toEqual([undefined, 'reproduced', 'not judged', 'not judged']);
  });
});
