/** What a fit tells, as a document. */
import { counted } from '../../counted.js';
import {
  badge,
  type Cell,
  type Document,
  listOf,
  paragraph,
  strong,
  type Table,
  type Text,
} from '../../documents/contract.js';
import { duration, rounded, toDigits } from '../../documents/numbers.js';
import type { FitReport } from '../../fit/contract.js';
import { quoted } from '../../shell.js';
import { ending } from '../ending.js';
import { coefficientRows } from './coefficients.js';

/** How long the fit took, whether a time limit ended it, of which table, and where the model is. */
export interface Told {
  readonly seconds: number;
  readonly timed: boolean;
  readonly table: string;
  readonly out: string | undefined;
}

export function fitDocument(report: FitReport, told: Told): Document {
  const { target, rows, k, warning } = report;
  return [
    paragraph([
      strong(`${counted(k, 'expert')} for ${target.name}`),
      `, from ${counted(rows, 'row')} of ${told.table}, in ${duration(told.seconds)}`,
    ]),
    { kind: 'facts', entries: facts(report).map(([label, text]) => [label, [text]]) },
    expertTable(report),
    ...heldTable(report),
    ...sizeTable(report),
    ...(warning === null ? [] : [paragraph([badge('near', 'warning'), ` ${warning}`])]),
    ...listOf(notesOf(report, told)),
    ...endingOf(told, report.gateAccuracy !== null),
  ];
}

const percent = (share: number): string => `${rounded(100 * share)}%`;

const isRegression = ({ target }: FitReport): boolean => target.kind === 'regression';

function facts(report: FitReport): (readonly [label: string, text: Text])[] {
  const { objective, error, gateAccuracy, split } = report;
  const regression = isRegression(report);
  return [
    [regression ? 'sum of squared errors' : 'sum of log losses', toDigits(objective, 6)],
    regression ? ['mean squared error', toDigits(error, 4)] : ['wrong labels', percent(error)],
    ...(gateAccuracy === null
      ? []
      : ([['gate', `sends ${percent(gateAccuracy)} of the rows to their own expert`]] as const)),
    ...(split === null ? [] : ([['mean loss', splitTold(split)]] as const)),
    ['starts', startsTold(report)],
  ];
}

/** The loss that no gate could mend, and what this one adds to it. */
function splitTold({ oracle, gate }: NonNullable<FitReport['split']>): string {
  const share = gate > 0 ? percent((gate - oracle) / gate) : '0%';
  return `${toDigits(gate, 4)} as the gate decides, ${toDigits(oracle, 4)} with the best expert for each row: ${share} is the gate's`;
}

/** How many starts came within this share of the best. */
const near = 1e-6;

function startsTold({ starts }: FitReport): string {
  if (starts.length === 0) return '1';
  const best = Math.min(...starts.map(({ objective }) => objective));
  const reached = starts.filter(({ objective }) => objective <= best + near * Math.abs(best)).length;
  return `${starts.length}, of which ${reached} reached the best`;
}

function expertTable(report: FitReport): Table {
  const { experts } = report;
  const { rows: coefficients, note } = coefficientRows(report);
  const facts: readonly (readonly Cell[])[] = [
    ['rows', ...experts.map(({ size }) => String(size))],
    ['share', ...experts.map(({ share }) => percent(share))],
    ['mean loss', ...experts.map(({ loss, size }) => (size === 0 ? '-' : toDigits(loss, 4)))],
  ];
  return {
    kind: 'table',
    caption: '',
    columns: [{ title: 'expert' }, ...experts.map((_, j) => ({ title: String(j), number: true }))],
    rows: [...facts, ...coefficients],
    ...(note === null ? {} : { note }),
  };
}

const rivals = {
  test: 'this mixture',
  single: 'one expert',
  tree: 'a tree of experts',
  kmeans: 'experts of k-means clusters',
} as const;

function heldTable({ held, metric }: FitReport): Table[] {
  if (held === null) return [];
  const names = Object.keys(rivals) as (keyof typeof rivals)[];
  const best = Math.max(...names.map((name) => held[name].value));
  return [
    {
      kind: 'table',
      caption: '',
      columns: [{ title: 'on rows held out' }, { title: scoreName(metric), number: true }, { title: '' }],
      rows: names.map((name) => [rivals[name], held[name].value.toFixed(3), held[name].value === best ? 'best' : '']),
    },
  ];
}

const scoreName = (metric: FitReport['metric']): string => (metric === 'r2' ? 'R2' : 'accuracy');

const rules = {
  fewest: 'the fewest within one standard error of the best score',
  best: 'the best score',
} as const;

function sizeTable({ sizes, choose, k, metric }: FitReport): Table[] {
  if (sizes.length < 2) return [];
  return [
    {
      kind: 'table',
      caption: '',
      columns: [
        { title: 'experts' },
        { title: `${scoreName(metric)} over folds`, number: true },
        { title: 'standard error', number: true },
        { title: 'BIC', number: true },
        { title: 'ICL', number: true },
      ],
      rows: sizes.map((one) => [
        one.k === k ? strong(`${one.k} (chosen)`) : String(one.k),
        one.score === null ? '-' : one.score.value.toFixed(3),
        one.error === null ? '-' : one.error.toFixed(3),
        ...[one.bic, one.icl].map((value) => (value === null ? '-' : value.toFixed(1))),
      ]),
      note: `Chosen: ${rules[choose]}. Of BIC and ICL less is better.`,
    },
  ];
}

/** More notes than these are not read. */
const mostNotes = 10;

function notesOf({ notes, converged }: FitReport, { timed }: Told): string[] {
  const left = notes.length - mostNotes;
  return [
    ...notes.slice(0, mostNotes),
    ...(left > 0 ? [`${left} more such notes: all in --json`] : []),
    ...(converged ? [] : ['the fit has not converged']),
    ...(timed
      ? ['the fit ended at its time limit: another one may end elsewhere, and moe check refuses the model']
      : []),
  ];
}

/** @param gated whether the model can predict: without a gate nobody decides about other rows. */
function endingOf({ out, table }: Told, gated: boolean): Document {
  if (out === undefined) return [];
  const [model, data] = [out, table].map(quoted);
  return ending({
    wrote: [out],
    next: [
      ...(gated ? [[`moe predict ${model} new.csv -o out.csv`, 'predicts the rows of another table'] as const] : []),
      [`moe check ${model} --data ${data}`, 'fits again and compares to the last digit'],
    ],
  });
}
