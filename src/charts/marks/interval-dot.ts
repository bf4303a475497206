/** The interval dot, a statistic with its interval, and what stands beside it: single trials, and values to compare with. */
import { ink } from '../colors.js';
import type { Layer } from '../theme.js';

/** A statistic of some trials at a place along the other axis. */
export interface IntervalDot {
  /** A row's name, or a number. */
  readonly at: string | number;
  readonly value: number;
  /** Ends of its interval; null where there is none. */
  readonly low?: number | null;
  readonly high?: number | null;
  /** What a screen reader and a tooltip say. */
  readonly said: string;
}

interface DotLook {
  /** The field of `at`: what rows are, such as `method`. */
  readonly field: string;
  /** The axis of the statistic. */
  readonly along: 'x' | 'y';
  readonly color: string;
  readonly shape: string;
  readonly fill?: string;
  readonly size?: number;
  /** Away from its place across the axis of the statistic, px, so that none hides another. */
  readonly shift?: number;
}

/** A bar from end to end of the interval, and over it the dot. */
export function intervalDots(dots: readonly IntervalDot[], look: DotLook): Layer[] {
  const { field, along, color, shape, fill = color, size = 60 } = look;
  const values = dots.map(({ at, value, low, high, said }) => {
    const bar = low === null || low === undefined || high === null || high === undefined ? {} : { low, high };
    return { [field]: at, value, ...bar, said };
  });
  const number = (name: string) => ({ field: name, type: 'quantitative' as const });
  const ends = { [along]: number('low'), [`${along}2`]: { field: 'high' } };
  const bar: Layer = {
    transform: [{ filter: 'isValid(datum.low)' }],
    mark: { type: 'rule', strokeWidth: 2, opacity: 0.6, color, ...shifted(look), aria: false },
    encoding: ends,
  };
  const dot: Layer = {
    mark: { type: 'point', size, opacity: 1, shape, fill, stroke: color, strokeWidth: 1.6, ...shifted(look) },
    encoding: { [along]: number('value'), description: { field: 'said', type: 'nominal' } },
  } as Layer;
  return [{ data: { values }, layer: values.some((row) => 'low' in row) ? [bar, dot] : [dot] } as Layer];
}

/** A tick for each single trial. */
export function trialTicks(
  trials: readonly { readonly at: string; readonly value: number }[],
  { field, color, size = 13, ...look }: Pick<DotLook, 'field' | 'color' | 'shift' | 'size'>,
): Layer {
  return {
    data: { values: trials.map(({ at, value }) => ({ [field]: at, value })) },
    mark: {
      type: 'tick',
      orient: 'vertical',
      size,
      thickness: 1.2,
      opacity: 0.5,
      color,
      ...shifted({ along: 'x', ...look }),
      aria: false,
    },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  };
}

/** A bold tick for each median. */
export function medianTicks(
  medians: readonly { readonly at: string; readonly value: number }[],
  look: Pick<DotLook, 'field' | 'color' | 'shift'>,
): Layer {
  const { mark, ...layer } = trialTicks(medians, look) as { readonly mark: object };
  return { ...layer, mark: { ...mark, size: 12, thickness: 2.2, opacity: 1 } } as Layer;
}

const shifted = ({ along, shift }: Pick<DotLook, 'along' | 'shift'>) =>
  shift === undefined ? {} : { [along === 'x' ? 'yOffset' : 'xOffset']: shift };

interface LevelLook {
  /** The axis that it is a value of. */
  readonly along: 'x' | 'y';
  /** Its name, which stands at this end of the rule, of a panel of this width, px. */
  readonly name?: { readonly text: string; readonly end: 'left' | 'right'; readonly below?: boolean };
  readonly color?: string;
  readonly dash?: readonly number[];
}

/** A dashed rule across the panel at a value to compare with. */
export function levelRule(value: number | string, { along, name, color = ink, dash = [5, 3] }: LevelLook): Layer[] {
  const data = { values: [{ level: value }] };
  const type = typeof value === 'number' ? 'quantitative' : 'ordinal';
  const across =
    along === 'x' ? { y: { value: 0 }, y2: { value: 'height' } } : { x: { value: 0 }, x2: { value: 'width' } };
  const at = { [along]: { field: 'level', type } };
  const rule = {
    data,
    mark: { type: 'rule', strokeDash: [...dash], color, aria: false },
    encoding: { ...at, ...across },
  } as Layer;
  if (name === undefined) return [rule];
  const right = name.end === 'right';
  const place =
    along === 'x'
      ? { dy: -6, dx: right ? 4 : -4 }
      : { dx: right ? -5 : 5, baseline: name.below ? 'top' : 'bottom', dy: name.below ? 6 : -3 };
  const edge = along === 'x' ? { y: { value: 0 } } : { x: { value: right ? 'width' : 0 } };
  const label = {
    data,
    mark: { type: 'text', text: name.text, align: name.end, color: ink, ...place },
    encoding: { ...at, ...edge },
  } as Layer;
  return [rule, label];
}
