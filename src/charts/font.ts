/**
 * The advance widths of a TrueType font. Vega lays figures out by the width of their texts; without a canvas it guesses
 * 0.8 em a letter, a third too much, which wastes a quarter of a small panel.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The files of the fonts that figures are drawn with: DejaVu Sans, book and bold (shipped by dejavu-fonts-ttf). */
export function fontFiles() {
  const ttf = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return { regular: join(ttf, 'DejaVuSans.ttf'), bold: join(ttf, 'DejaVuSans-Bold.ttf') } as const;
}

/** The width of a text, px, at a font size, px; kerning is left out (it changes a label by less than a pixel). */
export type WidthOf = (text: string, size: number) => number;

/** The width of a text in the figures' font. The two fonts are read when first asked for. */
export function widthOf(text: string, size: number, bold = false): number {
  const measure = measures.get(bold) ?? widthsOf(fontFiles()[bold ? 'bold' : 'regular']);
  measures.set(bold, measure);
  return measure(text, size);
}

const measures = new Map<boolean, WidthOf>();

/** A text cut to a room, px: Vega would draw it cut, and leave room for all of it. */
export function cut(text: string, room: number, size = 11, bold = false): string {
  if (widthOf(text, size, bold) <= room) return text;
  let kept = [...text];
  while (kept.length > 1 && widthOf(`${kept.join('')}…`, size, bold) > room) kept = kept.slice(0, -1);
  return `${kept.join('')}…`;
}

/** The parts of a text joined to lines that fit a room, px, as far as there are parts. */
export function broken(parts: readonly string[], room: number, size = 11, bold = false): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = `${lines.at(-1) ?? ''}${part}`;
    if (lines.length > 0 && widthOf(line.trimEnd(), size, bold) <= room) lines[lines.length - 1] = line;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}

/** Reads head, hhea, hmtx and the format 4 cmap (OpenType 1.9): all that widths need. */
export function widthsOf(file: string): WidthOf {
  const font = readFileSync(file);
  const tables = new Map<string, number>();
  for (let t = 0; t < font.readUInt16BE(4); t++) {
    tables.set(font.toString('latin1', 12 + 16 * t, 16 + 16 * t), font.readUInt32BE(12 + 16 * t + 8));
  }
  const unitsPerEm = font.readUInt16BE(tables.get('head')! + 18);
  const advances = font.readUInt16BE(tables.get('hhea')! + 34);
  const hmtx = tables.get('hmtx')!;
  const glyphs = glyphsOf(font, tables.get('cmap')!);
  const widths = new Map<string, number>();
  for (const [letter, glyph] of glyphs) {
    widths.set(letter, font.readUInt16BE(hmtx + 4 * Math.min(glyph, advances - 1)) / unitsPerEm);
  }
  const missing = font.readUInt16BE(hmtx) / unitsPerEm;
  return (text, size) => {
    let em = 0;
    for (const letter of text) em += widths.get(letter) ?? missing;
    return em * size;
  };
}

/** Glyph index by letter, for the basic multilingual plane (cmap format 4). */
function glyphsOf(font: Buffer, cmap: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let t = 0; t < font.readUInt16BE(cmap + 2); t++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + 8 * t + 4);
    if (font.readUInt16BE(at) !== 4) continue;
    const segments = font.readUInt16BE(at + 6);
    for (let s = 0; s < segments; s += 2) {
      const end = font.readUInt16BE(at + 14 + s);
      const start = font.readUInt16BE(at + 16 + segments + s);
      const delta = font.readUInt16BE(at + 16 + 2 * segments + s);
      const rangeAt = at + 16 + 3 * segments + s;
      const range = font.readUInt16BE(rangeAt);
      for (let code = start; code <= end && code < 0xffff; code++) {
        const raw = range === 0 ? code : font.readUInt16BE(rangeAt + range + 2 * (code - start));
        if (raw !== 0) found.set(String.fromCharCode(code), (raw + delta) & 0xffff);
      }
    }
  }
  return found;
}
