import { describe, expect, it } from 'vitest';
import { isCut, isFull, queueProblem, warnings } from './connection.js';

describe('what a user is warned of', () => {
  it('is nothing where Redis appends and keeps its keys', () => {
    expect(warnings({ version: '7.0.15', persistent: true, eviction: 'noeviction' })).toEqual([]);
  });

  it('is a Redis without an append-only file, one that drops keys, and one that does not tell', () => {
    expect(warnings({ version: '7.0.15', persistent: false, eviction: 'allkeys-lru' })).toEqual([
      expect.stringContaining('appendonly no'),
      expect.stringContaining('maxmemory-policy allkeys-lru'),
    ]);
    expect(warnings(null)).toEqual([expect.stringContaining('its user may not call INFO')]);
  });
});

describe('what went wrong with a queue', () => {
  const at = { shown: 'redis://moe@host:6379', tls: false };
  it.each([
    [
      "NOPERM this user has no permissions to run the 'lrange' command",
      /its user may not call lrange\. What suffices: ~/,
    ],
    ['NOPERM No permissions to access a key', /its user may not use keys below bull:\. What suffices: ~/],
    ['NOAUTH Authentication required.', /it asks for a password: put the URL with it into MOE_QUEUE/],
    ['self-signed certificate in certificate chain', /its certificate is not signed by a trusted authority/],
    ["Hostname/IP does not match certificate's altnames", /its certificate is of another host/],
    ['something else', /^redis:\/\/moe@host:6379: something else$/],
  ])('%s is said in words', (message, words) => {
    expect(queueProblem(new Error(message), at).message).toMatch(words);
  });

  it('is passing where memory is full or a connection was cut', () => {
    const full = "OOM command not allowed when used memory > 'maxmemory'.";
    expect([full, `ERR ${full}`].map((message) => isFull(new Error(message)))).toEqual([true, true]);
    expect(isFull(new Error('WRONGTYPE'))).toBe(false);
    const reset = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    expect([reset, new Error('Connection is closed.'), new Error('WRONGTYPE')].map(isCut)).toEqual([true, true, false]);
  });
});
