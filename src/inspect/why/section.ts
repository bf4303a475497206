/** Why a row goes where it goes: controls for every input, and what the model says of them. */

import { type Html, html, jsonElement } from '../../documents/html.js';
import { experts } from '../../experts/registry.js';
import { gates } from '../../gates/registry.js';
import { encodeModel } from '../../model/codec.js';
import type { Inspected, PageSection } from '../contract.js';
import { answerOf } from './answer.js';
import { askedOf } from './asked.js';
import type { WhyData } from './contract.js';
import { middleRow, type Row, rowsOfFrame } from './rows.js';

/** Rows that a reader can choose, and their cells in all: the page is to stay small. */
const most = { rows: 1000, cells: 20_000 };

const parts = { experts, gates };

export const why: PageSection = {
  id: 'why',
  title: 'Why this row?',
  html: async (inspected) => whyHtml(inspected),
};

/** Null of a model without a gate, which decides about no row. */
function whyHtml(inspected: Inspected): Html | null {
  const { bound } = inspected;
  const { gate, expert } = bound.model;
  if (gate === null) return null;
  const own =
    experts.all.some(({ name }) => name === expert.name) && gates.all.some(({ name }) => name === gate.reference.name);
  if (!own)
    return html`<p class="note">The page computes with moe's own experts and gates; this model has others.</p>\n`;
  const data = dataOf(inspected);
  const { html: answer } = answerOf(askedOf(bound, data.whole, parts), data.first);
  const row = data.numbers.length === 0 ? 'a row in the middle of what was learned from' : `row ${data.numbers[0]}`;
  return html`<p>Choose a row, or set its inputs: the page asks the model itself, as <code>moe predict</code> does, and says which expert decides, why, and what would change that.</p>
<div class="why">
<div class="knobs inputs"><p class="note">This is the answer for ${row}. With JavaScript every input can be set.</p></div>
<div class="answer">
${answer}</div>
<p class="heard away" role="status" aria-live="polite"></p>
${jsonElement('why-data', data)}
</div>
`;
}

function dataOf({ bound: { model }, data }: Inspected): WhyData {
  const { inputs } = model.encoding;
  const rows = data === null ? [] : chosenRows(data.prepared.rows, data.drawn, inputs.length);
  const cells = data === null ? [] : rowsOfFrame(inputs, data.prepared.frame, rows);
  return {
    model: encodeModel(model, parts),
    rows: cells,
    numbers: rows.map((row) => row + 1),
    whole: inputs.map(
      (input, at) => input.kind !== 'category' && cells.length > 0 && cells.every((row) => isWhole(row, at)),
    ),
    first: cells[0] ?? middleRow(model.encoding),
  };
}

const isWhole = (row: Row, at: number): boolean => row[at] === null || Number.isInteger(row[at]);

/** Rows of the table that are drawn, evenly, ascending. */
function chosenRows(rows: Uint32Array, drawn: Uint32Array, inputs: number): number[] {
  const room = Math.max(1, Math.min(most.rows, Math.floor(most.cells / inputs)));
  const every = Math.ceil(drawn.length / room);
  return Array.from(drawn).flatMap((r, at) => (at % every === 0 ? [rows[r]!] : []));
}
