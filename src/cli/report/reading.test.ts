/** The page as it is read out and walked through with keys, by its accessibility tree. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFile, startBrowser, withoutBrowser } from '../../browser.fixture.js';
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-reading-'));
const file = join(folder, 'page.html');
afterAll(() => rmSync(folder, { recursive: true }));

/** Contrast of two colors as WCAG 2 has it, and the ground that an element stands on; code of the browser. */
const measures = `
  const channel = (c) => (c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4);
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number);
    return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  };
  const contrast = (...colors) => {
    const [dark, bright] = colors.map(light).sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const groundOf = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return /^rgb\\(/.test(own) ? own : groundOf(element.parentElement);
  };`;
const measured = <T>(page: Page, code: string): Promise<T> => page.evaluate<T>(`(() => { ${measures} ${code} })()`);

/** The roles that are read of what is in a place, in their order. */
const rolesIn = async (place: Locator): Promise<string[]> =>
  (await place.ariaSnapshot()).split('\n').map((line) => /^ *- '?(\w+)/.exec(line)![1]!);

describe.skipIf(withoutBrowser('the reading of the page'))('the page, read out and by keys', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    expect(moe(['report', 'fixed-data', 'sensitivity', '-q', '--out', file])).toMatchObject({ status: 0, stderr: '' });
    browser = await startBrowser();
    ({ page } = await openFile(browser, file));
  }, 180_000);
  afterAll(() => browser?.close());

  it('has one place of each kind to jump to, and sections by the name of their heading', async () => {
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const)
      expect(await page.getByRole(role).count()).toBe(1);
    const unnamed = `[...document.querySelectorAll('section')].filter((section) => {
      const heading = document.getElementById(section.getAttribute('aria-labelledby'));
      return !/^H[2-4]$/.test(heading?.tagName) || !section.contains(heading);
    }).length`;
    expect(await page.evaluate(unnamed)).toBe(0);
  });

  it('says of a figure its caption, its title, how it was measured, one graphic by the title, and where the numbers are', async () => {
    const figures = await page.locator('figure.drawn').all();
    expect(figures.length).toBeGreaterThan(5);
    for (const figure of figures) {
      expect(await rolesIn(figure)).toEqual(['figure', 'strong', 'text', 'paragraph', 'paragraph', 'img', 'group']);
      const title = (await figure.locator('.title').textContent())!;
      expect(title.split(' ').length).toBeLessThanOrEqual(60);
      expect(await figure.getByRole('img', { name: title, exact: true }).count()).toBe(1);
    }
  });

  it('says of a sentence in the map its verdict, both numbers and the sentence, and of a mark in a table what passes', async () => {
    const map = page.locator('.sections');
    const names = await map.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('aria-label')!));
    expect(
      names.filter((name) => /^F1, .+ \(the paper: 20%; here: 18% .+\): “For the regression task/.test(name)),
    ).toHaveLength(1);
    expect(names.filter((name) => !/“.+”/.test(name))).toEqual([]);
    expect(await map.getByRole('img').count()).toBe(0);
    const claim = page.locator('[id="claim.F1"]');
    expect(await claim.getByRole('img').getAttribute('aria-label')).toMatch(/^passes: /);
    expect(await claim.locator('summary').first().textContent()).toContain('recompute it: F1');
  });

  it('says a knob’s value once, by the slider, and what came of it when that has settled', async () => {
    const knob = page.locator('.knob', { has: page.getByRole('slider', { name: 'Experts' }) });
    await knob.scrollIntoViewIfNeeded();
    expect(await knob.getByRole('status').count()).toBe(0);
    const said = page.locator('.play p.said');
    await said.filter({ hasText: 'the spec’s settings' }).waitFor();
    await page.evaluate(`
      window.told = [];
      new MutationObserver(() => told.push(document.querySelector('.play p.said').textContent))
        .observe(document.querySelector('.play p.said'), { childList: true });`);
    const slider = knob.getByRole('slider');
    await slider.focus();
    // One after the other in one task, as from a key that is held down.
    await slider.evaluate((input) => {
      const range = input as unknown as { value: string; dispatchEvent(event: Event): void };
      for (const value of ['3', '4', '5']) {
        range.value = value;
        range.dispatchEvent(new Event('input'));
      }
    });
    await said.filter({ hasText: 'experts ' }).waitFor();
    expect(await page.evaluate('told.length')).toBe(1);
  });

  it('says each step of a race once, and none while it plays', async () => {
    const race = page.locator('figure.race').first();
    const output = race.locator('.controls output');
    await race.getByRole('button', { name: 'Next', exact: true }).click();
    expect([await output.getAttribute('aria-live'), await output.textContent()]).toEqual([
      'polite',
      expect.stringMatching(/^Step 1 of \d+\./),
    ]);
    // Lanes are read where the reader goes, and not when they change.
    expect(await race.locator('.moving [aria-live], .moving [role=status], .moving output').count()).toBe(0);
    await race.getByRole('button', { name: 'Play', exact: true }).click();
    expect(await output.getAttribute('aria-live')).toBe('off');
    await race.getByRole('button', { name: 'Pause' }).click();
    expect(await output.getAttribute('aria-live')).toBe('polite');
  });

  it('shows a race once: where its trials come again, a link leads to it', async () => {
    const ids = await page.locator('figure.race').evaluateAll((all) => all.map(({ id }) => id));
    expect(ids).toEqual(['fixed-data.race-1', 'fixed-data.race-2', 'sensitivity.race-3']);
    const links = page.locator('#sensitivity').getByRole('link', { name: 'those of fixed-data' });
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      ...['#fixed-data.race-1', '#fixed-data.race-2'],
    ]);
  });

  it('is walked with the tab key, past the head first, and shows where it is, in light and dark', async () => {
    const { page: fresh } = await openFile(browser, file);
    await fresh.keyboard.press('Tab');
    const skip = fresh.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.evaluate((link) => link.matches(':focus'))).toBe(true);
    expect((await skip.boundingBox())!.x).toBeGreaterThanOrEqual(0);
    await fresh.keyboard.press('Enter');
    expect(await fresh.evaluate('document.activeElement.localName')).toBe('main');
    await fresh.keyboard.press('Tab');
    expect(await fresh.evaluate(`document.activeElement.closest('main') !== null`)).toBe(true);
    // No stop at a figure, which neither acts nor scrolls.
    expect(await fresh.locator('.drawn .sheet[tabindex]').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await fresh.emulateMedia({ colorScheme });
      const rings = await measured<
        readonly { readonly of: string; readonly width: number; readonly contrast: number }[]
      >(
        fresh,
        `return [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].flatMap((each) => {
          each.focus({ focusVisible: true, preventScroll: true });
          if (document.activeElement !== each) return [];
          const { outlineWidth, outlineColor, outlineStyle } = getComputedStyle(each);
          const width = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
          return [{ of: each.outerHTML.slice(0, 80), width, contrast: contrast(outlineColor, groundOf(each.parentElement)) }];
        })`,
      );
      expect(rings.length).toBeGreaterThan(100);
      expect(rings.filter(({ width, contrast }) => width < 2 || contrast < 3)).toEqual([]);
    }
  });

  it.each([
    'light',
    'dark',
  ] as const)('has text about figures that stands out from its ground in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const [count, faint] = await measured<[number, string[]]>(
      page,
      `const texts = [...document.querySelectorAll('figcaption, figure p, figure small, figure strong, .drawn .heading')];
       const isFaint = (text) => contrast(getComputedStyle(text).color, groundOf(text)) < 4.5;
       return [texts.length, texts.filter(isFaint).map((text) => text.textContent)];`,
    );
    expect(count).toBeGreaterThan(30);
    expect(faint).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('hides what is said under the pointer at Escape', async () => {
    const mark = page.locator('.drawn [data-said]').first();
    // The page may still be laid out when the pointer comes, and the mark be elsewhere then.
    const said = async () => {
      await page.mouse.move(0, 0);
      await mark.scrollIntoViewIfNeeded();
      await mark.hover({ force: true });
      return page.locator('#said.shown').count();
    };
    await expect.poll(said, { timeout: 30_000 }).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('#said.shown').count()).toBe(0);
  });

  it('opens on a phone what is folded over the claim that a link leads to, and goes on from there', async () => {
    const { page: phone } = await openFile(browser, file, { width: 390, height: 844 });
    const claim = phone.locator('[id="claim.F5"]');
    const fold = phone.locator('#sensitivity details.more', { has: claim });
    expect(await fold.evaluate((details) => details.hasAttribute('open'))).toBe(false);
    await phone.locator('.sections a[href="#claim.F5"]').focus();
    await phone.keyboard.press('Enter');
    await claim.waitFor();
    expect(await fold.evaluate((details) => details.hasAttribute('open'))).toBe(true);
    const top = () => claim.evaluate((row) => row.getBoundingClientRect().top);
    await expect.poll(top, { timeout: 10_000 }).toBeLessThan(844);
    expect(await top()).toBeGreaterThanOrEqual(0);
    await phone.keyboard.press('Tab');
    expect(await phone.evaluate(`document.activeElement.closest('tbody')?.id`)).toBe('claim.F5');
  });
});
