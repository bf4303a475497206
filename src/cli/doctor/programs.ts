import { spawnSync } from 'node:child_process';
import { type Check, ok } from './contract.js';

export const git = program('git', ['git'], 'moe compare between revisions', 'install git');

export const chromium = program(
  'chromium',
  ['chromium', 'chromium-browser', 'google-chrome'],
  'the tests of the report in a browser',
  'install it, on Debian apt-get install chromium',
);

/** A program that something needs: the first of these names that runs. */
function program(name: string, commands: readonly string[], about: string, remedy: string): Check {
  return {
    name,
    about,
    optional: true,
    remedy,
    look() {
      for (const command of commands) {
        const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 20_000 });
        if (status === 0) return ok(stdout.trim().split('\n')[0]!);
      }
      throw new Error(`there is no ${commands.join(', ')}`);
    },
  };
}
