/** The coefficients of the experts as rows of a table: experts side by side. */
import type { Cell } from '../../documents/contract.js';
import { toDigits } from '../../documents/numbers.js';
import type { Coefficient, FitReport } from '../../fit/contract.js';

/** More rows than these are not read. */
const most = 20;

/** A column of d coefficients becomes d rows, with the intercept first; of many those that differ most between experts. */
export function coefficientRows({ experts, target }: Pick<FitReport, 'experts' | 'target'>): {
  readonly rows: readonly (readonly Cell[])[];
  /** What is not shown, and where it is. */
  readonly note: string | null;
} {
  const known = experts.flatMap(({ coefficients }) => (coefficients === null ? [] : [coefficients]));
  if (known.length === 0) return { rows: [], note: 'What the experts learned is in the model file (--out).' };
  const names = known[0]!.map(({ name }) => name);
  const shown = mostDifferent(known.map((own) => own.map(({ value }) => value)));
  const digits = experts.length > roomy ? 3 : 4;
  const apart = experts.length <= roomyApart;
  const intervals = known.some((own) => own[0]?.low !== undefined);
  const rows = shown.flatMap((c) => {
    const own = experts.map(({ coefficients, size }) => (size === 0 ? undefined : coefficients?.[c]));
    const values = own.map((one) => {
      if (one === undefined) return '-';
      const text = toDigits(one.value, digits);
      return !apart && (one.low ?? 1) <= 0 && one.high! >= 0 ? `(${text})` : text;
    });
    const value = [names[c]!, ...values];
    return intervals && apart ? [value, ['  95%', ...own.map(intervalText)]] : [value];
  });
  const left = names.length - shown.length;
  const effects = target.kind === 'classes' ? [`Coefficients are of the log odds of ${target.labels[1]}.`] : [];
  const more = left === 0 ? [] : [`${left} more coefficients, which differ less between experts: all in --json.`];
  const around = apart
    ? 'Below each coefficient is its 95% interval over resamples.'
    : 'In parentheses: 0 is in its 95% interval; all intervals are in --json.';
  const note = [...effects, ...(intervals ? [around] : []), ...more].join(' ');
  return { rows, note: note === '' ? null : note };
}

/** More experts than these have room for three digits each at 80 columns. */
const roomy = 4;

/** More experts than these have no room for intervals at 80 columns. */
const roomyApart = 3;

function intervalText(one: Coefficient | undefined): string {
  return one?.low === undefined ? '-' : `${toDigits(one.low, 3)}..${toDigits(one.high!, 3)}`;
}

/**
 * The indices of the coefficients, ascending, of which the spread between experts is greatest relative to the size of the
 * coefficient: units of columns differ. The intercept is always among them.
 */
function mostDifferent(values: readonly (readonly number[])[]): number[] {
  const all = [...values[0]!.keys()];
  if (all.length <= most) return all;
  const spread = (c: number): number => {
    const own = values.map((one) => one[c]!);
    const size = Math.max(...own.map(Math.abs));
    return size === 0 ? 0 : (Math.max(...own) - Math.min(...own)) / size;
  };
  const ranked = all.slice(1).sort((a, b) => spread(b) - spread(a) || a - b);
  return [0, ...ranked.slice(0, most - 1)].sort((a, b) => a - b);
}
