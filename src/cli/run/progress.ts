/** While a run goes on: its progress on stderr, and Ctrl-C. */
import { printable } from '../../documents/printable.js';
import type { Progress } from '../../runner/run.js';
import { exit, printError } from '../output.js';

export interface ProgressView {
  update(progress: Progress): void;
  end(): void;
}

/** How often a plain line is written, milliseconds. */
const plainEvery = 10_000;

/** @param line writes one plain line; used off a terminal. */
export async function progressView(name: string, line: (text: string) => void): Promise<ProgressView> {
  return process.stderr.isTTY ? bar(printable(name)) : plain(name, line);
}

/** Seconds as people say them: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function spoken(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Where fewer trials than these have been computed, and less than this share, it is the start that was timed. */
const few = { computed: 10, share: 0.05 };

/** The time left, by what the trials done and those left are expected to cost. @param seconds since the start. */
export function pace({ share, computed }: Pick<Progress, 'share' | 'computed'>, seconds: number): string {
  const early = computed < few.computed && share < few.share;
  return early || computed === 0 || share === 0 ? '' : `about ${spoken((seconds * (1 - share)) / share)} left`;
}

async function bar(name: string): Promise<ProgressView> {
  const { default: progress } = await import('cli-progress');
  const view = new progress.SingleBar({
    format: `${name.length > 24 ? `${name.slice(0, 21)}...` : name} {bar} {value}/{total}  {pace}`,
    stream: process.stderr,
    barsize: Math.max(5, Math.min(30, (process.stderr.columns ?? 80) - 75)),
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
    gracefulExit: false,
  });
  const started = performance.now();
  let [running, ended] = [false, false];
  return {
    update(now) {
      if (ended) return;
      const payload = { pace: pace(now, (performance.now() - started) / 1000) };
      if (!running) view.start(now.total, now.done, payload);
      else view.update(now.done, payload);
      running = true;
    },
    end() {
      if (running && !ended) view.stop();
      ended = true;
    },
  };
}

function plain(name: string, line: (text: string) => void): ProgressView {
  const started = performance.now();
  let last = started;
  return {
    update(now) {
      const at = performance.now();
      if (at - last < plainEvery || now.done === now.total) return;
      last = at;
      const left = pace(now, (at - started) / 1000);
      line(`${name}: ${now.done} of ${now.total} trials${left === '' ? '' : `, ${left}`}`);
    },
    end() {},
  };
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Asks for the end as the first Ctrl-C does. */
  ask(why: string): void;
  /** What to do before anything is said or the process ends: give the terminal back. */
  beforeMessage(action: () => void): void;
  release(): void;
}

/**
 * The first Ctrl-C aborts the signal; a second one ends the process at once.
 * @param what is said after the first.
 */
export function onInterrupt(what = 'finishing the trials under way; Ctrl-C again stops at once'): Interrupt {
  const controller = new AbortController();
  let before: () => void = () => undefined;
  const ask = (why: string) => {
    before();
    if (controller.signal.aborted) return;
    controller.abort();
    printError(`${why}${what}`);
  };
  const handle = () => {
    if (!controller.signal.aborted) return ask('\nmoe: ');
    before();
    process.exit(exit.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handle);
  return {
    signal: controller.signal,
    ask: (why) => ask(`moe: ${why}: `),
    beforeMessage: (action) => {
      before = action;
    },
    release: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, handle);
    },
  };
}
