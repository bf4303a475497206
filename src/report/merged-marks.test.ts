import { optimize } from 'svgo';
import { describe, expect, it } from 'vitest';
import { mergedMarks } from './merged-marks.js';

const merged = (content: string): string =>
  optimize(`<svg>${content}</svg>`, { plugins: [mergedMarks] }).data.replace(/^<svg>|<\/svg>$/g, '');

const dot = (x: number) => `M${x} 5a1 1 0 1 1-2 0 1 1 0 1 1 2 0`;
const path = (d: string, more = ' opacity=".6"') => `<path${more} d="${d}"/>`;

describe('marks that look alike', () => {
  it('are one path where none of them meets another', () => {
    expect(merged(path(dot(2)) + path(dot(9)) + path(dot(20)))).toBe(path(dot(2) + dot(9) + dot(20)));
    expect(merged(path('M1 1h2v2h-2Z') + path('M9 1h2v2h-2Z'))).toBe(path('M1 1h2v2h-2ZM9 1h2v2h-2Z'));
  });

  it('stand in paths above one another where they meet, each over those that came before it', () => {
    expect(merged(path(dot(2)) + path(dot(3)) + path(dot(20)) + path(dot(21)))).toBe(
      path(dot(2) + dot(20)) + path(dot(3) + dot(21)),
    );
    // The third meets the second alone, and stays over it.
    expect(merged(path(dot(0)) + path(dot(3)) + path(dot(6)))).toBe(path(dot(0)) + path(dot(3)) + path(dot(6)));
  });

  it('of an axis are its lines as one', () => {
    expect(
      merged('<line y2="4"/><line y2="4" transform="translate(24)"/><line y2="4" transform="translate(0 70)"/>'),
    ).toBe('<path d="M0 0v4M24 0v4M0 70v4"/>');
    expect(merged('<line x2="-4"/><line x2="9" transform="translate(0 9)"/>')).toBe('<path d="M0 0h-4M0 9h9"/>');
  });

  it.each([
    ['with another look', path(dot(2)) + path(dot(9), ' opacity=".7"')],
    ['with something between them', `${path(dot(2))}<text>a</text>${path(dot(9))}`],
    ['that say something of their own', path(dot(2), ' data-said="a"') + path(dot(9), ' data-said="a"')],
    ['of other shapes', path('M0 0L9 9') + path('M20 0L29 9')],
    ['that slant', '<line x2="4" y2="4"/><line x2="4" y2="4" transform="translate(24)"/>'],
    ['that are turned', '<line x2="4" transform="rotate(9)"/><line x2="4" transform="translate(24)"/>'],
    ['that are alone', '<line x2="4"/>'],
  ])('are left as they are %s', (_, content) => {
    expect(merged(content)).toBe(content);
  });
});
