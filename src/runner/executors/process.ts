/**
 * A lane that is a process: what runs in it may take it down, take all memory or flood its output, and no other lane or
 * the one who waits for it is harmed.
 */
import { fork } from 'node:child_process';
import type { Lane, Ran } from './contract.js';

/** What the process is told at its start; plain data. */
export interface ProcessStart {
  /** The compiled worker of its thread. */
  readonly worker: string;
  readonly workerData: unknown;
  /** As a thread has it, seconds. */
  readonly loadWithin: number;
  /** The process's resident memory, bytes: the trial during which it is more has to end. */
  readonly memory: number;
}

export interface ProcessOptions extends ProcessStart {
  /** The compiled `child.ts`. */
  readonly entry: URL;
  /** It tells every second that it lives; one that says nothing for so long is stopped or hangs, and is ended, seconds. */
  readonly silence: number;
  /** Takes what components write to stdout and stderr, as it comes. */
  onOutput(text: string): void;
}

/** What it says: once that it is loaded, what became of each chunk, and all the while that it lives. */
export type FromProcess = 'loaded' | 'alive' | { readonly ran: Ran; readonly cpuSeconds: number };

/** How often it says that it lives, milliseconds. */
export const beat = 1000;

export function processLane({ entry, onOutput, silence, ...start }: ProcessOptions): Lane {
  const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);
  let death: string | undefined;
  let cpuSeconds = 0;
  /** For how long nothing was heard, milliseconds. */
  let quiet = 0;
  let settle: ((ran: Ran | undefined) => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    const die = (reason: string) => {
      death ??= reason;
      settle?.(undefined);
      resolve();
    };
    child.once('exit', (code, signal) => die(`its process died: ${signal ?? `exit code ${code}`}`));
    child.on('error', ({ message }) => {
      child.kill('SIGKILL');
      die(`its process died: ${message}`);
    });
  });
  const loaded = new Promise<void>((resolve, reject) => {
    child.on('message', (said: FromProcess) => {
      quiet = 0;
      if (said === 'loaded') resolve();
      else if (said !== 'alive') {
        cpuSeconds = said.cpuSeconds;
        settle?.(said.ran);
      }
    });
    void gone.then(() => reject(new Error(`a process to compute in could not be started: ${death}`)));
  });
  child.send(start satisfies ProcessStart);
  return {
    loaded,
    gone,
    cpuSeconds: () => cpuSeconds,
    async run(trials) {
      quiet = 0;
      // Looks are counted, not time: where this process was stopped itself, there were none.
      const watch = setInterval(() => {
        quiet += beat;
        if (quiet <= silence * 1000) return;
        death ??= `its process said nothing for ${silence} s`;
        child.kill('SIGKILL');
      }, beat);
      const ran = await new Promise<Ran | undefined>((resolve) => {
        settle = resolve;
        if (death === undefined) child.send(trials);
        else resolve(undefined);
      }).finally(() => clearInterval(watch));
      return ran ?? { outcomes: [], again: [], accused: { trials, reason: death ?? '' }, lost: true };
    },
    /** At once: it holds nothing that could be lost. */
    async end() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
