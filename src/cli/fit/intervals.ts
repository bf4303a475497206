/** What `moe fit` tells of prediction intervals. */
import { counted } from '../../counted.js';
import { toDigits } from '../../documents/numbers.js';
import type { FitReport } from '../../fit/contract.js';
import { percent } from '../../inspect/words.js';

/** What is promised of other rows, and by how many rows apart; null without intervals. */
export function intervalsTold({ trust, target }: Pick<FitReport, 'trust' | 'target'>): string | null {
  const intervals = trust?.intervals ?? null;
  if (intervals === null) return null;
  const { coverage, rows, all, experts } = intervals;
  const regression = target.kind === 'regression';
  const write = (score: number): string => (regression ? `±${toDigits(score, 4)}` : toDigits(1 - score, 3));
  const own = experts.flatMap((score, j) => (score === null ? [] : [`${write(score)} (expert ${j})`]));
  const shared = own.length === 0 ? [write(all)] : experts.includes(null) ? [`${write(all)} (others)`] : [];
  const each = experts.length === 1 ? [write(experts[0] ?? all)] : [...own, ...shared];
  const by = `by ${counted(rows, 'row')} held out to calibrate`;
  return regression
    ? `${percent(coverage)} of new rows lie within ${each.join(', ')} of what is predicted, ${by}`
    : `sets of classes of probability ${each.join(', ')} or more have the true one of ${percent(coverage)} of new rows, ${by}`;
}
