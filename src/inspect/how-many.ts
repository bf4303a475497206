/** How many experts: what rows held out, criteria and the cost of the gate say of each number of them. */
import { extent } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { soft as grey } from '../charts/colors.js';
import { keyEntry, keyPanel } from '../charts/marks/key.js';
import { numberAxis, panel, rowOf } from '../charts/marks/panel.js';
import { colorOf, type Layer, page, shapeOf, short } from '../charts/theme.js';
import { counted, grouped } from '../counted.js';
import { type Cell, type Column, strong, type Table } from '../documents/contract.js';
import { documentHtml, html } from '../documents/html.js';
import type { BySize, SizeEvidence } from '../fit/by-size.js';
import { sheetHtml } from '../report/sheet.js';
import type { PageSection } from './contract.js';
import { lossWords, percent, scoreName } from './words.js';

export const howMany: PageSection = {
  id: 'how-many',
  title: 'How many experts',
  async html({ data, bound }) {
    const bySize = data?.bySize ?? null;
    if (bySize === null || bySize.sizes.length < 2) return null;
    const k = bound.states.length;
    return html`<p>${chosenTold(bySize, k)}</p>
<figure class="drawn" id="how-many.figure">
<div class="sheet">${await sheetHtml(sheet(bySize, k), 'how-many', 'What is known of each number of experts')}</div>
</figure>
${documentHtml([sizesTable(bySize, k)])}<p class="note">${fromTold(bySize)}</p>
`;
  },
};

function chosenTold({ sizes, metric, pays }: BySize, k: number): string {
  const own = sizes.find((size) => size.k === k);
  if (own?.score == null) return 'Without a gate no row can be held out: BIC and ICL alone tell. Less is better.';
  const best = sizes.reduce((a, b) => (b.score !== null && a.score !== null && b.score.value > a.score.value ? b : a));
  const name = scoreName(metric);
  const of = (size: SizeEvidence) => `${name} ${size.score!.value.toFixed(3)} with ${counted(size.k, 'expert')}`;
  const { value, error } = own.below!;
  const near =
    best.k === k
      ? ', the best of them'
      : `; the best is ${of(best)}, which is ${value <= error ? 'no more than' : 'more than'} a standard error better`;
  const verdict =
    pays === null
      ? ''
      : pays
        ? ' That betters one expert by more than chance gives.'
        : ' One expert does about as well.';
  return `The model has ${counted(k, 'expert')}. On rows held out: ${of(own)}${near}.${verdict}`;
}

function fromTold({ rows, of, sizes }: BySize): string {
  const part =
    rows === of
      ? `From all ${counted(of, 'row')}`
      : `From ${grouped(rows)} of the ${counted(of, 'row')}, drawn at random`;
  const folds = sizes.some(({ score }) => score !== null)
    ? ', by folds that are each held out in turn, the same for every number and every rival; ± is the standard error of the difference'
    : '';
  return `${part}${folds}. Criteria and the cost of the gate are of a fit to all of them.`;
}

interface SizeColumn extends Column {
  cell(size: SizeEvidence): Cell;
}

/** All that is known of each number of experts. */
export function sizesTable({ sizes, metric, likelihood }: BySize, k: number): Table {
  const { mean, write } = lossWords[likelihood];
  const has = (of: (size: SizeEvidence) => unknown) => sizes.some((size) => of(size) !== null);
  const [number, spare] = [true, true];
  const columns: readonly SizeColumn[] = [
    {
      title: 'experts',
      cell: (size: SizeEvidence) => (size.k === k ? strong(`${size.k} (this model)`) : String(size.k)),
    },
    ...(has(({ score }) => score)
      ? [
          {
            title: `${scoreName(metric)} held out`,
            number,
            cell: ({ score }: SizeEvidence) => score?.value.toFixed(3) ?? '–',
          },
          {
            ...{ title: 'below the best', number },
            cell: ({ below }: SizeEvidence) =>
              below === null || below.value === 0 ? '–' : `${below.value.toFixed(3)} ± ${below.error.toFixed(3)}`,
          },
        ]
      : []),
    ...(has(({ tree }) => tree)
      ? [{ title: 'a tree', number, cell: ({ tree }: SizeEvidence) => tree?.value.toFixed(3) ?? '–' }]
      : []),
    ...(has(({ bic }) => bic)
      ? [
          { title: 'BIC', number, spare, cell: ({ bic }: SizeEvidence) => bic?.toFixed(1) ?? '–' },
          { title: 'ICL', number, spare, cell: ({ icl }: SizeEvidence) => icl?.toFixed(1) ?? '–' },
        ]
      : []),
    ...(has(({ split }) => split)
      ? [
          {
            title: `${mean} by the gate`,
            ...{ number, spare },
            cell: ({ split }: SizeEvidence) => (split === null ? '–' : write(split.gate)),
          },
          {
            title: 'at best',
            ...{ number, spare },
            cell: ({ split }: SizeEvidence) => (split === null ? '–' : write(split.oracle)),
          },
          {
            ...{ title: 'gate’s part', number },
            cell: ({ split }: SizeEvidence) =>
              split === null || split.gate <= 0 ? '–' : percent((split.gate - split.oracle) / split.gate),
          },
        ]
      : []),
  ];
  return {
    kind: 'table',
    caption: 'Each number of experts',
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: sizes.map((size) => columns.map(({ cell }) => cell(size))),
    note: `One expert is one ${metric === 'r2' ? 'line' : 'classifier'} for all rows${has(({ tree }) => tree) ? '; a tree has as many leaves, with an expert in each' : ''}. Of BIC and ICL less is better. “At best” is with the best expert for each row; the difference is the gate’s part.`,
  };
}

interface Series {
  readonly name: string;
  readonly look: number;
  readonly values: readonly { readonly k: number; readonly y: number }[];
}

function sheet(bySize: BySize, k: number): TopLevelSpec {
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
  const gate = series('by the gate', 0, ({ split }) => root(split?.gate));
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
