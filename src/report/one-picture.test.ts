import { expect, it } from 'vitest';
import { onePicture } from './one-picture.js';

it('a figure as one picture tells screen readers of none of its marks, however deep', () => {
  const spec = {
    width: 3,
    marks: [{ type: 'group', name: 'g', marks: [{ type: 'symbol' }] }, { type: 'rule' }],
  } as const;
  expect(onePicture(spec as never)).toEqual({
    width: 3,
    marks: [
      { type: 'group', name: 'g', aria: false, marks: [{ type: 'symbol', aria: false }] },
      { type: 'rule', aria: false },
    ],
  });
});
