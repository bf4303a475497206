/** The words of what has changed since a model was learned. */
import { counted } from '../../counted.js';
import { rounded } from '../../documents/numbers.js';
import { shown } from '../../errors.js';
import type { Likelihood } from '../../experts/contract.js';
import { CHANCE, type Drift, type ExpertDrift, type InputDrift } from '../../fit/trust/drift.js';
import { lossWords, percent } from '../../inspect/words.js';
import { dateText } from '../../tables/frame.js';

/** Categories that were never met, which is no matter of chance; then what is beyond it; or that there is nothing. */
export function driftLines({ inputs, experts }: Drift, likelihood: Likelihood): string[] {
  const lines = [
    ...inputs.filter(({ p }) => p !== null && p < CHANCE).map(rangeLine),
    ...experts.flatMap((own, j) => (own.p < CHANCE ? [shareLine(own, j)] : [])),
    ...experts.flatMap((own, j) => lossLine(own, j, likelihood)),
  ];
  const unseen = inputs.filter((input) => input.unseen > 0).map(unseenLine);
  return [...unseen, ...(lines.length === 0 ? ['no drift beyond chance'] : lines)];
}

const beyond = (p: number): string => `more than chance gives (p ${p < 0.001 ? '< 0.001' : `= ${rounded(p, 2)}`})`;

function rangeLine({ name, kind, range, rows, below, above, least, greatest, p }: InputDrift): string {
  const write = kind === 'date' ? dateText : (value: number) => rounded(value, 6);
  const sides = [
    ...(below > 0 ? [`${below} below ${write(range![0])}, down to ${write(least!)}`] : []),
    ...(above > 0 ? [`${above} above ${write(range![1])}, up to ${write(greatest!)}`] : []),
  ];
  const share = percent((below + above) / rows);
  return `${shown(name)} leaves the range learned from in ${share} of the rows (${sides.join('; ')}): ${beyond(p!)}`;
}

function unseenLine({ name, unseen, levels }: InputDrift): string {
  return `${shown(name)} was never met as ${levels.map((level) => shown(level)).join(', ')}: ${counted(unseen, 'row')} with such a category`;
}

function shareLine({ share, was, p }: ExpertDrift, j: number): string {
  return `expert ${j} gets ${percent(share)} of the rows, ${percent(was)} when learned: ${beyond(p)}`;
}

function lossLine({ loss }: ExpertDrift, j: number, likelihood: Likelihood): string[] {
  if (loss === null || loss.p >= CHANCE) return [];
  const { mean, write } = lossWords[likelihood];
  return [
    `expert ${j} has ${mean} ${write(loss.now)}, ${write(loss.was)} on the rows that calibrated it: ${beyond(loss.p)}`,
  ];
}
