import { exit, printError } from '../output.js';
/** Ctrl-C while trials run. */

export interface Interrupt {
  readonly signal: AbortSignal;
  /** What to do before anything is said or the process ends: give the terminal back. */
  beforeMessage(action: () => void): void;
  release(): void;
}

/** The first Ctrl-C lets running trials end; a second one ends the process at once (the journal is whole anyway). */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let before: () => void = () => undefined;
  const handle = () => {
    before();
    if (controller.signal.aborted) process.exit(exit.interrupted);
    controller.abort();
    printError('\nmoe: finishing the trials under way; Ctrl-C again stops at once');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handle);
  return {
    signal: controller.signal,
    beforeMessage: (action) => {
      before = action;
    },
    release: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, handle);
    },
  };
}
