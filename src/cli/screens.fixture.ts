/** What commands show, for golden files. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './process.fixture.js';

export const folderFixture = join(import.meta.dirname, 'fixtures', 'screens');

/** What a process shows in a terminal of so many columns, its times, sizes and paths of this machine taken out. */
export function screenOf(
  folder: string,
  args: readonly string[],
  columns: number,
  stream: 'stdout' | 'stderr' = 'stdout',
): string {
  const env = { ...process.env, NO_COLOR: '1', COLUMNS: String(columns) };
  const ended = spawnSync(process.execPath, [join(root, 'bin/moe.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  if (ended[stream] === '') throw new Error(`moe ${args.join(' ')} shows nothing: ${ended.stderr}`);
  return ended[stream]
    .replaceAll(/ in [\d.]+ m?s\b/g, ' in TIME')
    .replaceAll(/ +(?:[\d.]+ (?:µs|ms|s)|time)$/gm, '  TIME')
    .replaceAll(/\(\d[\d.]* [kM]B\)/g, '(SIZE)')
    .replaceAll(/ about [\d.]+ s\b/g, ' about TIME');
}
