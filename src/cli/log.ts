/** Logs for people, on stderr, so that stdout holds data only. */
import type { Logger } from 'pino';
import { printable } from '../documents/printable.js';
import type { GlobalOptions } from './options.js';

interface LogOptions {
  readonly level: 'warn' | 'info' | 'debug';
  readonly color: boolean;
}

/** A pino logger that writes plain lines; loaded when it is first needed, since most commands log nothing. */
async function openLog({ level, color }: LogOptions): Promise<Logger> {
  const [{ default: pino }, { default: pretty }] = await Promise.all([import('pino'), import('pino-pretty')]);
  return pino(
    { level },
    pretty({ colorize: color, destination: 2, sync: true, ignore: 'pid,hostname,time', hideObject: true }),
  );
}

/** Logs through pino, opened with the first message that the level lets through. */
export function speaker({
  quiet,
  verbose,
  color,
}: GlobalOptions): (level: 'warn' | 'info' | 'debug', text: string) => Promise<void> {
  let log: ReturnType<typeof openLog> | undefined;
  return async (level, text) => {
    if ((quiet && level !== 'warn') || (!verbose && level === 'debug')) return;
    log ??= openLog({
      level: quiet ? 'warn' : verbose ? 'debug' : 'info',
      color: color && process.stderr.isTTY === true,
    });
    (await log)[level](printable(text));
  };
}
