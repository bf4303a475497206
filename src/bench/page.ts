/** How soon a reader can use the page: opened in a browser on a processor a quarter as fast, several times. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { median } from '../math/statistics.js';
import { startBrowser } from './browser.js';

/** How many times slower the processor is made, and how often each page is opened. */
const [slower, loads] = [4, 7];
/** No task of more than 50 ms for so long: what was started has ended, ms. */
const quiet = 1500;

/** A row a window: seconds until the document is built and the last long task (above 50 ms) has ended, and the size. */
export async function pageRows(file: string): Promise<string[][]> {
  const browser = await startBrowser();
  try {
    const rows = [['window', 'MB', 'first paint, s', 'interactive, s (median)', 'slowest, s', 'aim, s']];
    for (const [name, width, height] of [
      ['desktop', 1280, 800],
      ['phone', 390, 844],
    ] as const) {
      const times: Load[] = [];
      for (let load = 0; load < loads; load++) times.push(await open(browser, file, { width, height }));
      const interactive = times.map((time) => time.interactive);
      const seconds = (ms: number) => (ms / 1000).toFixed(2);
      rows.push([
        ...[name, (statSync(file).size / 1e6).toFixed(2), seconds(median(times.map(({ paint }) => paint))!)],
        ...[seconds(median(interactive)!), seconds(Math.max(...interactive)), '2'],
      ]);
    }
    return rows;
  } finally {
    await browser.close();
  }
}

/** Since the navigation began, ms. */
interface Load {
  readonly paint: number;
  readonly interactive: number;
}

async function open(browser: Browser, file: string, viewport: { width: number; height: number }): Promise<Load> {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower });
    await page.addInitScript(`
      window.lastTask = 0;
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) window.lastTask = Math.max(window.lastTask, startTime + duration);
      }).observe({ type: 'longtask', buffered: true });`);
    await page.goto(pathToFileURL(resolve(file)).href, { timeout: 0 });
    return await page.evaluate<Load>(`new Promise((done) => {
      const look = () => {
        const built = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
        const interactive = Math.max(built, window.lastTask);
        if (performance.now() - interactive < ${quiet}) return setTimeout(look, 200);
        const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? interactive;
        done({ paint, interactive });
      };
      look();
    })`);
  } finally {
    await context.close();
  }
}
