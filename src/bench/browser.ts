/** The browser that pages are tested and measured in: Debian's chromium, or what else of its kind is on the PATH. */
import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';

export const installBrowser = 'apt-get install -y chromium';

/** The first browser that is there. */
export const browserPath: string | undefined = ['/usr/bin/chromium', 'chromium', 'google-chrome'].flatMap((name) => {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
  return found.status === 0 ? [found.stdout.trim()] : [];
})[0];

/** Starts the browser, with nothing that runs beside its pages; whoever starts it closes it. */
export async function startBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error(`there is no chromium: ${installBrowser}`);
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}
