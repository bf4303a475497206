/** The verdict map: a paper's sections as rows, one mark a sentence in the paper's order, by verdict. */
import type { TopLevelSpec } from 'vega-lite';
import { counted } from '../counted.js';
import { type Verdict, type VerdictGroup, verdictGroups } from '../experiment/claim-contract.js';
import type { Section, Sentence } from '../results/claims/sentences.js';
import { cut } from './font.js';
import { keyEntry, keyPanel } from './marks/key.js';
import { nameAxis } from './marks/panel.js';
import { page } from './theme.js';

/** How a sentence is marked: a path about the origin, within 1 of it, that is filled; and its color on white. */
export interface VerdictMark {
  readonly path: string;
  readonly color: string;
}

const disc = 'M0,-.9A.9,.9,0,1,1,0,.9A.9,.9,0,1,1,0,-.9Z';
const [good, mixed, bad, none] = ['#008060', '#C77700', '#B2182B', '#6b6b6b'] as const;

/** By verdict: those of one group share a color, and each has a shape of its own. */
export const verdictMarks: Readonly<Record<Verdict, VerdictMark>> = {
  reproduced: { path: disc, color: good },
  'reproduced by calibration': { path: `${disc}M0,-.55A.55,.55,0,1,0,0,.55A.55,.55,0,1,0,0,-.55Z`, color: mixed },
  'reproduced in part': { path: `${disc}M0,-.62L0,.62A.62,.62,0,0,0,0,-.62Z`, color: mixed },
  'depends on the reading': { path: 'M0,-1.05L1.05,0L0,1.05L-1.05,0ZM0,-.6L0,.6L.6,0Z', color: mixed },
  'not as written, holds with a repair': { path: 'M0,-.95L.95,.75L-.95,.75Z', color: mixed },
  'not reproduced': {
    path: 'M-.9,-.55L-.55,-.9L0,-.35L.55,-.9L.9,-.55L.35,0L.9,.55L.55,.9L0,.35L-.55,.9L-.9,.55L-.35,0Z',
    color: bad,
  },
  undecided: { path: 'M-.8,-.8L.8,-.8L.8,.8L-.8,.8ZM-.5,-.5L-.5,.5L.5,.5L.5,-.5Z', color: none },
  'not testable here': { path: 'M-.85,-.25L.85,-.25L.85,.25L-.85,.25Z', color: none },
  'not judged': { path: `${disc}M0,-.7A.7,.7,0,1,0,0,.7A.7,.7,0,1,0,0,-.7Z`, color: none },
};

/** Of a sentence that no claim is about: there, and faint. */
export const unjudgedMark: VerdictMark = {
  path: 'M0,-.35A.35,.35,0,1,1,0,.35A.35,.35,0,1,1,0,-.35Z',
  color: '#a8a8a8',
};

export const markOf = ({ claim }: Sentence): VerdictMark => (claim ? verdictMarks[claim.verdict] : unjudgedMark);

/** What is said of a sentence beside its words. */
export const verdictOf = ({ claim, why }: Sentence): string => claim?.verdict ?? `no claim: ${why}`;

/** Each verdict that there is with its count, those that hold first, those that nothing is said of last. */
export function verdictsIn(sections: readonly Section[]): readonly (readonly [Verdict, number])[] {
  const found = sections.flatMap(({ sentences }) => sentences.map(({ claim }) => claim?.verdict));
  return verdictsInOrder.flatMap((verdict) => {
    const count = found.filter((one) => one === verdict).length;
    return count === 0 ? [] : [[verdict, count] as const];
  });
}

/** What of the verdicts that there are comes to the same: how many sentences, in words, and each verdict with its count. */
export function groupsIn(sections: readonly Section[]): readonly VerdictCounts[] {
  const counts = verdictsIn(sections);
  return Object.entries(verdictGroups).flatMap(([group, members]: [string, readonly Verdict[]]) => {
    const own = counts.filter(([verdict]) => members.includes(verdict));
    const count = own.reduce((sum, [, one]) => sum + one, 0);
    const [one, many] = inWords[group as VerdictGroup];
    return count === 0 ? [] : [{ told: counted(count, one, many), counts: own }];
  });
}

interface VerdictCounts {
  /** `8 hold`. */
  readonly told: string;
  readonly counts: readonly (readonly [Verdict, number])[];
}

const inWords: Readonly<Record<VerdictGroup, readonly [one: string, many: string]>> = {
  holds: ['holds', 'hold'],
  qualified: ['holds, qualified', 'hold, qualified'],
  fails: ['fails', 'fail'],
  'not decided': ['not decided', 'not decided'],
};

/** As readers expect them: those that hold first, those that nothing is said of last. */
export const verdictsInOrder = Object.keys(verdictMarks) as readonly Verdict[];

/** Marks of a line; what a section has more stands in further lines. */
const perLine = 20;
const [rowHeight, step, labelRoom, markSize] = [25, 26, 250, 200];

/** @param title what is shown, such as the paper's title. */
export function verdictMap(sections: readonly Section[], title: string): TopLevelSpec {
  const lines = sections.flatMap(({ title, sentences }, s) =>
    Array.from({ length: Math.ceil(sentences.length / perLine) }, (_, l) => ({
      name: `${s}.${l}`,
      label: l === 0 ? cut(title, labelRoom - 20, 12) : '',
      sentences: sentences.slice(l * perLine, (l + 1) * perLine),
    })),
  );
  const values = lines.flatMap(({ name, sentences }) =>
    sentences.map((sentence, x) => {
      const { path, color } = markOf(sentence);
      return { line: name, x, path, color, sentence: sentence.sentence, verdict: verdictOf(sentence) };
    }),
  );
  const counts = verdictsIn(sections);
  const judged = counts.reduce((sum, [, count]) => sum + count, 0);
  const silent = values.length - judged;
  const asIs = (field: string) => ({ field, type: 'nominal' as const, scale: null });
  return page(
    {
      title,
      notes: [
        `A mark is a sentence of the paper, in its order: ${counted(judged, 'claim')} by verdict` +
          `${silent === 0 ? '.' : `; a dot is a sentence that no claim is about (${silent}).`}`,
      ],
      description:
        `A row for each section, in it a mark for each sentence, by verdict: ` +
        `${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}. ` +
        sections.map((section) => `${section.title}: ${tally(section)}.`).join(' '),
    },
    {
      width: perLine * step,
      height: lines.length * rowHeight,
      view: { stroke: null },
      data: { values },
      mark: { type: 'point', size: markSize, opacity: 1, strokeWidth: 0 },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale: { domain: [-0.5, perLine - 0.5], nice: false }, axis: null },
        y: nameAxis({
          field: 'line',
          names: lines.map(({ name, label }) => [name, [label]]),
          axis: { minExtent: labelRoom, labelFontSize: 12, grid: false, labelAlign: 'left', labelPadding: labelRoom },
        }),
        shape: asIs('path'),
        fill: asIs('color'),
        description: { field: 'verdict', type: 'nominal' },
      },
    },
    keyPanel(
      groupsIn(sections).map(({ told, counts }) => [
        keyEntry(`${told}:`, 'circle', 'transparent'),
        ...counts.map(([verdict, count]) => {
          const { path, color } = verdictMarks[verdict];
          return {
            ...keyEntry(counts.length > 1 ? `${count} ${verdict}` : verdict, path, color),
            stroke: 'transparent',
          };
        }),
      ]),
      markSize,
    ),
  );
}

function tally(section: Section): string {
  const judged = verdictsIn([section]).map(([verdict, count]) => `${count} ${verdict}`);
  const silent = section.sentences.filter(({ claim }) => claim === undefined).length;
  return [...judged, ...(silent === 0 ? [] : [`${silent} without a claim`])].join(', ');
}
