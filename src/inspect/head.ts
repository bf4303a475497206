/** What a page says first: what the model is, whether experts pay, and how sure it is. */
import { basename } from 'node:path';
import { counted } from '../counted.js';
import { badge, type Document, strong, type Text } from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import type { Inspected } from './contract.js';
import { factsOf } from './facts.js';
import { verdictsOf } from './verdicts.js';

/** `3 experts for y`. */
export function titleOf({ bound: { model, states } }: Inspected): string {
  return `${counted(states.length, 'expert')} for ${model.target.name}`;
}

export function headOf(inspected: Inspected): Html {
  const { bound, data, file } = inspected;
  const rows = bound.model.origin?.data.rows;
  const from = [
    ...(rows === undefined ? [] : [`learned from ${counted(rows, 'row')}`]),
    ...(data === null ? [] : [`of ${cut(basename(data.file), 200)}`]),
  ].join(' ');
  const verdicts: readonly Text[] = verdictsOf(inspected).map(
    ({ tone, name, text }): Text => [badge(tone, name), ` ${text}`],
  );
  const facts: Document = [{ kind: 'facts', entries: factsOf(inspected).map(([label, text]) => [label, [text]]) }];
  return html`<header class="model">
<div class="name">
<h1>${cut(titleOf(inspected), 300)}</h1>
<p class="authors">${cut(basename(file), 200)}${from !== '' && `, ${from}`}</p>
</div>
${whatItIs(inspected)}
<ul class="verdict-list">${verdicts.map((text) => html`<li>${textHtml(text)}</li>\n`)}</ul>
<details><summary>How it was fitted</summary>
${documentHtml(facts)}</details>
${data === null && withoutData(inspected)}</header>
`;
}

function whatItIs({ bound: { gate, states } }: Inspected): Html {
  const text =
    states.length === 1
      ? ['One expert predicts every row.']
      : gate === null
        ? [
            `Each row belongs to one of ${states.length} experts, the one that fits it best. Nothing decides about other rows.`,
          ]
        : [
            'For each row a gate looks at its inputs and ',
            strong('chooses one expert'),
            `; that expert alone predicts.`,
          ];
  return html`<p class="about">${textHtml(text)}</p>`;
}

function withoutData({ file, bound: { model } }: Inspected): Html {
  if (model.origin === null)
    return html`<p class="note">The model was not learned from a table, so there are no rows to show.</p>`;
  return html`<p class="note">This page has no rows: <code>moe inspect ${cut(basename(file), 200)} --data</code>, the table and <code>-o</code> write it with them.</p>`;
}
