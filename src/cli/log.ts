/** Logs for people, on stderr, so that stdout holds data only. */
import type { Logger } from 'pino';

export interface LogOptions {
  readonly level: 'warn' | 'info' | 'debug';
  readonly color: boolean;
}

/** A pino logger that writes plain lines; loaded when it is first needed, since most commands log nothing. */
export async function openLog({ level, color }: LogOptions): Promise<Logger> {
  const [{ default: pino }, { default: pretty }] = await Promise.all([import('pino'), import('pino-pretty')]);
  return pino(
    { level },
    pretty({ colorize: color, destination: 2, sync: true, ignore: 'pid,hostname,time', hideObject: true }),
  );
}
