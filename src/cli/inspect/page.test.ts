/** The page of a model in a browser: brushed by pointer and keys, read out, dark, on a phone and on paper. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityFaults,
  openFile,
  startBrowser,
  type WatchedPage,
  withoutBrowser,
} from '../../browser.fixture.js';
import { csvOf, fitFile, rowsOf } from '../predict/model-file.fixture.js';
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-model-page-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'model.html');

const hostile = `</script><script>window.broken = 1</script><img src=x onerror=window.broken=1> \u202E`;

/** Wider than its place, with what it says. */
const beyond = `[...document.querySelectorAll('html, body, .scroll, .plot, .expert-card, .chosen')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && !each.matches('.scroll'))
  .map((each) => each.textContent.slice(0, 99))`;

const said = (page: Page): Promise<string> => page.locator('.chosen .said').innerText();

describe.skipIf(withoutBrowser('the page of a model in a browser'))('the page of a model, in a browser', () => {
  let browser: Browser;
  let own: WatchedPage;
  beforeAll(async () => {
    const table = csvOf(rowsOf(80, 1)).replaceAll('red', `"${hostile}"`);
    writeFileSync(join(folder, 'table.csv'), table);
    await fitFile(folder, 'model.json', 'table.csv', { formula: 'y ~ x + c | z', gate: 'softmax' });
    expect(moe(['inspect', 'model.json', '--data', 'table.csv', '-o', file, '-q'], folder)).toMatchObject({
      ...{ status: 0, stderr: '' },
    });
    browser = await startBrowser();
    own = await openFile(browser, file);
  });
  afterAll(() => browser?.close());

  it('shows everything but what is chosen without a script', async () => {
    const { page, problems } = await openFile(browser, file, { script: false });
    expect(await page.locator('.panel .plot:visible').count()).toBe(6);
    expect(await page.locator('.expert-card:visible').count()).toBe(2);
    expect(await page.locator('.chosen:visible').count()).toBe(0);
    expect(await page.getByRole('table').count()).toBeGreaterThanOrEqual(3);
    expect(problems).toEqual([]);
  });

  it('chooses rows by dragging over a plot, says how many of which expert, and lists them', async () => {
    const { page } = own;
    expect(await said(page)).toBe('All rows.');
    const plot = page.locator('.panel .plot').last();
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.3, 0.1));
    await page.mouse.down();
    await page.mouse.move(...at(0.6, 0.5));
    await page.mouse.move(...at(0.95, 0.8));
    await page.mouse.up();
    const [, rows] = /^(\d+) of 80 rows: expert \d: \d+.* Mean y [\d.−]+, of all rows [\d.−]+\.$/.exec(
      await said(page),
    )!;
    expect(Number(rows)).toBeGreaterThan(5);
    expect(await page.locator('.rows tbody tr').count()).toBe(Math.min(20, Number(rows)));
    expect(await page.locator('.pairs.choosing').count()).toBe(1);
    const over = await page.locator('.over').first().innerHTML();
    expect(over.match(/z(?=M|")/g)).toHaveLength(Number(rows));
    await page.keyboard.press('Escape');
    expect(await said(page)).toBe('All rows.');
  });

  it('links a row that is chosen to why it goes where it goes', async () => {
    const { page } = own;
    await page.locator('.ranges select').selectOption({ label: 'green' });
    const link = page.locator('.rows tbody a').last();
    const row = await link.innerText();
    await link.click();
    await expect.poll(() => page.locator('#why\\.row').inputValue()).toBe(row);
    await page.keyboard.press('Escape');
    expect(await said(page)).toBe('All rows.');
  });

  it('chooses rows by keys alone, and takes all again', async () => {
    const { page } = own;
    const slider = page.getByRole('slider', { name: 'y, greatest' });
    await slider.focus();
    for (let press = 0; press < 60; press++) await page.keyboard.press('ArrowLeft');
    expect(await said(page)).toMatch(/^\d+ of 80 rows: expert \d: \d+/);
    expect(await page.locator('.chosen .said').getAttribute('aria-live')).toBe('polite');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^[\d.]+$/);
    await page.keyboard.press('Home');
    expect(await said(page)).toMatch(/^1 of 80 rows/);
    await page.keyboard.press('Escape');
    expect(await said(page)).toBe('All rows.');
    const list = page.locator('.ranges select');
    await list.selectOption({ label: 'green' });
    expect(await said(page)).toMatch(/^27 of 80 rows/);
    await page.getByRole('button', { name: 'All rows' }).click();
    expect(await said(page)).toBe('All rows.');
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in %s', async (colorScheme) => {
    await own.page.emulateMedia({ colorScheme });
    await own.page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
    expect(await accessibilityFaults(own.page)).toEqual([]);
    await own.page.emulateMedia({ colorScheme: 'light' });
  });

  it('names every picture, and has one place of each kind to jump to', async () => {
    const { page } = own;
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const)
      expect(await page.getByRole(role).count()).toBe(1);
    const names = await page
      .locator('svg[role=img]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(names.length).toBeGreaterThanOrEqual(8);
    expect(names.filter((name) => name === null || name === '')).toEqual([]);
  });

  it('fits a phone: nothing scrolls sideways', async () => {
    const { page, problems } = await openFile(browser, file, { width: 390, height: 844 });
    await page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
    expect(await page.evaluate(beyond)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('prints its plots in light colors, without controls', async () => {
    const { page, problems } = await openFile(browser, file, { dark: true });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.chosen:visible').count()).toBe(0);
    expect(await page.evaluate(`getComputedStyle(document.documentElement).getPropertyValue('--e0')`)).toBe('#0072b2');
    await page.emulateMedia({ media: 'screen' });
    await page.locator('.ranges select').selectOption({ label: 'green' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.chosen .range:visible').count()).toBe(4);
    expect(await page.locator('.chosen :is(.track, button):visible').count()).toBe(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeLessThanOrEqual(6);
    expect(problems).toEqual([]);
  });

  it('runs nothing that a table says, asks for nothing, and has nothing to complain of', async () => {
    expect(await own.page.evaluate('window.broken')).toBeUndefined();
    expect(own.problems).toEqual([]);
  });
});
