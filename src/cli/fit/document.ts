/** What a fit tells: as a document, and as JSON. */
import { counted } from '../../counted.js';
import { type Cell, type Document, heading, listOf, paragraph, strong, type Table } from '../../documents/contract.js';
import { duration, rounded } from '../../documents/numbers.js';
import type { FitReport } from '../../fit/contract.js';
import { ending } from '../ending.js';

/** How long it took, and where the model is. */
interface Told {
  readonly seconds: number;
  readonly out: string | undefined;
}

export function fitDocument(report: FitReport, { seconds, out }: Told): Document {
  const { target, rows, k, objective, error, gateAccuracy, split, notes, converged } = report;
  const regression = target.kind === 'regression';
  const facts: [string, string][] = [
    [regression ? 'sum of squared errors' : 'sum of log losses', rounded(objective, 6)],
    [regression ? 'mean squared error' : 'wrong labels', regression ? rounded(error, 4) : percent(error)],
    ...(gateAccuracy === null
      ? []
      : [['rows that the gate gives to their expert', percent(gateAccuracy)] as [string, string]]),
    ...(split === null
      ? []
      : [
          ['mean loss: best expert, gate', `${rounded(split.oracle, 4)}, ${rounded(split.gate, 4)}`] as [
            string,
            string,
          ],
        ]),
    ['starts', startsTold(report)],
  ];
  return [
    paragraph([
      strong(`${counted(k, 'expert')} for ${target.name}`),
      `, ${counted(rows, 'row')}, ${duration(seconds)}`,
    ]),
    { kind: 'facts', entries: facts.map(([label, text]) => [label, [text]]) },
    expertTable(report),
    ...heldTable(report),
    ...sizeTable(report),
    ...(notes.length === 0 ? [] : [heading(3, 'Notes'), ...listOf(notes)]),
    ...(converged ? [] : [paragraph('Not converged: more iterations may fit better.')]),
    ...ending({
      ...(out === undefined ? {} : { wrote: [out] }),
      next: out === undefined ? [] : [[`moe predict ${out} new.csv -o out.csv`, 'predicts the rows of another table']],
    }),
  ];
}

const percent = (share: number): string => `${rounded(100 * share)}%`;

/** How many starts came within this share of the best. */
const near = 1e-6;

function startsTold({ starts }: FitReport): string {
  if (starts.length === 0) return '1';
  const best = Math.min(...starts.map(({ objective }) => objective));
  const reached = starts.filter(({ objective }) => objective <= best * (1 + near)).length;
  return `${starts.length}, of which ${reached} reached the best`;
}

function expertTable({ experts, target }: FitReport): Table {
  const names = experts.find(({ coefficients }) => coefficients !== null)?.coefficients?.map(({ name }) => name) ?? [];
  type Line = readonly [label: string, of: (expert: FitReport['experts'][number]) => string];
  const coefficients = names.map((name, c): Line => [name, (of) => rounded(of.coefficients?.[c]?.value, 4)]);
  const shown: readonly Line[] = [
    ['rows', ({ size }) => String(size)],
    ['share', ({ share }) => percent(share)],
    [target.kind === 'regression' ? 'mean squared error' : 'mean log loss', ({ loss }) => rounded(loss, 4)],
    ...coefficients,
  ];
  return {
    kind: 'table',
    caption: '',
    columns: [{ title: '' }, ...experts.map((_, j) => ({ title: `expert ${j}`, number: true }))],
    rows: shown.map(([label, of]): Cell[] => [label, ...experts.map(of)]),
  };
}

const rivals = {
  test: 'this mixture',
  single: 'one expert',
  tree: 'a tree of experts',
  kmeans: 'experts of k-means clusters',
};

function heldTable({ held, metric }: FitReport): Table[] {
  if (held === null) return [];
  return [
    {
      kind: 'table',
      caption: '',
      columns: [{ title: 'held out' }, { title: metric === 'r2' ? 'R2' : 'right labels', number: true }],
      rows: (Object.keys(rivals) as (keyof typeof rivals)[]).map((name) => [rivals[name], rounded(held[name].value)]),
    },
  ];
}

function sizeTable({ sizes, k, metric }: FitReport): Table[] {
  if (sizes.length < 2) return [];
  return [
    {
      kind: 'table',
      caption: '',
      columns: [
        { title: 'experts' },
        { title: metric === 'r2' ? 'held-out R2' : 'held-out accuracy', number: true },
        { title: 'standard error', number: true },
        { title: 'BIC', number: true },
        { title: 'ICL', number: true },
      ],
      rows: sizes.map((one) => [
        one.k === k ? [String(one.k), ' (chosen)'] : String(one.k),
        rounded(one.score?.value),
        rounded(one.error, 2),
        rounded(one.bic, 5),
        rounded(one.icl, 5),
      ]),
    },
  ];
}

/** Of what `--json` prints; a field that is added does not change it. */
const jsonVersion = 1;

export function asJson(report: FitReport, seconds: number): unknown {
  const { held, experts, metric, starts, ...rest } = report;
  return {
    version: jsonVersion,
    ...rest,
    sizes: experts.map(({ size }) => size),
    tried: report.sizes,
    experts,
    ...(held === null
      ? {}
      : {
          test: { metric, value: held.test.value },
          single: { value: held.single.value },
          tree: { value: held.tree.value },
          kmeans: { value: held.kmeans.value },
        }),
    starts: Math.max(1, starts.length),
    ends: starts,
    seconds,
  };
}
