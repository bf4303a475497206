/** Scores, criteria and the cost of the gate by the number of experts, as a figure. */
import { extent } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { soft as grey } from '../../charts/colors.js';
import { keyEntry, keyPanel } from '../../charts/marks/key.js';
import { numberAxis, panel, rowOf } from '../../charts/marks/panel.js';
import { colorOf, type Layer, page, shapeOf, short } from '../../charts/theme.js';
import type { BySize, SizeEvidence } from '../../fit/by-size.js';
import { lossWords, scoreName } from '../words.js';

interface Series {
  readonly name: string;
  readonly look: number;
  readonly values: readonly { readonly k: number; readonly y: number }[];
}

/** A panel each for scores, criteria and losses, where these are known. */
export function sizesSheet(bySize: BySize, k: number): TopLevelSpec {
  const { sizes, metric, likelihood } = bySize;
  const series = (name: string, look: number, of: (size: SizeEvidence) => number | null | undefined): Series => ({
    ...{ name, look },
    values: sizes.flatMap((size) => {
      const y = of(size);
      return y === null || y === undefined ? [] : [{ k: size.k, y: short(y) }];
    }),
  });
  const { mean } = lossWords[likelihood];
  const root = (value: number | undefined) =>
    value === undefined ? null : likelihood === 'normal' ? Math.sqrt(value) : value;
  const own = series('the mixture', 0, ({ score }) => score?.value);
  const tree = series('a tree of experts', 2, (size) => size.tree?.value);
  const bic = series('BIC', 1, (size) => size.bic);
  const icl = series('ICL', 3, (size) => size.icl);
  const gate = series('by the gate', 5, ({ split }) => root(split?.gate));
  const oracle = series('best expert for each row', 4, ({ split }) => root(split?.oracle));
  const parts = [
    { title: `${scoreName(metric)} on rows held out`, all: [own, tree], level: sizes[0]?.score?.value },
    { title: 'criteria: less is better', all: [bic, icl] },
    { title: mean, all: [gate, oracle] },
  ].filter(({ all }) => all.some(({ values }) => values.length > 1));
  const drawn = parts.flatMap(({ all }) => all.filter(({ values }) => values.length > 0));
  const line = parts[0]?.level === undefined ? [] : [keyEntry('one expert', 'stroke', grey)];
  const names = drawn.filter(({ name }, at) => drawn.findIndex((other) => other.name === name) === at);
  return page(
    {
      ...{ title: 'How many experts', notes: [] },
      description: `${parts.map(({ title }) => title).join('; ')}: for each number of experts, as in the table below.`,
    },
    rowOf(
      parts.map((part) => panelOf(part, sizes, k)),
      28,
    ),
    keyPanel([[...names.map(({ name, look }) => keyEntry(name, shapeOf(look), colorOf(look))), ...line]]),
  );
}

function panelOf(
  {
    title,
    all,
    level,
  }: { readonly title: string; readonly all: readonly Series[]; readonly level?: number | undefined },
  sizes: readonly SizeEvidence[],
  k: number,
) {
  const ks = sizes.map((size) => size.k);
  const [low = 0, high = 1] = extent([
    ...all.flatMap(({ values }) => values.map(({ y }) => y)),
    ...(level === undefined ? [] : [level]),
  ]);
  const wide = 0.08 * (high - low || Math.abs(high) || 1);
  const color = (look: number) => ({ value: colorOf(look) });
  const layers = all.flatMap(({ name, look, values }): Layer[] => [
    {
      data: { values: [...values] },
      mark: { type: 'line', strokeWidth: 1.5, aria: false },
      encoding: { color: color(look) },
    },
    {
      data: { values: values.map((value) => ({ ...value, named: name })) },
      mark: { type: 'point', filled: true, size: 60, opacity: 1 },
      encoding: {
        color: color(look),
        shape: { value: shapeOf(look) },
        description: { field: 'named' },
      },
    },
  ]) as Layer[];
  const rules: Layer[] = [
    {
      data: { values: [{ k }] },
      mark: { type: 'rule', strokeDash: [2, 3], color: grey, aria: false },
      encoding: { y: null } as never,
    },
    ...(level === undefined
      ? []
      : [
          {
            data: { values: [{ y: level }] },
            mark: { type: 'rule', color: grey, aria: false },
            encoding: { x: null } as never,
          } as Layer,
        ]),
  ];
  return panel({
    ...{ title, width: 240, height: 190 },
    x: numberAxis({
      field: 'k',
      domain: [ks[0]! - 0.3, ks.at(-1)! + 0.3],
      title: 'experts',
      ticks: ks,
      axis: { format: 'd' },
    }),
    y: numberAxis({ field: 'y', domain: [short(low - wide), short(high + wide)], ticks: 5, grid: true }),
    layers: [...rules, ...layers],
  });
}
