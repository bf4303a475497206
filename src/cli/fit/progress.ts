/** While a fit goes on: how far it is, on a terminal. */
import { printable } from '../../documents/printable.js';
import type { FitHooks, FitProgress } from '../../fit/contract.js';
import type { GlobalOptions } from '../options.js';

export interface FitView extends Pick<FitHooks, 'progress'> {
  /** Takes the bar away. */
  end(): void;
}

/** A fit that takes less has ended before anybody would read of it, milliseconds. */
const patience = 300;

/**
 * A bar of the fits that have ended, with what is being fitted, on stderr where that is a terminal; else nothing. The cursor
 * stays, and so does what Ctrl-C does: a fit holds the thread, so only the system can end it at once.
 */
export async function fitView({ quiet }: Pick<GlobalOptions, 'quiet'>): Promise<FitView> {
  if (quiet || process.stderr.isTTY !== true) return { end() {} };
  const { default: progress } = await import('cli-progress');
  const columns = process.stderr.columns ?? 80;
  const bar = new progress.SingleBar({
    format: '{bar} {value}/{total} fits  {what}',
    stream: process.stderr,
    barsize: Math.max(5, Math.min(30, columns - 65)),
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    clearOnComplete: true,
    gracefulExit: false,
  });
  const started = performance.now();
  let running = false;
  return {
    progress(now) {
      const payload = { what: printable(whatOf(now)).slice(0, Math.max(20, columns - 50)) };
      if (running) bar.update(now.fits.done, payload);
      else if (performance.now() - started > patience) bar.start(now.fits.of, now.fits.done, payload);
      running ||= performance.now() - started > patience;
    },
    end() {
      if (running) bar.stop();
    },
  };
}

function whatOf({ what, starts }: FitProgress): string {
  return starts === null ? what : `${what}, start ${starts.done} of ${starts.of}`;
}
