import { mkdtempSync, rmSync } from 'node:fs';
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
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-play-'));
const file = join(folder, 'page.html');
afterAll(() => rmSync(folder, { recursive: true }));

const said = (page: Page) => page.locator('.play .said');
const compared = (page: Page) => page.locator('.play .compared');
/** Waits until the trials that these words are in are done. */
const done = (page: Page, words: string) => said(page).filter({ hasText: words }).waitFor();

describe.skipIf(withoutBrowser('the knobs in a browser'))('the knobs of the page, in a browser', () => {
  let browser: Browser;
  let own: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    // Two of the committed experiments: the trials of one, the paper's number of the other.
    expect(moe(['report', 'fixed-data', 'sensitivity', '-q', '--out', file])).toEqual({
      ...{ status: 0, stdout: '', stderr: '' },
    });
    browser = await startBrowser();
    own = await openFile(browser, file);
    page = own.page;
    await page.locator('.play').scrollIntoViewIfNeeded();
  }, 180_000);
  afterAll(() => browser?.close());

  it.each([
    'argmin',
    'softmax',
    'lap-flow',
    'lp-flow',
  ])('give the committed rows of %s, to the last digit, at the settings of the spec', async (method) => {
    await page.getByRole('radio', { name: method, exact: true }).check();
    await done(page, `${method}, 1000 trials, the spec’s settings`);
    expect(await compared(page).innerText()).toBe('1000 of 1000 rows equal the committed ones, to the last digit.');
  });

  it('run a race of the first task again: the recorded steps from the recorded draws, others from others', async () => {
    const race = page.locator('figure.race').first();
    const told = race.locator('.moving .said').first();
    await race.getByRole('button', { name: 'Last' }).click();
    const recorded = await told.innerText();
    await race.getByRole('button', { name: 'Run here' }).click();
    await race.getByText('Ready: step through it.').waitFor();
    expect(await race.locator('figcaption').innerText()).toMatch(
      /^piecewise-linear by argmin, softmax, lap-flow and lp-flow, trial \d+ of seed 1, run in this page\. 90 samples, 3 experts/,
    );
    expect(await race.locator('.draws small').innerText()).toMatch(
      /^Runs argmin, .* in this page\. Only recorded: lp and direct, whose code this page does not carry; lap, which the spec does not offer here\./,
    );
    expect(await race.getByRole('slider').inputValue()).toBe('0');
    await race.getByRole('button', { name: 'Last' }).click();
    expect(await told.innerText()).toBe(recorded);
    const axes = await race.locator('.legend').innerText();
    await race.getByRole('spinbutton', { name: 'Seed' }).fill('7');
    await race.getByRole('button', { name: 'Run the next trial' }).click();
    await race.locator('figcaption').filter({ hasText: 'of seed 7' }).waitFor();
    // Nothing that is said is still about the recorded trial: not its axes, its steps, nor its row in trials.csv.
    const span = /y from \S+ to [^;]+/;
    expect(axes).toMatch(span);
    expect(span.exec(await race.locator('.legend').innerText())![0]).not.toBe(span.exec(axes)![0]);
    expect(await race.locator('.steps caption').textContent()).toContain('of seed 7, run in this page');
    expect(await page.locator('figure.race + .checked').first().innerText()).toMatch(/^Run in this page, and not/);
    await race.getByRole('button', { name: 'Last' }).click();
    expect(await told.innerText()).not.toBe(recorded);
  });

  it('show the paper’s number beside the method that it is about, and no other', async () => {
    expect(await page.locator('.scale text.paper').count()).toBe(0);
    await page.getByRole('radio', { name: 'argmin', exact: true }).check();
    await done(page, 'argmin, 1000 trials');
    expect(await page.locator('.scale text.paper').allTextContents()).toEqual(['the paper: 20%']);
  });

  it('move the number: five experts fail far more often', async () => {
    const knob = page.getByRole('slider', { name: 'Experts' });
    await knob.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await knob.getAttribute('aria-valuetext')).toBe('5');
    await done(page, 'experts 5 (the spec: 3)');
    expect(await said(page).innerText()).toContain('degenerate 69.3% [66.4%, 72.1%] (the paper: 20%)');
    expect(await compared(page).innerText()).toBe(
      'sensitivity has these settings, too: degenerate 69.3% [66.4%, 72.1%] of 1000 trials; error 0.00398 [0.00296, 0.00501] of 307 trials.',
    );
  });

  it('say which seeds there are where one is none, and keep to the one before', async () => {
    const seed = page.locator('.knob.seed input');
    for (const [text, got] of [
      ['-3', '−3'],
      ['1.5', '1.5'],
      ['', 'none'],
    ] as const) {
      await seed.fill(text);
      expect(await page.locator('.knob.seed .note').innerText()).toBe(
        `Must be a whole number from 0 to 9007199254740991; got ${got}. Still showing seed 1.`,
      );
    }
    await seed.fill('1');
    expect(await page.locator('.knob.seed .note').innerText()).toBe('');
  });

  it('drop what is under way when one is moved', async () => {
    const trials = page.getByRole('slider', { name: 'Trials' });
    await trials.focus();
    await page.keyboard.press('End');
    await page.getByRole('checkbox', { name: 'Joined' }).check();
    await trials.focus();
    await page.keyboard.press('Home');
    await done(page, 'argmin, 10 trials, experts 5 (the spec: 3), joined on (the spec: off)');
    // Nothing of the 10 000 that were asked for comes after.
    expect(await page.locator('.strip .note').innerText()).toMatch(
      /^One mark for each trial.* (\d+) ok \(dots\), (\d+) deg/,
    );
    const counts = (await page.locator('.strip .note').innerText()).match(/\d+/g)!.map(Number);
    expect(counts[0]! + counts[1]!).toBe(10);
  });

  it('are those that the method has, and go back to the settings of the spec', async () => {
    const least = page.getByRole('slider', { name: 'Least size' });
    expect(await least.isVisible()).toBe(false);
    await page.getByRole('radio', { name: 'lp-flow' }).check();
    expect(await page.getByRole('slider', { name: 'Temperature' }).isVisible()).toBe(false);
    await least.focus();
    await page.keyboard.press('End');
    await page.getByRole('slider', { name: 'Greatest size' }).focus();
    await page.keyboard.press('Home');
    await done(page, 'least size 1 (the spec: 0.5), greatest size 1 (the spec: 1.5)');
    await page.getByRole('button', { name: 'The spec’s settings' }).click();
    await done(page, 'lp-flow, 1000 trials, the spec’s settings');
    expect(await compared(page).innerText()).toMatch(/^1000 of 1000 rows equal/);
  });

  it.each(['light', 'dark'] as const)('have no serious fault of accessibility in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    // The rest of the page has tests of its own.
    await page.evaluate(
      `document.querySelectorAll('body > :not(main), main > :not(.play)').forEach((e) => e.remove())`,
    );
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('are not printed: what they show at the settings of the spec is', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.play .panel').isVisible()).toBe(false);
    expect(await page.locator('.play .still table').innerText()).toMatch(/argmin\s+1000\s+20\.2% \[17\.8%, 22\.8%\]/);
    await page.emulateMedia({ media: 'screen' });
  });

  it('ask for nothing, and have nothing to complain of', () => {
    expect(own.problems).toEqual([]);
  });

  it('stand aside for a sentence and the committed results where no script runs', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const bare = await context.newPage();
    await bare.goto(`file://${file}`);
    expect(await bare.locator('.play .panel').isVisible()).toBe(false);
    expect(await bare.locator('.play .still').innerText()).toMatch(
      /^With JavaScript, you can change the settings here/,
    );
    expect(await bare.locator('.play .still table').isVisible()).toBe(true);
    await context.close();
  });
});
