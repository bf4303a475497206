/** Files of tables for tests, and what either way of reading them says. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { InputError } from '../errors.js';
import type { Column, Frame } from './frame.js';
import type { Expected, ExpectedOf } from './frame-builder.js';
import { readTable } from './read-table.js';
import { streamTable } from './stream-table.js';

export const folder = mkdtempSync(join(tmpdir(), 'read-table-'));
let files = 0;

export function written(content: string | Uint8Array, name = 'x.csv'): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, content);
  return path;
}

export const cells = (column: Column): unknown[] =>
  column.kind === 'category'
    ? Array.from(column.codes, (code) => column.levels[code] ?? null)
    : Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));

/** The columns of some frames, one below the other. */
export function columnsOf(frames: readonly Frame[]): Record<string, { kind: string; cells: unknown[] }> {
  const names = frames[0]!.columns.map(({ name }) => name);
  return Object.fromEntries(
    names.map((name, c) => {
      const parts = frames.map(({ columns }) => columns[c]!);
      return [name, { kind: parts[0]!.kind, cells: parts.flatMap(cells) }];
    }),
  );
}

export const read = async (content: string | Uint8Array, expected: Expected = {}) =>
  columnsOf([(await readTable(written(content), () => expected)).frame]);

export async function streamed(path: string, expected: ExpectedOf = () => ({})): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of (await streamTable(path)).parts(expected)) frames.push(frame);
  return frames;
}

/** What is said of a file, by either way of reading it, without its folder. */
export async function refusal(content: string | Uint8Array, expected: Expected = {}, name = 'x.csv'): Promise<string> {
  const path = written(content, name);
  const said = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call;
    } catch (error) {
      if (error instanceof InputError) return error.message.replaceAll(path, name);
      throw error;
    }
    throw new Error('nothing was refused');
  };
  const message = await said(readTable(path, () => expected));
  expect(await said(streamed(path, () => expected))).toBe(message);
  return message;
}
