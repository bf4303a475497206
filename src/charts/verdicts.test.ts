import { describe, expect, it } from 'vitest';
import { type Verdict, verdictGroups, verdicts } from '../experiment/claim-contract.js';
import type { Section, Sentence } from '../results/claims/sentences.js';
import { toSvg } from './render.js';
import { groupsIn, unjudgedMark, verdictMap, verdictMarks, verdictsIn } from './verdicts.js';

const sentence = (n: number, verdict?: Verdict): Sentence => ({
  ...{ experiment: 'own', section: '1', sentence: `sentence ${n}`, place: n },
  ...(verdict === undefined ? { why: 'an aim' } : { claim: { id: `C${n}`, verdict } }),
});

const sections: readonly Section[] = [
  { title: '1 Introduction', sentences: [sentence(1), ...verdicts.map((verdict, v) => sentence(v + 2, verdict))] },
  { title: '2 Results', sentences: Array.from({ length: 23 }, (_, n) => sentence(n + 20, 'reproduced')) },
];
const spec = verdictMap(sections, 'On lines: every sentence, by verdict');

describe('the verdict map', () => {
  it('has a mark of its own for every verdict, and a fainter one for no claim', () => {
    const paths = [...verdicts.map((verdict) => verdictMarks[verdict].path), unjudgedMark.path];
    expect(new Set(paths).size).toBe(verdicts.length + 1);
  });

  it('counts verdicts, those that hold first', () => {
    expect(verdictsIn(sections).slice(0, 2)).toEqual([
      ['reproduced', 24],
      ['reproduced by calibration', 1],
    ]);
    expect(verdictsIn([{ title: '1', sentences: [sentence(1)] }])).toEqual([]);
  });

  it('groups them by what they come to: each verdict in one group, and in words', () => {
    expect(groupsIn(sections).map(({ told }) => told)).toEqual([
      '24 hold',
      '4 hold, qualified',
      '1 fails',
      '3 not decided',
    ]);
    expect(groupsIn(sections).flatMap(({ counts }) => counts)).toEqual(verdictsIn(sections));
    expect(Object.values(verdictGroups).flat().toSorted()).toEqual(verdicts.toSorted());
  });

  it('draws a mark a sentence, in lines of twenty, and says in words what it shows', async () => {
    const svg = await toSvg(spec, (warning) => {
      throw new Error(warning);
    });
    expect(svg).toContain('1 Introduction');
    expect(spec.description).toContain('1 Introduction: 1 reproduced, 1 reproduced by calibration, ');
    expect(spec.description).toContain('1 without a claim. 2 Results: 23 reproduced.');
    const [, body] = (spec as unknown as { vconcat: { height: number; data: { values: { line: string }[] } }[] })
      .vconcat;
    expect(body!.data.values).toHaveLength(1 + verdicts.length + 23);
    expect([...new Set(body!.data.values.map(({ line }) => line))]).toEqual(['0.0', '1.0', '1.1']);
  });
});
