import { expect, it } from 'vitest';
import { stepText } from './steps.js';

const step = { iteration: 3, loss: 0.1234567, sizes: [30, 29, 31], changed: 4 };

it('says an iteration in one line: its loss, the sizes, and what changed', () => {
  expect(stepText(step, 8)).toBe('iteration 3 of 8: loss 0.123, sizes 30, 29, 31; 4 samples changed expert');
  expect(stepText({ ...step, changed: 1 }, 8)).toMatch(/; 1 sample changed expert$/);
});

it('says nothing of what is not known', () => {
  expect(stepText({ ...step, iteration: 0, loss: null, changed: null }, 8)).toBe('iteration 0 of 8: sizes 30, 29, 31');
});
