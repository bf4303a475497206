/** What a page carries to a reader's browser, as the build bundled it beside this file, and what it may do there. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html } from '../documents/html.js';
import { InputError } from '../errors.js';

export interface ClientFiles {
  /** Draws the figures. */
  readonly script: string;
  readonly style: string;
  /** Computes trials, on a thread of its own. */
  readonly worker: string;
}

/** @throws InputError where there is no whole build. */
export function clientFiles(): ClientFiles {
  return { script: built('report-client.js'), style: built('report.css'), worker: built('report-worker.js') };
}

/** A file of the build, as text. @throws InputError where there is no whole build. */
export function built(name: string): string {
  try {
    return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  } catch {
    throw new InputError('dist/ holds no whole build: run make build');
  }
}

/**
 * The policy of a page: its one script and its one style run, by their digests, and nothing is loaded. A page that computes
 * trials may start a thread from its own text, and compile WebAssembly there: the Cephes library, whose quantiles the
 * intervals are made of. That lets in no code beyond it, as `unsafe-eval` would.
 * @throws RangeError for a script or a style that could end its element.
 */
function policyFor({ script, style }: Pick<ClientFiles, 'script' | 'style'>, computes = false): string {
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
    throw new RangeError('the script or the style of the page could end its element');
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${digest(script)}${computes ? " 'wasm-unsafe-eval'" : ''}`,
    ...(computes ? ['worker-src blob:'] : []),
    `style-src ${digest(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * A page in one file, which loads nothing.
 * @param body from its opening tag on; the script and the closing tag follow it.
 * @param computes whether it computes trials.
 * @throws RangeError for a script or a style that could end its element.
 */
export function wholePage({
  title,
  client,
  body,
  computes = false,
}: {
  readonly title: string;
  readonly client: Pick<ClientFiles, 'script' | 'style'>;
  readonly body: Html;
  readonly computes?: boolean;
}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(client, computes)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ html: client.style }}</style>
</head>
${body}<script>${{ html: client.script }}</script>
</body>
</html>
`.html;
}
