import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { addressFrom, hideAddress, parseAddress } from './address.js';

describe('the address of a queue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moe-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, 'queue.url');
    writeFileSync(path, text);
    return path;
  };

  it('is read from a URL, with what is not given filled in', () => {
    expect(parseAddress('redis://host', '--queue')).toEqual({
      ...{ host: 'host', port: 6379, db: 0, tls: false, shown: 'redis://host:6379' },
    });
    expect(parseAddress('rediss://moe:p%40ss@[::1]:6380/3', 'MOE_QUEUE')).toEqual({
      ...{ host: '::1', port: 6380, db: 3, username: 'moe', password: 'p@ss', tls: true },
      shown: 'rediss://moe@[::1]:6380/3',
    });
  });

  it('never shows a password, whatever it is', () => {
    const secret = fc.string({ minLength: 1 }).map(encodeURIComponent);
    const url = fc.tuple(fc.constantFrom('redis', 'rediss'), secret, fc.constantFrom('host', 'host:1', 'host/2'));
    fc.assert(
      fc.property(url, ([protocol, password, rest]) => {
        const { shown } = parseAddress(`${protocol}://moe:${password}@${rest}`, '--queue');
        expect(shown).toMatch(/^rediss?:\/\/moe@host:\d+(\/2)?$/);
      }),
      { seed: 1 },
    );
  });

  it('must be a URL of Redis; a text that may hold a password is not repeated', () => {
    const refused = (text: string, open = true) => {
      try {
        return parseAddress(text, 'MOE_QUEUE', open).shown;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const must = 'MOE_QUEUE must be a URL such as redis://host:6379 or rediss://user@host:6380/0';
    const wrong = {
      'fixed-data': 'it is no URL',
      'http://host': 'it does not begin with redis:// or rediss://',
      'redis://': 'it names no host',
      'redis://host/first': 'after the host it may only have the number of a database',
    };
    for (const [text, why] of Object.entries(wrong)) {
      expect(refused(text)).toBe(`${must}: ${why}; got "${text}"`);
      expect(refused(text, false)).toBe(`${must}: ${why}`);
    }
    expect(refused('redis://host?password=secret')).toMatch(/: it must not have a \? or # \((?!.*secret)/);
    expect(refused('http://moe:secret@host')).toBe(`${must}: it does not begin with redis:// or rediss://`);
    expect(refused('redis://moe:secret@')).toBe(`${must}: it is no URL`);
    expect(refused('redis://moe:%zz@host')).toBe(`${must}: its user or password holds a % that is no escape`);
  });

  it('comes from the flag, else from the environment, else from the file that it names', () => {
    const both = { MOE_QUEUE: 'redis://env', MOE_QUEUE_FILE: file('redis://moe:secret@file\n') };
    expect(addressFrom({ queue: 'redis://flag' }, both).host).toBe('flag');
    expect(addressFrom({ queue: true }, both).host).toBe('env');
    expect(addressFrom({}, { ...both, MOE_QUEUE: '' })).toMatchObject({ host: 'file', password: 'secret' });
    expect(() => addressFrom({}, {})).toThrow('no queue is named: give --queue redis://host:6379, or put a URL into');
    expect(() => addressFrom({}, { MOE_QUEUE_FILE: '/nowhere' })).toThrow(
      'MOE_QUEUE_FILE: cannot read the file that it names: there is none',
    );
  });

  it('shows nothing of what the environment or a file holds, and takes it out of the environment', () => {
    const secret = 's3cret';
    const names = (text: string) => ({ MOE_QUEUE_FILE: file(text) });
    const wrong = [
      ...[`redis://host?password=${secret}`, secret, `redis://host/${secret}`].flatMap((text) => [
        { MOE_QUEUE: text },
        names(text),
        { MOE_QUEUE_FILE: text },
      ]),
      names(`${secret}\nredis://host`),
    ];
    for (const environment of wrong) {
      expect(() => addressFrom({}, environment)).toThrow(/^(?!.*s3cret)[^\n]*MOE_QUEUE(?!.*s3cret)/);
    }
    const environment = { MOE_QUEUE: 'redis://host', MOE_QUEUE_FILE: 'url', HOME: '/' };
    hideAddress(environment);
    expect(environment).toEqual({ HOME: '/' });
  });

  it('has no password among the arguments', () => {
    expect(() => addressFrom({ queue: 'redis://moe:secret@host' }, {})).toThrow(
      /^--queue must not hold a password: (?!.*secret)/,
    );
  });

  it('takes certificates for rediss:// only', () => {
    const ca = file('-----BEGIN CERTIFICATE-----\n...');
    expect(addressFrom({ queue: 'rediss://host', ca }, {}).ca).toContain('BEGIN');
    expect(addressFrom({ queue: 'rediss://host' }, { MOE_QUEUE_CA: ca }).ca).toContain('BEGIN');
    expect(() => addressFrom({ queue: 'redis://host', ca }, {})).toThrow('--ca needs a queue with TLS: rediss://');
    expect(() => addressFrom({ queue: 'rediss://host', ca: file('no') }, {})).toThrow('must hold certificates as PEM');
  });
});
