/** While a fit goes on: how far it is, on stderr. */

import { toDigits } from '../../documents/numbers.js';
import { printable } from '../../documents/printable.js';
import type { FitHooks, FitProgress } from '../../fit/contract.js';
import type { GlobalOptions } from '../options.js';
import { speaker } from '../output.js';
import { onInterrupt, pace } from '../run/progress.js';

interface FitView extends Required<Pick<FitHooks, 'progress'>> {
  /** Takes the bar away, and gives the cursor back. */
  end(): void;
}

/** A fit that takes less has ended before anybody would read of it, milliseconds. */
const patience = 300;

/** How often a plain line is written where stderr is no terminal, milliseconds. */
const plainEvery = 10_000;

/**
 * Carries out a fit, tells how far it is, and ends it on Ctrl-C: the fit is on threads, so that this one hears of it.
 * @param said after Ctrl-C, such as `the fit was interrupted`.
 * @returns null where it was interrupted.
 */
export async function watched<T>(
  options: GlobalOptions,
  said: string,
  fit: (hooks: FitHooks) => Promise<T>,
): Promise<T | null> {
  const view = await fitView(options);
  const interrupt = onInterrupt(said);
  interrupt.beforeMessage(view.end);
  try {
    return await fit({ progress: view.progress, signal: interrupt.signal });
  } catch (error) {
    if (interrupt.signal.aborted) return null;
    throw error;
  } finally {
    view.end();
    interrupt.release();
  }
}

/** A bar on a terminal, a line now and then elsewhere, and nothing where it is to be quiet. */
async function fitView(options: GlobalOptions): Promise<FitView> {
  if (options.quiet) return { progress() {}, end() {} };
  return process.stderr.isTTY === true ? bar() : plain(speaker(options));
}

async function bar(): Promise<FitView> {
  const { default: progress } = await import('cli-progress');
  const columns = process.stderr.columns ?? 80;
  const barsize = Math.max(5, Math.min(30, Math.floor(columns / 6)));
  const view = new progress.SingleBar({
    format: '{bar}  {words}',
    ...{ stream: process.stderr, barsize, barCompleteChar: '\u2588', barIncompleteChar: '\u2591' },
    ...{ hideCursor: true, clearOnComplete: true, gracefulExit: false },
  });
  const far = howFar();
  const started = performance.now();
  let state: 'waiting' | 'shown' | 'ended' = 'waiting';
  const payload = () => ({ words: far.words(columns - barsize - 3, (performance.now() - started) / 1000) });
  // Also where nothing is told for long.
  const show = (): void => {
    if (state !== 'waiting') return;
    state = 'shown';
    view.start(1, far.share(), payload());
  };
  const timer = setTimeout(show, patience);
  return {
    progress(now) {
      far.take(now);
      if (state === 'shown') view.update(far.share(), payload());
    },
    end() {
      clearTimeout(timer);
      if (state === 'shown') view.stop();
      state = 'ended';
    },
  };
}

function plain(say: ReturnType<typeof speaker>): FitView {
  const far = howFar();
  const started = performance.now();
  const timer = setInterval(() => {
    void say('info', far.words(Number.POSITIVE_INFINITY, (performance.now() - started) / 1000));
  }, plainEvery);
  return { progress: far.take, end: () => clearInterval(timer) };
}

/** What has been told of a fit so far. */
export function howFar() {
  let last: FitProgress | undefined;
  /** Of each fit under way, the greatest share of its starts that was told: how many there will be may grow. */
  const under = new Map<string, number>();
  const share = (): number => {
    if (last === undefined) return 0;
    const begun = [...under.values()].reduce((sum, part) => sum + part, 0);
    return Math.min(1, (last.fits.done + begun) / last.fits.of);
  };
  return {
    take(now: FitProgress): void {
      last = now;
      const { what, starts } = now;
      if (starts === null) under.delete(what);
      else under.set(what, Math.max(under.get(what) ?? 0, starts.done / starts.of));
    },
    /** From 0 to 1. */
    share,
    /** `3 of 16 fits, about 12 s left, 3 experts, fold 2, start 4 of 20, best 12.3`: as much of it as there is room for, letters. */
    words(room: number, seconds: number): string {
      if (last === undefined) return 'fitting';
      const { fits, what, starts } = last;
      const done = share();
      // Before that it is the threads' start that was timed.
      const left = pace({ share: done, computed: done < 0.05 || done === 1 ? 0 : 10 }, seconds);
      const parts = [
        ...(fits.of > 1 ? [`${fits.done} of ${fits.of} fits`] : []),
        ...(left === '' ? [] : [left]),
        printable(what),
        ...(starts === null ? [] : [`start ${starts.done} of ${starts.of}`, `best ${toDigits(starts.best, 5)}`]),
      ];
      while (parts.length > 1 && parts.join(', ').length > room) parts.pop();
      return parts.join(', ');
    },
  };
}
