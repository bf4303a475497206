/** Parsers on damaged input, in this process: each gives what is valid, or an InputError; nothing else, and soon. */
import { expect } from 'vitest';
import { InputError } from '../errors.js';
import { once } from '../results/results.js';
import { mutate } from './mutate.fixture.js';
import { rounds } from './rounds.fixture.js';

/** CPU time that no input of this size may take, seconds. */
const longest = 5;

/** What a parser makes of the input, in so many seconds of CPU time; undefined where it refuses it. */
export async function parsed<T>(parse: () => T | Promise<T>, within = longest): Promise<Awaited<T> | undefined> {
  const before = process.cpuUsage();
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).not.toBe('');
    return undefined;
  } finally {
    const { user, system } = process.cpuUsage(before);
    if (user + system > within * 1e6) expect((user + system) / 1e6).toBeLessThan(within);
  }
}

/** A parser on damaged bytes. */
export function parser(name: string, original: () => Buffer, parse: (bytes: Buffer) => unknown, sample = 2000): void {
  const bytes = once(original);
  rounds({ fault: `${name}, damaged, in process`, sample, all: 10 * sample }, async (rng) => {
    const damaged = mutate(bytes(), rng);
    return (await parsed(() => parse(damaged))) === undefined ? 'refused' : 'read';
  });
}
