/** Each number of experts as a row of a table, on the page and on the terminal. */
import { type Cell, type Column, strong, type Table } from '../../documents/contract.js';
import type { BySize, SizeEvidence } from '../../fit/by-size.js';
import { lossWords, percent, scoreName } from '../words.js';

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
    cards: true,
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: sizes.map((size) => columns.map(({ cell }) => cell(size))),
    note: `One expert is one ${metric === 'r2' ? 'line' : 'classifier'} for all rows${has(({ tree }) => tree) ? '; a tree has as many leaves, with an expert in each' : ''}. Of BIC and ICL less is better. “At best” is with the best expert for each row; the difference is the gate’s part.`,
  };
}
