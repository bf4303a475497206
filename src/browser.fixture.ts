/** A real browser for tests of pages, driven through playwright-core. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { browserPath, installBrowser } from './bench/browser.js';

export { startBrowser } from './bench/browser.js';

/**
 * Whether a test in a browser is left out: where there is none, with a line that says what to install. Never in
 * continuous integration (CI=true), where it then fails.
 */
export function withoutBrowser(what: string): boolean {
  if (browserPath !== undefined || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs a browser (${installBrowser})\n`);
  return true;
}

/** A page with all that went wrong on it so far. */
export interface WatchedPage {
  readonly page: Page;
  /** Messages of the console that are errors or warnings, errors that nobody caught, and requests beyond the file. */
  readonly problems: readonly string[];
}

/** How the reader looks at the page: a desktop of 1280 x 900 px when nothing is said. */
export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  /** Prefers dark colours. */
  readonly dark?: boolean;
  /** Prefers reduced motion. */
  readonly still?: boolean;
  /** false: the reader's browser runs no script. */
  readonly script?: boolean;
}

/** Opens a file as a user does who clicks on it, in a context of its own. */
export async function openFile(browser: Browser, path: string, look: PageLook = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: look.still ? 'reduce' : 'no-preference',
    javaScriptEnabled: look.script ?? true,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const own = pathToFileURL(path).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== own && !/^(?:data|blob):/.test(url)) problems.push(`request: ${url}`);
  });
  await page.goto(own);
  return { page, problems };
}

/** The serious and critical faults that axe-core finds on a page, a line each; it is told by its source, as no script may load. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}
