import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ink, soft, tints } from './colors.js';
import { toJson } from './draw.js';
import { colorOf, page, shapeOf } from './theme.js';

it('the look that all figures share is that of the golden file; digests of figures leave it out', async () => {
  const sheet = page(
    { title: 'title', notes: ['note'], description: 'words' },
    { data: { values: [] }, mark: 'point' },
  );
  const looks = Array.from({ length: 8 }, (_, i) => [colorOf(i), shapeOf(i)]);
  const golden = join(import.meta.dirname, 'fixtures', 'golden', 'theme.txt');
  await expect(toJson({ ...sheet, ink, soft, tints, looks } as never)).toMatchFileSnapshot(golden);
});
