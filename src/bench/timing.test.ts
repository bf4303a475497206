import { expect, test } from 'vitest';
import { perCall } from './timing.js';

/** Timings of calls that take these seconds, the last one for ever, by a clock that only they move. */
function timing(seconds: readonly number[], limit: number) {
  let [now, made] = [0, 0];
  const call = () => {
    now += seconds[Math.min(made++, seconds.length - 1)]!;
  };
  return { ...perCall(call, limit, () => now), made };
}

test('a call beyond the limit is made once', () => {
  expect(timing([5], 3)).toEqual({ seconds: 5, calls: 1, made: 1 });
});

test('what the first call has to build is not in the time', () => {
  expect(timing([2, 0.5], 3)).toEqual({ seconds: 0.5, calls: 5, made: 6 });
});

test('batches end with the limit', () => {
  expect(timing([1], 2)).toEqual({ seconds: 1, calls: 2, made: 3 });
});

test('a batch of quick calls takes a twentieth of a second, and the median batch counts', () => {
  // 2^-7 s a call: 1, 2, 4 and 8 calls to find that 8 are enough, 8 times 8 in all until 1/2 s is over, then five
  // batches, the first of which is slow.
  const warm = Array.from({ length: 7 + 8 * 8 }, () => 2 ** -7);
  expect(timing([...warm, 1, 2 ** -7], 3)).toEqual({ seconds: 2 ** -7, calls: 40, made: 71 + 40 });
});
