/** The row that is asked about, as a part of the page's address: its number, and the inputs that were changed. */
import type { Encoding } from '../../../tables/encoding.js';
import type { WhyData } from '../../why/contract.js';
import type { Cell, Row } from '../../why/rows.js';

/** Where a row comes from among those of the page; null where it is the first one, without data. */
export interface Place {
  readonly row: Row;
  readonly from: number | null;
}

/** `row=41&i0=2.5&i2=sea`: input 0 is 2.5 in place of what row 41 has. A missing cell is empty. */
export function hashOf(row: Row, from: number | null, { rows, numbers, first }: WhyData): string {
  const base = from === null ? first : rows[from]!;
  const given = new URLSearchParams();
  given.set('row', from === null ? '' : String(numbers[from]));
  row.forEach((cell, at) => {
    if (cell !== base[at]) given.set(`i${at}`, cell === null ? '' : String(cell));
  });
  return String(given);
}

/** What such an address says; null of another one. */
export function readHash(hash: string, { rows, numbers, first }: WhyData, { inputs }: Encoding): Place | null {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const number = given.get('row');
  if (number === null) return null;
  const found = numbers.indexOf(Number(number));
  const from = number !== '' && found >= 0 ? found : numbers.length > 0 ? 0 : null;
  const base = from === null ? first : rows[from]!;
  const row = base.map((cell, at): Cell => {
    const text = given.get(`i${at}`);
    const input = inputs[at]!;
    if (text === null) return cell;
    if (text === '') return input.fill === null ? cell : null;
    if (input.kind === 'category') return input.levels.includes(text) ? text : cell;
    return Number.isFinite(Number(text)) ? Number(text) : cell;
  });
  return { row, from };
}
