/** What a fit tells, as a document: whether it pays, how many experts, what each of them is, how well they fit. */
import { basename } from 'node:path';
import { counted } from '../../counted.js';
import {
  badge,
  type Cell,
  type Document,
  listOf,
  literal,
  paragraph,
  strong,
  type Table,
} from '../../documents/contract.js';
import { duration, rounded } from '../../documents/numbers.js';
import type { FitReport } from '../../fit/contract.js';
import { agreement, lossWords, percent, referenceText } from '../../inspect/words.js';
import { quoted } from '../../shell.js';
import { ending } from '../ending.js';
import { coefficientRows } from './coefficients.js';
import { intervalsTold } from './intervals.js';
import { heldTable, sizeTable } from './scores.js';

/** How long the fit took, whether a time limit ended it, of which table, and where the model is. */
export interface Told {
  readonly seconds: number;
  readonly timed: boolean;
  readonly table: string;
  readonly out: string | undefined;
}

export function fitDocument(report: FitReport, told: Told): Document {
  const { target, rows, k, settings, trust } = report;
  const apart = trust?.intervals?.rows ?? 0;
  const beside = apart === 0 ? '' : `, and ${apart} more to calibrate`;
  const weighted = settings.weights === '' ? '' : `, weighted by ${settings.weights}`;
  return [
    paragraph([
      strong(`${counted(k, 'expert')} for ${target.name}`),
      `, from ${counted(rows, 'row')} of ${basename(told.table)}${beside}${weighted}, `,
      literal(`in ${duration(told.seconds)}`),
    ]),
    ...verdictTold(report),
    ...heldTable(report),
    ...sizeTable(report),
    expertTable(report),
    ...ruleTable(report.rule),
    { kind: 'facts', entries: facts(report).map(([label, text]) => [label, [text]]) },
    ...listOf(notesOf(report, told)),
    ...endingOf(told, report.gateAccuracy !== null),
  ];
}

function verdictTold({ verdict: { needed, sentence } }: FitReport): Document {
  if (sentence === null) return [];
  return [paragraph(needed ? [badge('good', sentence)] : [badge('near', 'warning:'), ` ${sentence}`])];
}

type Fact = readonly [label: string, text: string];

function facts(report: FitReport): Fact[] {
  const { objective, error, target, likelihood, experts, k, settings } = report;
  const { sum, mean, write } = lossWords[likelihood];
  const outliers = experts.reduce((all, own) => all + own.outliers, 0);
  const classes = target.kind === 'classes';
  return [
    [sum, rounded(objective, 6)],
    ...(likelihood === 'normal' ? [[mean, write(error)] as const] : []),
    ...(classes ? [['wrong labels', percent(error)] as const] : []),
    ...(outliers === 0
      ? []
      : [['outliers', `${counted(outliers, 'row')}, which no expert has to fit: they count in no loss here`] as const]),
    ...gateTold(report),
    [k === 1 ? 'expert' : 'experts', referenceText(settings.expert)],
    ...methodTold(report),
    ...startsTold(report),
    ...boundTold(report),
    ...trustTold(report),
    ...bootstrapTold(report),
  ];
}

function trustTold(report: FitReport): Fact[] {
  const intervals = intervalsTold(report);
  return intervals === null ? [] : [['intervals', intervals]];
}

function gateTold({ gateAccuracy, split, likelihood, k, settings: { gate: by } }: FitReport): Fact[] {
  if (gateAccuracy === null || split === null || by === null || k === 1) return [];
  const { mean, parts, write } = lossWords[likelihood];
  const lost = split.gate > 0 ? (split.gate - split.oracle) / split.gate : 0;
  const costs = `${mean} ${write(split.gate)}, and ${write(split.oracle)} with the best expert for each row`;
  return [
    ['gate', `${referenceText(by)}: sends ${percent(gateAccuracy)} of the rows to the expert that fits them best`],
    ['by the gate', `${costs}: ${percent(lost)} of the ${parts} are the gate's`],
  ];
}

function methodTold({ settings: { method, tuned }, k }: FitReport): Fact[] {
  if (k === 1) return [];
  const chosen = tuned.length === 0 ? '' : `, ${tuned.join(' and ')} by validation`;
  return [['method', `${referenceText(method)}${chosen}`]];
}

/** So many starts of which one alone is the best leave it open whether more would find a better one. */
const few = 3;

function startsTold({ starts, reached, k }: FitReport): Fact[] {
  const { length } = starts;
  if (length === 0 || k === 1) return [];
  if (reached === 0) return [['starts', `${length}, and perturbing the best of them found a better fit`]];
  const went = starts.filter(({ dropped }) => !dropped).length;
  const of = went < length ? `${went}, the best of ${length} after a few iterations,` : String(length);
  const told = `${reached} of ${of} ended at the best fit`;
  return [['starts', reached === 1 && length >= few ? `${told}: more (--starts) may find a better one` : told]];
}

/** How the rows were drawn anew, and how many of them keep their expert. */
function bootstrapTold({ trust, k }: FitReport): Fact[] {
  if (trust === null || trust.bootstrap === null) return [];
  const { resamples, degenerate, stable } = trust.bootstrap;
  const left = degenerate === 0 ? '' : `, of which ${degenerate} left an expert without rows and count nowhere`;
  const keep = k === 1 || stable === null ? '' : `; ${percent(stable)} of the rows keep their expert in at least 90%`;
  return [['bootstrap', `${counted(resamples, 'resample')}${left}${keep}`]];
}

/** The experts side by side: their rows, their losses, their coefficients. */
/** A gap below this share is rounding. */
const PROVED = 1e-6;

/** A bound that leaves more than this share of the objective open says little. */
const WIDE = 0.5;

function boundTold({ bound }: FitReport): Fact[] {
  if (bound === null || bound.gap > WIDE) return [];
  if (bound.gap < PROVED) return [['optimality', 'proved: no assignment of the rows has less']];
  const told = `no assignment of the rows can have less than ${rounded(bound.lower, 6)}, ${percent(bound.gap)} below`;
  return [['optimality', told]];
}

export function expertTable(report: Pick<FitReport, 'experts' | 'likelihood' | 'target'>): Table {
  const { experts, likelihood } = report;
  const { rows: coefficients, note } = coefficientRows(report);
  const { mean, write } = lossWords[likelihood];
  const outliers = experts.some((own) => own.outliers > 0);
  const stable = experts.length > 1 && experts.some(({ stability }) => stability !== undefined);
  const facts: readonly (readonly Cell[])[] = [
    ['rows', ...experts.map(({ size }) => String(size))],
    ['share', ...experts.map(({ share }) => percent(share))],
    ...(outliers ? [['outliers', ...experts.map((own) => String(own.outliers))]] : []),
    [mean, ...experts.map(({ loss, size }) => (size === 0 ? '-' : write(loss)))],
    ...(stable
      ? [['stability', ...experts.map(({ stability = null }) => (stability === null ? '-' : percent(stability)))]]
      : []),
  ];
  return {
    kind: 'table',
    caption: '',
    columns: [{ title: 'expert' }, ...experts.map((_, j) => ({ title: String(j), number: true }))],
    rows: [...facts, ...coefficients],
    ...(note === null ? {} : { note }),
    continues: true,
  };
}

/** Who decides where; also what `moe inspect` tells of it. */
export function ruleTable(rule: FitReport['rule']): Table[] {
  if (rule === null) return [];
  return [
    {
      kind: 'table',
      caption: '',
      columns: [{ title: 'who decides' }, { title: 'expert', number: true }, { title: 'rows', number: true }],
      rows: rule.cases.map(({ where, expert, rows }) => [where, String(expert), String(rows)]),
      note: agreement(rule.fidelity),
    },
  ];
}

/** More notes than these are not read. */
const mostNotes = 10;

function notesOf({ notes, converged, verdict, k, gateAccuracy }: FitReport, { timed }: Told): string[] {
  const left = notes.length - mostNotes;
  return [
    ...notes.slice(0, mostNotes),
    ...(left > 0 ? [`${left} more such notes: all in --json`] : []),
    ...(converged ? [] : ['the fit has not converged']),
    ...(timed
      ? ['the fit ended at its time limit: another one may end elsewhere, and moe check refuses the model']
      : []),
    ...(k > 1 && gateAccuracy !== null && verdict.needed === null
      ? ['whether experts pay is not known, for no row was held out: --validate 5fold or --needed tells']
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
      ...(gated ? [[`moe predict ${model} new.csv -o out.csv`, 'predicts other rows'] as const] : []),
      [`moe check ${model} --data ${data}`, 'fits again and compares'],
    ],
  });
}
