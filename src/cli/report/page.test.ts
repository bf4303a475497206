import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
import type { Outcome } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import { readSpec } from '../../experiment/spec/read.js';
import { trialsOf } from '../../experiment/trials.js';
import { run } from '../../report/page.fixture.js';
import { outcomesOf } from '../../results/outcomes.js';
import { writeResults } from '../../results/write.js';
import { moe } from '../process.fixture.js';
import { vocabulary } from '../vocabulary.js';
import { makeOwn } from './report.fixture.js';

const parent = mkdtempSync(join(tmpdir(), 'moe-report-page-'));
afterAll(() => rmSync(parent, { recursive: true }));

const marksOfSheets = (page: Page): Promise<number[]> =>
  page.locator('.drawn svg').evaluateAll((all) => all.map((svg) => svg.querySelectorAll('path').length));
const widths = (page: Page): Promise<[number, number]> =>
  page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');

describe.skipIf(withoutBrowser('the report in a browser'))('the report, in a browser', () => {
  let browser: Browser;
  let own: WatchedPage;
  beforeAll(async () => {
    makeOwn(parent);
    expect(moe(['report', 'own.yaml', '-q'], parent)).toEqual({ status: 0, stdout: '', stderr: '' });
    browser = await startBrowser();
    own = await openFile(browser, join(parent, 'plots/report.html'));
  });
  afterAll(() => browser?.close());

  it('has every figure in place, without a script', async () => {
    const { page, problems } = await openFile(browser, join(parent, 'plots/report.html'), { script: false });
    const marks = await marksOfSheets(page);
    expect(marks).toHaveLength(3);
    expect(marks.filter((count) => count < 10)).toEqual([]);
    const described = await page
      .locator('.drawn svg[role=img]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')!.length > 40));
    expect(described).toEqual(marks.map(() => true));
    expect(problems).toEqual([]);
  });

  it('says what is under the pointer, with at most three digits', async () => {
    const marks = own.page.locator('[id="own.figure-3"] [data-said]');
    const said = await marks.evaluateAll((all) => all.map((each) => each.getAttribute('data-said')!));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((text) => /\d\.0*[1-9]\d{3}/.test(text))).toEqual([]);
    await marks.first().scrollIntoViewIfNeeded();
    await marks.first().hover({ force: true });
    await own.page.locator('#said.shown').waitFor();
    expect(await own.page.locator('#said').innerText()).toMatch(/argmin/);
  });

  it('has dark colors of its own for what is drawn', async () => {
    const fill = () => own.page.evaluate<string>(`getComputedStyle(document.querySelector('.drawn text')).fill`);
    const light = await fill();
    await own.page.emulateMedia({ colorScheme: 'dark' });
    expect(await fill()).not.toBe(light);
    await own.page.emulateMedia({ colorScheme: 'light' });
  });

  it('steps through a trial', async () => {
    const slider = own.page.getByRole('slider').first();
    const said = own.page.locator('.watched output').first();
    const end = await said.innerText();
    await slider.focus();
    await own.page.keyboard.press('Home');
    expect(await said.innerText()).toMatch(/^iteration 0 of \d+: sizes/);
    await own.page.keyboard.press('End');
    expect(await said.innerText()).toBe(end);
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in %s', async (colorScheme) => {
    await own.page.emulateMedia({ colorScheme });
    // Thousands of equal cells take most of the time.
    await own.page.evaluate(
      `document.querySelectorAll('details.data').forEach((details, d) => { details.open = d === 0; })`,
    );
    expect(await accessibilityFaults(own.page)).toEqual([]);
  });

  it('fits a phone: wide things scroll within their frames, the page does not', async () => {
    await own.page.setViewportSize({ width: 390, height: 844 });
    const [page, window] = await widths(own.page);
    expect(page).toBeLessThanOrEqual(window);
  });

  it('prints, with its figures, though nobody has scrolled', async () => {
    const { page, problems } = await openFile(browser, join(parent, 'plots/report.html'), { dark: true });
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await marksOfSheets(page)).filter((count) => count < 10)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('runs nothing that users wrote, asks for nothing, and has nothing to complain of', async () => {
    expect(await own.page.evaluate('window.broken')).toBeUndefined();
    expect(own.problems).toEqual([]);
  });

  it('of 100 000 trials stays small, and shows what has too many marks as a picture', async () => {
    makeLarge();
    expect(moe(['report', 'large.yaml', '-q', '--out', 'large.html'], parent)).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(parent, 'large.html')).size).toBeLessThan(5e6);
    const { page, problems } = await openFile(browser, join(parent, 'large.html'));
    expect(
      await page.locator('figure.picture img').evaluate((image) => (image as { naturalWidth?: number }).naturalWidth),
    ).toBeGreaterThan(400);
    expect(await page.evaluate(`document.body.textContent.includes('The first 100 of 14286 reasons; all in ')`)).toBe(
      true,
    );
    expect(await page.evaluate(`document.querySelectorAll('*').length`)).toBeLessThan(20_000);
    expect(problems).toEqual([]);
  });
});

/** Results of four tasks with 25 000 trials each, written as a run would write them. */
function makeLarge(): void {
  const task = '{ data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }';
  const path = join(parent, 'large.yaml');
  writeFileSync(
    path,
    [
      ...['name: large', 'title: Large', 'tasks:', ...['t0', 't1', 't2', 't3'].map((name) => `  ${name}: ${task}`)],
      ...['methods:', '  argmin: { trials: 25000, learn: alternating, assign: argmin }'],
      'figures: [{ name: overview }, { name: table1, cells: { t0: error } }]',
    ].join('\n'),
  );
  const { spec } = readSpec(path, vocabulary, {});
  const cells = cellsOf(spec, vocabulary);
  const outcomes = [...trialsOf(spec, cells, vocabulary, { runtime: '', digestOf: () => '' })].map(
    ({ id, cell, trial, seed, key }, i): Outcome => {
      const ended =
        i % 7 === 0
          ? ({ status: 'degenerate', reason: `reason ${i}` } as const)
          : ({ status: 'ok', reason: '' } as const);
      const metrics = {
        stable: ended.status === 'ok' ? 1 : 0,
        error: cell.task === 't0' ? (i % 997) / 997 : 1,
      };
      const place = { id, task: cell.task, method: cell.method, sweep: {}, trial, seed };
      return { key, seconds: 60, row: { ...place, ...ended, iterations: 3, converged: true, metrics } };
    },
  );
  writeResults(join(parent, 'results/large'), {
    spec,
    cells,
    grid: cells,
    outcomes: outcomesOf(outcomes),
    metrics: vocabulary.metrics.all,
    runJson: (files) => JSON.stringify({ ...run, experiment: 'large', files }),
  });
}
