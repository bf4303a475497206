/** How many experts: what rows held out, criteria and the cost of the gate say of each number of them. */
import { counted, grouped } from '../../counted.js';
import { documentHtml, html } from '../../documents/html.js';
import type { BySize, SizeEvidence } from '../../fit/by-size.js';
import { sheetHtml } from '../../report/sheet.js';
import type { PageSection } from '../contract.js';
import { scoreName } from '../words.js';
import { sizesSheet } from './sheet.js';
import { sizesTable } from './table.js';

export const howMany: PageSection = {
  id: 'how-many',
  title: 'How many experts',
  async html({ data, bound }) {
    const bySize = data?.bySize ?? null;
    if (bySize === null || bySize.sizes.length < 2) return null;
    const k = bound.states.length;
    return html`<p>${chosenTold(bySize, k)}</p>
<figure class="drawn" id="how-many.figure">
<div class="sheet">${await sheetHtml(sizesSheet(bySize, k), 'how-many', 'What is known of each number of experts')}</div>
</figure>
${documentHtml([sizesTable(bySize, k)])}<p class="note">${fromTold(bySize)}</p>
`;
  },
};

function chosenTold({ sizes, metric, pays }: BySize, k: number): string {
  const own = sizes.find((size) => size.k === k);
  if (own?.score == null) return 'Without a gate no row can be held out: BIC and ICL alone tell. Less is better.';
  const best = sizes.reduce((a, b) => (b.score !== null && a.score !== null && b.score.value > a.score.value ? b : a));
  const name = scoreName(metric);
  const of = (size: SizeEvidence) => `${name} ${size.score!.value.toFixed(3)} with ${counted(size.k, 'expert')}`;
  const { value, error } = own.below!;
  const near =
    best.k === k
      ? ', the best of them'
      : `; the best is ${of(best)}, which is ${value <= error ? 'no more than' : 'more than'} a standard error better`;
  const verdict = pays === true ? ' That betters one expert by more than two standard errors, row by row.' : '';
  const one =
    k === 1 && best.k !== 1 && value <= error
      ? 'One expert is as good as more, by the standard error. '
      : pays === false
        ? `One expert does about as well as ${k}. `
        : '';
  return `${one}The model has ${counted(k, 'expert')}. On rows held out: ${of(own)}${near}.${verdict}`;
}

function fromTold({ rows, of, sizes }: BySize): string {
  const part =
    rows === of
      ? `From all ${counted(of, 'row')}`
      : `From ${grouped(rows)} of the ${counted(of, 'row')}, drawn at random`;
  const folds = sizes.some(({ score }) => score !== null)
    ? ', by folds that are each held out in turn, the same for every number and every rival; ± is the standard error of the difference'
    : '';
  return `${part}${folds}. Criteria and the cost of the gate are of a fit to all of them.`;
}
