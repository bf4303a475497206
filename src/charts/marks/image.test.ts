import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { grayImage } from './image.js';

const bytesOf = (url: string): Buffer => Buffer.from(url.replace('data:image/png;base64,', ''), 'base64');

test('0 is white, 1 is black, row by row from the top; what is beyond is cut off', () => {
  const png = bytesOf(grayImage([0, 0.5, 1, -3, 2, 0.25], 3));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
  const data = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8);
  expect([...inflateSync(data)]).toEqual([0, 255, 128, 0, 0, 255, 0, 191]);
});

test('another program reads it, its check sums included', () => {
  const image = (url: string) =>
    new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><image width="2" height="2" href="${url}"/></svg>`,
    )
      .render()
      .pixels.toString('hex');
  expect(image(grayImage([1, 1, 1, 1], 2))).toBe('000000ff'.repeat(4));
  expect(image(grayImage([0, 0, 0, 0], 2))).toBe('ffffffff'.repeat(4));
  const spoilt = bytesOf(grayImage([1, 1, 1, 1], 2));
  spoilt[spoilt.indexOf('IHDR') + 17]! ^= 1;
  expect(image(`data:image/png;base64,${spoilt.toString('base64')}`)).toBe('00000000'.repeat(4));
});
