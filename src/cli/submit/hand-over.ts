/** Gives the text to the engine's own program, whose words go to the terminal as moe's do. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { InputError } from '../../errors.js';
import type { Engine } from '../../runner/engines/contract.js';
import { exit, printError, printLine } from '../output.js';

/** @returns the exit code. @throws InputError where the engine's program is not installed. */
export async function handOver({ handOver: by }: Engine, text: string): Promise<number> {
  if ('instead' in by) throw new InputError(`--go: ${by.instead}`);
  const [program, ...words] = by.command;
  const child = spawn(program, words, { stdio: 'pipe' });
  createInterface(child.stdout).on('line', printLine);
  createInterface(child.stderr).on('line', printError);
  // A program that ends before it has read all says why on its own.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  const ended = await new Promise<string | 0>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new InputError(`--go needs ${program}, which is not installed here: it comes with ${by.from}`)
          : error,
      ),
    );
    child.on('close', (code, signal) => resolve(code === 0 ? 0 : `${signal ?? `exit code ${code}`}`));
  });
  if (ended === 0) return exit.ok;
  printError(`moe: ${program} ended with ${ended}; run the same command again for the shards that are missing`);
  return exit.failure;
}
