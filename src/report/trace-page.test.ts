import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, openFile, startBrowser, withoutBrowser } from '../browser.fixture.js';
import { moe, root } from '../cli/process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-trace-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The paper's fixed data, of a seed whose trials these tests know. */
const spec = join(folder, 'pages.yaml');
writeFileSync(
  spec,
  readFileSync(join(root, 'experiments/fixed-data.yaml'), 'utf8')
    .replace(/^name: .*/m, 'name: pages')
    .replace(/^seed: .*/m, 'seed: 0'),
);

/** Writes the page of one of its trials. */
function pageOf(task: string, trial: number): string {
  const path = join(folder, `${task}-${trial}.html`);
  if (existsSync(path)) return path;
  const args = ['--task', task, '--method', 'argmin', '--trial', String(trial), '--out', path, '-q'];
  expect(moe(['trace', spec, ...args])).toMatchObject({ status: 0, stderr: '' });
  return path;
}

/** What the drawing shows: the places and looks of all its marks, and its texts, in no order. */
const drawn = (page: Page): Promise<string> =>
  page.evaluate(`[...document.querySelectorAll('.sheet svg :is(path, text)')].map((mark) =>
    ['d', 'transform', 'fill', 'stroke'].map((name) => mark.getAttribute(name)).join(' ') + mark.textContent,
  ).sort().join()`);
const said = (page: Page): Promise<string> => page.locator('output').innerText();

describe('a page of a trial', () => {
  it('lets its own script and style run and nothing else, and is the same twice', () => {
    const path = pageOf('piecewise-linear', 0);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(
      /content="default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-[\w+/=]+&#39;; img-src data:/,
    );
    expect(text.match(/<script>/g)).toHaveLength(1);
    expect(text).not.toMatch(/ style="| on\w+="/);
    rmSync(path);
    expect(readFileSync(pageOf('piecewise-linear', 0), 'utf8') === text).toBe(true);
  });

  it('carries the licences of the libraries in it', () => {
    const script = readFileSync(join(root, 'dist', 'report-client.js'), 'utf8');
    for (const name of ['vega 6', 'vega-tooltip 1', 'd3-scale 4'])
      expect(script.slice(0, 20_000)).toContain(`\n${name}.`);
    expect(script).not.toMatch(/<\/script|<!--|\r/);
  });
});

describe.skipIf(withoutBrowser('pages of trials in a browser'))('a page of a trial, in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['piecewise-linear', 0, 6],
    ['smile', 2, 8],
  ])('%s %i: draws, steps by keyboard and by button, says each step, without a fault', async (task, trial, last) => {
    const { page, problems } = await openFile(browser, pageOf(task, trial));
    await page.locator('.sheet svg').waitFor();
    expect(await page.locator('.sheet svg .mark-symbol path').count()).toBeGreaterThan(90);
    expect(await page.locator('.sheet [role=img]').getAttribute('aria-label')).toContain(`${task} by argmin`);
    const slider = page.getByRole('slider', { name: 'Iteration' });
    const end = await drawn(page);
    expect(await said(page)).toMatch(new RegExp(`^iteration ${last} of ${last}: loss .*, sizes \\d+, \\d+, \\d+; `));

    await slider.focus();
    await page.keyboard.press('Home');
    expect(await said(page)).toMatch(new RegExp(`^iteration 0 of ${last}: sizes`));
    expect(await slider.getAttribute('aria-valuetext')).toBe(await said(page));
    const start = await drawn(page);
    expect(start === end).toBe(false);
    await page.keyboard.press('ArrowRight');
    expect(await said(page)).toMatch(new RegExp(`^iteration 1 of ${last}: loss`));
    const first = await drawn(page);
    expect(first === start).toBe(false);

    await page.getByRole('button', { name: 'First' }).click();
    expect((await drawn(page)) === start).toBe(true);
    await page.getByRole('button', { name: 'Next' }).click();
    expect((await drawn(page)) === first).toBe(true);
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await slider.inputValue()).toBe('0');
    await page.getByRole('button', { name: 'Last' }).click();
    expect((await drawn(page)) === end).toBe(true);

    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('names a sample under the pointer, readable on light and on dark', async () => {
    for (const dark of [false, true]) {
      const { page, problems } = await openFile(browser, pageOf('smile', 0), { dark });
      // The last of the 150 samples of the first panel, after the 7 marks of the key: no other lies over it.
      await page.locator('.sheet svg .mark-symbol path').nth(156).hover();
      const tip = page.locator('#vg-tooltip-element');
      await tip.waitFor({ state: 'visible' });
      expect(await tip.innerText()).toMatch(/^sample\s+149\s+expert\s+\d\s+class\s+-?1\s/);
      expect(await tip.evaluate((shown) => String(shown.computedStyleMap().get('color')))).toBe('rgb(255, 255, 255)');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
  });

  it('plays from the first step when asked to, never by itself, and stops at any other choice', async () => {
    const { page } = await openFile(browser, pageOf('smile', 0), { still: true });
    const play = page.getByRole('button', { name: 'Play' });
    expect(await said(page)).toMatch(/^iteration 11 of 11/);
    await play.click();
    await page.getByText(/^iteration 2 of 11/).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await play.count()).toBe(1);
    expect(await page.locator('output').getAttribute('aria-live')).toBe('polite');
  });

  it('fits a phone: nothing but drawing and table goes beyond its edge, in boxes that scroll', async () => {
    const { page } = await openFile(browser, pageOf('smile', 2), { width: 390, height: 844 });
    await page.locator('.sheet svg').waitFor();
    await page.getByText('The steps as a table').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('tbody tr').count()).toBe(9);
  });

  it('says on its sheet why a figure cannot be drawn, and draws the others, also far below, before printing', async () => {
    const text = readFileSync(pageOf('piecewise-linear', 0), 'utf8');
    const [figure] = /<figure[\s\S]*<\/figure>/.exec(text)!;
    const broken = figure.replace(/(class="spec">)[^<]*/, '$1{"marks":[{"type":"nothing"}]}');
    const garbled = figure.replace(/(class="steps">)[^<]*/, '$1[{');
    const path = join(folder, 'many.html');
    writeFileSync(
      path,
      text.replace(figure, () => broken + garbled + figure.repeat(6)),
    );
    const { page, problems } = await openFile(browser, path);
    await page.locator('.sheet svg').first().waitFor();
    const failures = await page.locator('.failure').allInnerTexts();
    expect(failures).toHaveLength(2);
    for (const failure of failures) expect(failure).toMatch(/^This chart could not be drawn: \S/);
    expect(await page.locator('.sheet svg').count()).toBeLessThan(6);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.sheet svg').count()).toBe(6);
    expect(problems).toEqual([]);
  });
});
