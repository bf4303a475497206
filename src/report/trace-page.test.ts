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

/** What the moving lane shows. */
const drawn = (page: Page): Promise<string> => page.locator('.moving .lane svg').first().innerHTML();
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
  ])('%s %i: opens at the start, steps by keyboard and by button, says each step, without a fault', async (task, trial, last) => {
    const { page, problems } = await openFile(browser, pageOf(task, trial));
    const slider = page.getByRole('slider', { name: 'Step' });
    expect(await slider.inputValue()).toBe('0');
    expect(await said(page)).toMatch(
      new RegExp(`^Step 0 of ${last}\\. Start: the experts hold \\d+, \\d+ and \\d+ samples\\.$`),
    );
    expect(await page.locator('.frames').isVisible()).toBe(false);
    const start = await drawn(page);

    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await said(page)).toMatch(
      new RegExp(`^Step 1 of ${last}\\. \\d+ samples changed expert; the mean loss is `),
    );
    expect(await slider.getAttribute('aria-valuetext')).toBe(`1 of ${last}`);
    const first = await drawn(page);
    expect(first === start).toBe(false);
    await page.keyboard.press('End');
    const end = await drawn(page);

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

  it('names the sample under the pointer, on light and on dark', async () => {
    for (const dark of [false, true]) {
      const { page, problems } = await openFile(browser, pageOf('smile', 0), { dark });
      const sheet = (await page.locator('.moving .ground').first().boundingBox())!;
      for (let step = 0; step < 20 && !(await page.locator('#said.shown').isVisible()); step++) {
        await page.mouse.move(sheet.x + sheet.width * (0.1 + 0.02 * step), sheet.y + sheet.height * 0.2);
      }
      expect(await page.locator('#said').innerText()).toMatch(
        /^sample \d+: expert \d, class [01], x1 −?[\d.]+, x2 −?[\d.]+$/,
      );
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
  });

  it('plays to the end, and pauses', async () => {
    const { page } = await openFile(browser, pageOf('piecewise-linear', 0));
    await page.clock.install();
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await said(page)).toMatch(/^Step 1 of 6\./);
    await page.clock.runFor(2000);
    expect(await said(page)).toMatch(/^Step 3 of 6\./);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.clock.runFor(5000);
    expect(await said(page)).toMatch(/^Step 3 of 6\./);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.clock.runFor(9000);
    expect(await said(page)).toMatch(/^Step 6 of 6\./);
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('shows the start and the end without JavaScript and on paper, and fits a phone', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    await still.goto(`file://${pageOf('piecewise-linear', 0)}`);
    expect(await still.locator('.frames .frame-name').allInnerTexts()).toEqual(['The start', 'The end, step 6']);
    expect(await still.locator('.frames svg .mark').first().isVisible()).toBe(true);
    await context.close();
    const { page } = await openFile(browser, pageOf('piecewise-linear', 0), { width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.moving').isVisible()).toBe(false);
    expect(await page.locator('.frames').isVisible()).toBe(true);
  });
});
