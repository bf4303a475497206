/** The words of a claim's verdict: each with a symbol, so that it does not hang on its colour, and what it means. */
import type { Tone } from '../documents/contract.js';
import type { JudgedVerdict } from '../results/claims/tables.js';
import { type Html, html } from './html.js';

interface Meaning {
  readonly tone: Tone;
  readonly symbol: string;
  /** Class of the stylesheet. */
  readonly look: string;
  readonly meaning: string;
}

export const verdicts: Readonly<Record<JudgedVerdict, Meaning>> = {
  reproduced: {
    tone: 'good',
    symbol: '✓',
    look: 'reproduced',
    meaning: 'the statistic is on the side of its threshold that the sentence says, and nothing was chosen for that',
  },
  'reproduced by calibration': {
    tone: 'near',
    symbol: '≈',
    look: 'calibrated',
    meaning:
      'it holds, but a setting that the paper leaves open was chosen so that the number appears: no evidence for the claim',
  },
  'depends on': {
    tone: 'mixed',
    symbol: '◐',
    look: 'depends',
    meaning: 'it holds under one reading or condition and fails under another; the note says under which',
  },
  'not reproduced': {
    tone: 'bad',
    symbol: '✗',
    look: 'not-reproduced',
    meaning: 'it fails under every reading that was tried',
  },
  'not judged': {
    tone: 'none',
    symbol: '–',
    look: 'not-judged',
    meaning: 'these results hold no value for it; it never passes in silence',
  },
};

export const verdictNames = Object.keys(verdicts) as readonly JudgedVerdict[];

export function verdictOf(name: JudgedVerdict): Html {
  const { symbol, look } = verdicts[name];
  return html`<span class="verdict ${look}"><span aria-hidden="true">${symbol}</span>\u00a0${name}</span>`;
}

/** Under the counts of verdicts: what each word means. */
export function legend(): Html {
  const entries = verdictNames.map((name) => html`<dt>${verdictOf(name)}</dt><dd>${verdicts[name].meaning}</dd>\n`);
  return html`<dl class="legend">\n${entries}</dl>`;
}
