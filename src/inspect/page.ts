/**
 * The page of a model: one HTML file that needs nothing beside it. Its policy lets run the one script and apply the one style that
 * are in it, by their digests, and load nothing. Same model and data, same bytes.
 */
import { basename } from 'node:path';
import { type Html, html } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import { built, wholePage } from '../report/client-files.js';
import { darkStyle } from '../report/drawing.js';
import type { Inspected } from './contract.js';
import { headOf, titleOf } from './head.js';
import { sections } from './registry.js';

/** What a page carries. */
export interface PageClient {
  readonly script: string;
  readonly style: string;
}

/** @throws InputError where there is no whole build. */
export const pageClient = (): PageClient => ({ script: built('inspect-client.js'), style: built('inspect.css') });

/** @throws RangeError for a script or a style that could end its element. */
export async function modelPage(inspected: Inspected, { script, style }: PageClient): Promise<string> {
  const shown: { readonly id: string; readonly title: string; readonly body: Html }[] = [];
  for (const { id, title, html: render } of sections) {
    const body = await render(inspected);
    if (body !== null) shown.push({ id, title, body });
  }
  const body = html`<body>
<a class="skip" href="#main">Skip to the content</a>
${headOf(inspected)}
<nav aria-labelledby="page.contents">
<h2 id="page.contents">On this page</h2>
<ul>${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>
</nav>
<main id="main" tabindex="-1">
${shown.map(
  (section) => html`<section id="${section.id}" aria-labelledby="${section.id}.title">
<h2 id="${section.id}.title">${section.title}</h2>
${section.body}</section>
`,
)}</main>
<footer><p>Made by <code>moe inspect</code> from ${cut(basename(inspected.file), 200)}. It is one file and works offline.</p></footer>
`;
  const client = { script, style: style + darkStyle(body.html) };
  return wholePage({ title: cut(titleOf(inspected), 200), client, body });
}
