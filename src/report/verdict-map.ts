/** The verdict map in the page: sections as rows, one mark a sentence, each a link to its evidence. */
import { groupsIn, unjudgedMark, type VerdictMark, verdictMarks, verdictOf } from '../charts/verdicts.js';
import { type Html, html } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import type { Section, Sentence } from '../results/claims/sentences.js';
import { tone } from './claims.js';

/** What the page has of a sentence. */
export interface SentenceEvidence {
  /** What a link to it names. */
  readonly anchor: string;
  /** The paper's value and ours, in words; empty where there is none. */
  readonly values: string;
}

export function verdictMapHtml(
  sections: readonly Section[],
  evidenceOf: (sentence: Sentence) => SentenceEvidence,
): Html {
  const rows = sections.map(
    ({ title, sentences }) =>
      html`<li><span>${cut(title, 60)}</span><ul>${sentences.map((sentence) => markHtml(sentence, evidenceOf(sentence)))}</ul></li>\n`,
  );
  const silent = sections.flatMap(({ sentences }) => sentences.filter(({ claim }) => claim === undefined)).length;
  const key = groupsIn(sections).map(({ told, counts }) => {
    const verdicts = counts.map(
      ([verdict, count]) =>
        html` <span>${drawn(verdictMarks[verdict], tone(verdict))} ${counts.length > 1 && `${count} `}${verdict}</span>`,
    );
    return html`<li><strong>${told}:</strong>${verdicts}</li>\n`;
  });
  return html`<div class="map">
<p class="note"><span class="pointing">Point at a mark, or tap it, to read it.</span>${silent > 0 && html` Dots: no claim (${silent}).`} <a href="#page.verdicts">What verdicts mean</a></p>
<ul class="key">${key}</ul>
<ol class="sections">\n${rows}</ol>
<p class="told" aria-hidden="true"></p>
</div>
`;
}

function markHtml(sentence: Sentence, { anchor, values }: SentenceEvidence): Html {
  const { claim } = sentence;
  const mark =
    claim === undefined ? drawn(unjudgedMark, 'silent') : drawn(verdictMarks[claim.verdict], tone(claim.verdict));
  const said = `“${cut(sentence.sentence, 400)}”`;
  const verdict = cut(verdictOf(sentence), 300);
  const text =
    claim === undefined
      ? `${said} (${verdict})`
      : `${claim.id}, ${verdict}${values === '' ? '' : ` (${values})`}: ${said}`;
  return html`<li><a href="#${anchor}" title="${text}">${mark}</a></li>`;
}

function drawn({ path }: VerdictMark, kind: string): Html {
  return html`<svg class="${kind}" viewBox="-1.1 -1.1 2.2 2.2" aria-hidden="true"><path d="${path}"/></svg>`;
}
