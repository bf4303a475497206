import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Marks of each figure; a path may be many. */
const marksOfSheets = (page: Page): Promise<number[]> =>
  page.evaluate(`[...document.querySelectorAll('.drawn .sheet')].map((sheet) =>
    [...sheet.querySelectorAll('svg path')].map((path) => path.getAttribute('d')).join('').split('M').length - 1)`);

/** Pages of a PDF. */
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
/** Opens whatever folds. */
const opened = `document.querySelectorAll('details').forEach((details) => { details.open = true; })`;
/** What is wider than its frame, or than the window. */
const beyond = `[...document.querySelectorAll('html, .scroll, .sheet, pre')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent.slice(0, 99))`;
/** How large each text of a drawing is on the screen, px, with what it says. */
const textSizes = `[...document.querySelectorAll('svg text')].filter((text) => text.getBoundingClientRect().width > 0)
  .map((text) => {
    const { a, b } = text.getScreenCTM();
    return [Math.round(parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b) * 10) / 10, text.textContent];
  })`;

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
    expect(marks).toHaveLength(4);
    expect(marks.filter((count) => count < 10)).toEqual([]);
    for (const figure of await page.locator('.drawn').all()) {
      const title = (await figure.locator('.title').textContent())!;
      expect(await figure.getByRole('img', { name: title, exact: true }).count()).toBe(1);
    }
    expect(problems).toEqual([]);
  });

  it('says what is under the pointer, with at most three digits', async () => {
    const marks = own.page.locator('[id="own.figure-3"] [data-said]');
    const said = await marks.evaluateAll((all) => all.map((each) => each.getAttribute('data-said')!));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((text) => /\d\.0*[1-9]\d{3}/.test(text))).toEqual([]);
    await marks.first().scrollIntoViewIfNeeded();
    // What comes near the window is laid out, and may move what stands below it.
    const shown = own.page.locator('#said.shown');
    await expect
      .poll(
        async () => {
          await marks.first().hover({ force: true });
          return shown.count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    expect(await own.page.locator('#said').innerText()).toMatch(/argmin/);
  });

  it('has dark colors of its own for what is drawn', async () => {
    const fill = () => own.page.evaluate<string>(`getComputedStyle(document.querySelector('.drawn text')).fill`);
    const light = await fill();
    await own.page.emulateMedia({ colorScheme: 'dark' });
    expect(await fill()).not.toBe(light);
    await own.page.emulateMedia({ colorScheme: 'light' });
  });

  it('steps through a race, from the start', async () => {
    const race = own.page.locator('[id="own.race-1"]');
    const said = race.locator('output');
    expect(await said.textContent()).toMatch(/^Step 0 of \d+\./);
    await race.getByRole('slider').focus();
    await own.page.keyboard.press('End');
    expect(await said.textContent()).toMatch(/All have ended\.$/);
    await own.page.keyboard.press('Home');
    expect(await said.textContent()).toMatch(/^Step 0 of \d+\./);
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in %s', async (colorScheme) => {
    await own.page.emulateMedia({ colorScheme });
    // Thousands of equal cells take most of the time.
    await own.page.evaluate(
      `document.querySelectorAll('details.data').forEach((details, d) => { details.open = d === 0; })`,
    );
    expect(await accessibilityFaults(own.page)).toEqual([]);
  });

  it('fits a phone: with all that folds open nothing scrolls sideways, the page no more than a table or a figure', async () => {
    await own.page.setViewportSize({ width: 390, height: 844 });
    await own.page.evaluate(opened);
    expect(await own.page.locator('.scroll, .drawn .sheet').count()).toBeGreaterThan(10);
    expect(await own.page.evaluate(beyond)).toEqual([]);
  });

  it('has texts of at least 11 px in every drawing on a phone', async () => {
    const sizes = await own.page.evaluate<[number, string][]>(textSizes);
    expect(sizes.length).toBeGreaterThan(50);
    expect(sizes.filter(([size]) => size < 11)).toEqual([]);
  });

  it('prints, with its figures, though nobody has scrolled', async () => {
    const { page, problems } = await openFile(browser, join(parent, 'plots/report.html'), { dark: true });
    const sheets = pagesOf(await page.pdf({ preferCSSPageSize: true }));
    expect(sheets).toBeGreaterThan(0);
    expect(sheets).toBeLessThanOrEqual(10);
    expect((await marksOfSheets(page)).filter((count) => count < 10)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    const ink = (name: string) => `getComputedStyle(document.documentElement).getPropertyValue('--${name}')`;
    expect([await page.evaluate(ink('ground')), await page.evaluate(ink('e0'))]).toEqual(['#fff', '#0072b2']);
    expect(problems).toEqual([]);
  });

  it('runs nothing that users wrote, asks for nothing, and has nothing to complain of', async () => {
    expect(await own.page.evaluate('window.broken')).toBeUndefined();
    expect(own.problems).toEqual([]);
  });

  describe('of 100 000 trials', () => {
    let large: WatchedPage;
    beforeAll(async () => {
      makeLarge();
      const args = ['report', 'large.yaml', '-q', '--out', 'large.html'];
      expect(moe(args, parent)).toMatchObject({ status: 0, stderr: '' });
      large = await openFile(browser, join(parent, 'large.html'));
    }, 240_000);

    it('stays small, and shows what has too many marks as a picture', async () => {
      expect(statSync(join(parent, 'large.html')).size).toBeLessThan(5e6);
      const width = await large.page
        .locator('figure.picture img')
        .evaluate((image) => (image as { naturalWidth?: number }).naturalWidth);
      expect(width).toBeGreaterThan(400);
      expect(await large.page.locator('body').textContent()).toContain('The first 100 of 14286 reasons; all in ');
      expect(await large.page.evaluate(`document.querySelectorAll('*').length`)).toBeLessThan(20_000);
    });

    it('filters claims by native controls, says how many are left, and shows one that is linked to', async () => {
      const { page } = large;
      const shown = () =>
        page.locator('tbody[data-verdict]:visible').evaluateAll((all) => all.map((claim) => claim.id));
      const said = page.locator('form.filter output');
      expect(await shown()).toHaveLength(9);
      expect(await said.textContent()).toBe('');
      await page.locator('select[name=section]').selectOption('2');
      expect(await shown()).toEqual(['claim.C2', 'claim.C5', 'claim.C8']);
      expect(await said.textContent()).toBe('3 of 9 claims');
      await page.locator('select[name=verdict]').selectOption('not reproduced');
      expect(await shown()).toEqual(['claim.C2', 'claim.C8']);
      await page.evaluate(`location.hash = 'claim.C1'`);
      await page.locator('[id="claim.C1"]').waitFor();
      expect(await shown()).toHaveLength(9);
    });

    it('tells each sentence of the map of verdicts under the pointer, by keys and at a first tap, and then leads to its claim', async () => {
      const { page } = large;
      const marks = page.locator('.sections a');
      const told = page.locator('p.told');
      const at = () => page.evaluate('location.hash');
      await page.evaluate(`location.hash = ''`);
      expect(await marks.evaluateAll((all) => all.map((mark) => (mark as { tabIndex?: number }).tabIndex))).toEqual([
        ...[0, -1, -1, -1, -1, -1, -1, -1, -1],
      ]);
      await marks.nth(1).hover();
      expect(await told.innerText()).toMatch(/^C4, not reproduced \(the paper: .+; here: .+\): “s”$/);
      await marks.first().focus();
      expect(await told.innerText()).toMatch(/^C1, reproduced \(the paper: .+; here: .+\): “s”$/);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      expect(await told.innerText()).toMatch(/^C5, reproduced \(the paper: .+; here: .+\): “s”$/);
      await page.keyboard.press('End');
      expect(await told.innerText()).toMatch(/^C9, reproduced \(the paper: .+; here: .+\): “s”$/);
      const tap = async () => {
        await marks.nth(3).dispatchEvent('pointerdown', { pointerType: 'touch' });
        await marks.nth(3).dispatchEvent('click');
      };
      await tap();
      expect([await told.innerText(), await at()]).toEqual([
        expect.stringMatching(/^C2, not reproduced \(the paper: p; here: .+\): “s”$/),
        '',
      ]);
      await tap();
      expect(await at()).toBe('#claim.C2');
    });

    it('shows all claims, and no control, where no script runs', async () => {
      const { page } = await openFile(browser, join(parent, 'large.html'), { script: false });
      expect(await page.locator('tbody[data-verdict]:visible').count()).toBe(9);
      expect(await page.locator('form.filter:visible').count()).toBe(0);
    });

    it('has nothing to complain of', () => {
      expect(large.problems).toEqual([]);
    });
  });
});

describe.skipIf(withoutBrowser('the page of this repository in a browser'))('the page of this repository', () => {
  const path = fileURLToPath(new URL('../../../plots/report.html', import.meta.url));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('prints on at most 30 pages', async () => {
    const { page, problems } = await openFile(browser, path);
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBeLessThanOrEqual(30);
    expect(problems).toEqual([]);
  });

  it('fits a phone: at most 25 screens a section, texts of at least 11 px, and nothing that scrolls sideways', async () => {
    const { page } = await openFile(browser, path, { width: 390, height: 844 });
    // Laid out at once, not as it comes near the window.
    await page.evaluate(
      `document.querySelectorAll('.sheet, .part').forEach(({ style }) => { style.contentVisibility = 'visible'; })`,
    );
    const screens = `[...document.querySelectorAll('main > section')]
      .map((section) => [section.id, section.getBoundingClientRect().height / innerHeight])`;
    const long = await page.evaluate<[string, number][]>(screens);
    expect(long.length).toBeGreaterThan(5);
    expect(long.filter(([, count]) => count > 25)).toEqual([]);
    await page.evaluate(opened);
    expect(await page.evaluate(beyond)).toEqual([]);
    const sizes = await page.evaluate<[number, string][]>(textSizes);
    expect(sizes.length).toBeGreaterThan(1000);
    expect(sizes.filter(([size]) => size < 11)).toEqual([]);
    const { page: still } = await openFile(browser, path, { width: 390, height: 844, script: false });
    expect(await still.evaluate(beyond)).toEqual([]);
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
      // Six sevenths of the trials are stable.
      'claims:',
      ...Array.from({ length: 9 }, (_, i) => {
        const test = `{ task: t0, method: argmin, metric: stable, atLeast: ${i % 2 === 0 ? 50 : 95} }`;
        return `  - { id: C${i + 1}, sentence: s, section: "${1 + (i % 3)}", paper: p, expected: reproduced, why: w, tests: [${test}] }`;
      }),
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
