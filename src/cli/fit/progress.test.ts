import { describe, expect, it } from 'vitest';
import { howFar } from './progress.js';

const starts = { done: 4, of: 20, best: 12.3456789 };

describe('what is told of a fit under way', () => {
  it('is as much of it as there is room for, the most useful first', () => {
    const far = howFar();
    expect(far.words(80, 1)).toBe('fitting');
    far.take({ what: '3 experts, fold 2', fits: { done: 4, of: 16 }, starts });
    const whole = '4 of 16 fits, about 28 s left, 3 experts, fold 2, start 4 of 20, best 12.346';
    expect(far.words(whole.length, 10)).toBe(whole);
    expect(far.words(whole.length - 1, 10)).toBe(whole.replace(', best 12.346', ''));
    expect(far.words(30, 10)).toBe('4 of 16 fits, about 28 s left');
    expect(far.words(5, 10)).toBe('4 of 16 fits');
  });

  it('of one fit is how many of its starts have ended', () => {
    const far = howFar();
    far.take({ what: '2 experts', fits: { done: 0, of: 1 }, starts: null });
    expect([far.share(), far.words(80, 1)]).toEqual([0, '2 experts']);
    far.take({ what: '2 experts', fits: { done: 0, of: 1 }, starts });
    expect(far.share()).toBe(0.2);
    expect(far.words(80, 2)).toBe('about 8.0 s left, 2 experts, start 4 of 20, best 12.346');
  });

  it('never goes back, also where there are to be more starts than it seemed', () => {
    const far = howFar();
    const fits = { done: 0, of: 2 };
    far.take({ what: 'a', fits, starts: { done: 10, of: 20, best: 1 } });
    far.take({ what: 'b', fits, starts: { done: 10, of: 20, best: 1 } });
    expect(far.share()).toBe(0.5);
    far.take({ what: 'a', fits, starts: { done: 11, of: 40, best: 1 } });
    expect(far.share()).toBe(0.5);
    far.take({ what: 'a', fits: { done: 1, of: 2 }, starts: null });
    expect(far.share()).toBe(0.75);
    far.take({ what: 'b', fits: { done: 2, of: 2 }, starts: null });
    expect([far.share(), far.words(80, 9)]).toEqual([1, '2 of 2 fits, b']);
  });

  it('obeys nothing that a terminal would', () => {
    const far = howFar();
    far.take({ what: 'a\u001b[31m\n', fits: { done: 0, of: 1 }, starts: null });
    for (const letter of ['\u001b', '\n']) expect(far.words(80, 1)).not.toContain(letter);
  });
});
