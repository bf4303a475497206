/** "Why this row?" in a real browser: the page computes what `moe predict` writes, to the last bit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, openFile, startBrowser, withoutBrowser } from '../../browser.fixture.js';
import { stream, uniform } from '../../math/random.js';
import { csvOf, fitFile, rowsOf } from '../predict/model-file.fixture.js';
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-why-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** Rows that nobody has seen, some of them beyond what was: every digit of a double counts. */
const rng = stream('why', 1);
const asked = Array.from({ length: 60 }, (_, i) => {
  const row = { x: uniform(rng, -1, 11), z: uniform(rng, -1.1, 1.1), c: ['red', 'green', 'blue'][i % 3]! };
  return i % 10 === 0 ? { ...row, x: Math.round(row.x), z: 0 } : row;
});
writeFileSync(at('table.csv'), csvOf(rowsOf(150, 1, ['down', 'up', 'far'])));
writeFileSync(
  at('asked.csv'),
  csvOf(
    asked.map(({ x, z, c }) => `${x},${z},${c}`),
    'x,z,c',
  ),
);

function written(args: readonly string[]): void {
  expect(moe(args, folder)).toMatchObject({ status: 0, stderr: '' });
}

interface Told {
  readonly prediction: string;
  readonly text: string;
  readonly expert: number;
  readonly share: number;
  /** The ends of the interval, or the classes of the set. */
  readonly within: readonly (readonly [value: string, text: string])[];
  readonly stability: string | null;
  readonly outside: boolean;
}

/** What the page says of each of these rows: its controls are set one after the other. */
const toldOf = (page: Page, rows: typeof asked): Promise<Told[]> =>
  page.evaluate<Told[]>(`(async (rows) => {
    const set = (control, value, event) => {
      control.value = value;
      control.dispatchEvent(new Event(event));
    };
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const labels = [...document.querySelectorAll('.why .knob > label:first-child')].slice(-3);
    const told = [];
    for (const row of rows) {
      for (const { textContent, htmlFor } of labels) {
        const [value, control] = [row[textContent], document.getElementById(htmlFor)];
        if (typeof value === 'number') set(control, String(value), 'input');
        else set(control, [...control.options].find(({ text }) => text === value).value, 'change');
      }
      await drawn();
      await drawn();
      const [prediction] = document.querySelectorAll('.why .predicted data');
      const within = [...document.querySelectorAll('.why .within data')];
      const [expert, share] = document.querySelectorAll('.why .decides data');
      told.push({
        prediction: prediction.value,
        text: prediction.textContent,
        expert: Number(expert.value),
        share: Number(share.value),
        within: within.map(({ value, textContent }) => [value, textContent]),
        stability: document.querySelector('.why .stable data')?.value ?? null,
        outside: document.querySelector('.why .beyond') !== null,
      });
    }
    return told;
  })(${JSON.stringify(rows)})`);

describe.skipIf(withoutBrowser('why a row goes where it goes, in a browser'))('why this row, in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  const gates = ['softmax', 'nearest-mean', 'tree'];
  const models = ['linear', 'constant', 'logistic'].flatMap((expert) => gates.map((gate) => ({ expert, gate })));
  it.each([
    ...models,
    { expert: 'linear', gate: 'mlp' },
    { expert: 'linear', gate: 'nearest-median' },
  ])('is what moe predict says of the same rows, to the last bit: $expert experts, $gate gate', async ({
    expert,
    gate,
  }) => {
    const name = `${expert}-${gate}`;
    const target = expert === 'logistic' ? 'kind' : 'y';
    await fitFile(folder, `${name}.json`, 'table.csv', {
      formula: `${target} ~ x + c + z`,
      expert,
      gate,
      experts: 3,
      intervals: 0.9,
      ...(expert === 'linear' ? { method: 'multistart', starts: 4, bootstrap: 40 } : {}),
    });
    written(['predict', `${name}.json`, 'asked.csv', '-o', `${name}.csv`, '-q']);
    written(['inspect', `${name}.json`, '-o', `${name}.html`, '-q']);
    const lines: Record<string, string>[] = parse(readFileSync(at(`${name}.csv`)), { columns: true });
    const { page, problems } = await openFile(browser, at(`${name}.html`));
    await page.locator('.why.live').waitFor();
    const told = await toldOf(page, asked);
    expect(told.map(({ expert, share, outside }) => [expert, share, outside])).toEqual(
      lines.map(({ expert, share, outside }) => [Number(expert), Number(share), outside === '1']),
    );
    expect(told.map(({ prediction, text }) => (target === 'y' ? Number(prediction) : text))).toEqual(
      lines.map(({ prediction }) => (target === 'y' ? Number(prediction) : prediction)),
    );
    expect(told.map(({ stability }) => stability)).toEqual(lines.map(({ stability = null }) => stability));
    expect(told[0]!.stability === null).toBe(expert !== 'linear');
    expect(new Set(told.map(({ outside }) => outside)).size).toBe(2);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('takes a row of the table by its number, sliders by the keyboard, keeps both in its address, and has no fault', async () => {
    await fitFile(folder, 'rows.json', 'table.csv', {
      ...{ formula: 'y ~ x + c + z', gate: 'softmax', experts: 2, intervals: 0.9 },
    });
    written(['inspect', 'rows.json', '--data', 'table.csv', '-o', 'rows.html', '-q']);
    const { page, problems } = await openFile(browser, at('rows.html'));
    const number = page.getByLabel('Row of the table');
    await number.fill('17');
    await number.press('Enter');
    const row = readFileSync(at('table.csv'), 'utf8').split('\n')[17]!.split(',');
    const x = page.getByRole('spinbutton', { name: 'x', exact: true });
    expect(await x.inputValue()).toBe(row[0]);
    expect(await page.getByLabel('c', { exact: true }).locator('option:checked').innerText()).toBe(row[2]);
    const answer = page.locator('.why .answer');
    const before = await answer.innerText();
    const slider = page.getByRole('slider', { name: 'z', exact: true });
    await slider.press('End');
    await expect.poll(() => page.locator('.why .beyond').innerText()).toMatch(/^⚠ Out of range: z is 1\.\d+, outside/);
    await expect.poll(() => page.locator('.why .heard').textContent()).toMatch(/^y −?[\d.]+\. Out of range: z is/);
    const of = page.locator('[id="why.row.said"]');
    await expect.poll(() => of.innerText()).toBe('row 17, changed: z');
    const told = await answer.innerText();
    expect(told).toContain('No coverage is promised there.');
    expect(page.url()).toMatch(/#row=17&i\d=1\.\d+$/);
    await page.reload();
    await expect.poll(() => answer.innerText()).toBe(told);
    expect(await number.inputValue()).toBe('17');
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect.poll(() => answer.innerText()).toBe(before);
    await page.getByRole('button', { name: 'Next row' }).click();
    expect(await number.inputValue()).toBe('18');
    await number.fill('4000');
    await number.press('Enter');
    expect(await number.inputValue()).toBe('150');
    expect(await of.innerText()).toBe('Row 4000 is not on this page; row 150 is the nearest that is.');
    await x.fill('');
    expect(await x.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.why .note:visible', { hasText: 'Not a number: the answer is' }).count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 120_000);

  it('steps through the fit by keyboard and by button to the model, and has its start, middle and end without a script', async () => {
    await fitFile(folder, 'course.json', 'table.csv', {
      ...{ formula: 'y ~ x + c + z', method: 'gated-alternating', gate: 'softmax', experts: 2, starts: 4 },
    });
    written(['inspect', 'course.json', '--data', 'table.csv', '-o', 'course.html', '-q']);
    const still = await openFile(browser, at('course.html'), { script: false });
    const called = await still.page.locator('#course .frame-name').allInnerTexts();
    expect(called.map((text) => text.split(',')[0])).toEqual(['The start', 'The middle', 'The end']);
    expect(await still.page.locator('#course .frames .lane').count()).toBe(3);
    expect(await still.page.locator('.why .predicted').innerText()).toMatch(/^y\s−?[\d.]+/);
    await still.page.context().close();
    const { page, problems } = await openFile(browser, at('course.html'), { width: 375 });
    const course = page.locator('#course');
    const slider = course.getByRole('slider', { name: 'Step' });
    const said = course.locator('output');
    const [first] = [await said.innerText()];
    expect(first).toMatch(/^Step 0 of \d+\. Start: the experts hold \d+ and \d+ samples\.$/);
    const drawing = () => course.locator('.moving .lane svg').first().innerHTML();
    const before = await drawing();
    await slider.press('ArrowRight');
    expect(await said.innerText()).toMatch(/^Step 1 of /);
    expect(await drawing()).not.toBe(before);
    expect(await course.locator('.moving path.beside').count()).toBe(1);
    await course.getByRole('button', { name: 'Last' }).click();
    expect(await said.innerText()).toMatch(/The experts are refitted to the cells of the gate.*It has converged\.$/);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 120_000);
});
