import { describe, expect, it } from 'vitest';
import { pace } from './progress.js';

describe('the time left', () => {
  it('is told once a few trials have been computed, or a good part of what there is', () => {
    expect(pace({ computed: 1, share: 1 / 400 }, 31)).toBe('');
    expect(pace({ computed: 9, share: 9 / 400 }, 31)).toBe('');
    expect(pace({ computed: 10, share: 10 / 400 }, 4)).toBe('about 2 min 36 s left');
    expect(pace({ computed: 1, share: 0.25 }, 3600)).toBe('about 3 h 00 min left');
    expect(pace({ computed: 0, share: 0.5 }, 3600)).toBe('');
  });
});
