/**
 * Findings as they are written: sentences with numbers in braces, each a name for a number of the results.
 * `{F1}` is the value of a claim, `{F1.2}` of its second test, `{smile/lap stable}` the mean of a metric in a cell and
 * `{smile/lap/C=10 seconds median}` its median; `|rest` after it is what a share leaves of 100%, `|size` the number
 * without its sign. Where a sentence is of several experiments, `{fixed-data: F1}`; there `{count}` is how many claims they
 * have, `{count: reproduced}` how many with that verdict, `{count: fails}` with those of that group.
 */
import { about, type Complaint, checkName, type Path } from '../../components/complaints.js';
import { didYouMean, shown } from '../../errors.js';
import { type VerdictGroup, verdictGroups, verdicts } from '../claim-contract.js';
import type { Spec } from '../contract.js';
import {
  type Bars,
  type CellQuantity,
  type ClaimQuantity,
  type Finding,
  type Quantity,
  quantityForms,
} from '../finding-contract.js';
import { columnOf, type Written } from './schema.js';

/** What of a spec a number can be of. */
export interface Quotable {
  readonly claims: readonly { readonly id: string; readonly tests: readonly unknown[] }[];
  readonly tasks: Readonly<Record<string, { readonly metrics: readonly string[] }>>;
  readonly methods: Readonly<Record<string, { readonly tasks?: readonly string[] }>>;
  readonly sweeps: readonly Pick<Spec['sweeps'][number], 'tasks' | 'methods' | 'over'>[];
}

/** The sentence with its numbers apart; `rests` as `claim` or `experiment/claim`. Braces that say nothing stay as text. */
export function findingOf(text: string, rests: readonly string[]): Finding {
  return {
    text: text
      .split(/(\{[^{}]*\})/)
      .filter((part) => part !== '')
      .map((part) => (part.startsWith('{') ? (quantityOf(part) ?? part) : part)),
    rests: rests.map((name) => {
      const [claim, experiment] = name.split('/').toReversed() as [string, string?];
      return { claim, ...(experiment === undefined ? {} : { experiment }) };
    }),
  };
}

/** Bars as they are written: a number in braces by its label. */
export interface WrittenBars extends Omit<Bars, 'from'> {
  readonly from: Readonly<Record<string, string>>;
}

/** Bars as they were found to be written. */
export function barsOf({ from, ...more }: WrittenBars): Bars {
  return {
    ...more,
    from: Object.entries(from).map(([label, value]) => ({ label, value: quantityOf(value)! })),
  };
}

const counts = [...verdicts, ...(Object.keys(verdictGroups) as VerdictGroup[])];
const form = new RegExp(`^\\{(?:([\\w.-]+): )?(.+?)(?:\\|(${quantityForms.join('|')}))?\\}$`);
const cellForm = /^([^/ ]+)\/([^/ ]+)((?:\/[^/ =]+=[^/ ]+)*) ([^/ ]+?)( median)?$/;
const claimForm = /^([\w.-]+?)(?:\.(\d+))?$/;

/** undefined where it has none of the forms. */
function quantityOf(written: string): Quantity | undefined {
  const count = written === '{count}' ? 'all' : counts.find((verdict) => written === `{count: ${verdict}}`);
  if (count !== undefined) return { written, count };
  const [, experiment, body = '', as] = form.exec(written) ?? [];
  const common = {
    written,
    ...(experiment === undefined ? {} : { experiment }),
    ...(as === undefined ? {} : { as: as as (typeof quantityForms)[number] }),
  };
  const cell = cellForm.exec(body);
  if (cell !== null) {
    const [, task, method, swept, metric, median] = cell as unknown as [
      string,
      string,
      string,
      string,
      string,
      string?,
    ];
    const sweep = Object.fromEntries(swept.split('/').flatMap((pair) => (pair === '' ? [] : [pair.split('=')])));
    return { ...common, task, method, sweep, metric, statistic: median === undefined ? 'mean' : 'median' };
  }
  const [, claim, test] = claimForm.exec(body) ?? [];
  if (claim === undefined) return undefined;
  return { ...common, claim, ...(test === undefined ? {} : { test: Number(test) }) };
}

/** What is wrong with the findings of a spec's figures. */
export function checkFindings(spec: Written): Complaint[] {
  const quotable: Quotable = {
    ...spec,
    tasks: Object.fromEntries(
      Object.entries(spec.tasks).map(([name, { metrics }]) => [name, { metrics: metrics.map(columnOf) }]),
    ),
  };
  return spec.figures.flatMap((figure, i) => {
    const { finding, rests = [], bars } = figure;
    const at = (key: string): Path => ['figures', i, key];
    const names = rests as readonly string[];
    if (finding === undefined)
      return (['rests', 'short', 'bars'] as const)
        .filter((key) => figure[key] !== undefined)
        .map((key) => about(at(key), 'is of a finding, which is missing'));
    const claims = spec.claims.map(({ id }) => id);
    return [
      ...names.flatMap((name, n) => checkName(claims, name, [...at('rests'), n])),
      ...checkText(finding as string, at('finding'), quoted),
      ...(bars === undefined ? [] : checkBars((bars as unknown as WrittenBars).from, [...at('bars'), 'from'])),
    ];
  });

  function quoted(quantity: Quantity): Quotable | string {
    if ('count' in quantity) return 'is of a study, not of one figure';
    return quantity.experiment === undefined ? quotable : 'must not name an experiment: it is of this one';
  }

  function checkBars(from: WrittenBars['from'], at: Path): Complaint[] {
    const bars = Object.entries(from);
    if (bars.length === 0) return [about(at, 'must have a number or more, by label; got {}')];
    return bars.flatMap(([label, value]) =>
      /^\{[^{}]*\}$/.test(value)
        ? checkText(value, [...at, label], quoted)
        : [about([...at, label], `must be one number, such as {F1}; got ${shown(value)}`)],
    );
  }
}

/**
 * What is wrong with the numbers of a text.
 * @param of the spec that a number is of, or what is wrong with it; nothing where nothing is.
 */
export function checkText(
  text: string,
  at: Path,
  of: (quantity: Quantity) => Quotable | string | undefined,
): Complaint[] {
  return findingOf(text, []).text.flatMap((part): Complaint[] => {
    const fault = typeof part === 'string' ? bracesIn(part) : faultOf(part, of(part));
    return fault === undefined ? [] : [{ at, of: 'value', subject: at, message: `: ${fault}` }];
  });
}

function bracesIn(text: string): string | undefined {
  if (!/[{}]/.test(text)) return undefined;
  const must = 'braces must hold a claim, {F1} or {F1.2}, or a cell and a metric, {task/method/k=3 stable}';
  return `${must}; got ${shown(text.trim())}`;
}

function faultOf(quantity: Quantity, spec: Quotable | string | undefined): string | undefined {
  const fault = typeof spec === 'object' ? lackOf(quantity, spec) : spec;
  return fault === undefined ? undefined : `${quantity.written} ${fault}`;
}

function lackOf(quantity: Quantity, spec: Quotable): string | undefined {
  if ('count' in quantity) return undefined;
  return 'claim' in quantity ? noClaim(quantity, spec) : noCell(quantity, spec);
}

function unknown(what: string, name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  return `must name a ${what}, one of ${known.join(', ') || 'none'}; got ${shown(name)}${didYouMean(name, known)}`;
}

function noClaim({ claim, test }: ClaimQuantity, { claims }: Quotable): string | undefined {
  const fault = unknown(
    'claim',
    claim,
    claims.map(({ id }) => id),
  );
  const count = claims.find(({ id }) => id === claim)?.tests.length ?? 0;
  if (fault !== undefined || test === undefined || (test >= 1 && test <= count)) return fault;
  return `must name one of the ${count} tests of ${claim}; got ${test}`;
}

function noCell({ task, method, sweep, metric }: CellQuantity, spec: Quotable): string | undefined {
  const { tasks, methods, sweeps } = spec;
  const running = Object.entries(methods).filter(([, { tasks: on }]) => on?.includes(task) !== false);
  const fault =
    unknown('task', task, Object.keys(tasks)) ??
    unknown(
      'method',
      method,
      running.map(([name]) => name),
    ) ??
    unknown('metric', metric, [...tasks[task]!.metrics, 'seconds']);
  if (fault !== undefined) return fault;
  const grids: Quotable['sweeps'] = sweeps.length === 0 ? [{ over: {} }] : sweeps;
  const own = grids.filter((grid) => grid.tasks?.includes(task) !== false && grid.methods?.includes(method) !== false);
  const has = (over: Quotable['sweeps'][number]['over']) =>
    Object.keys(over).length === Object.keys(sweep).length &&
    Object.entries(over).every(([name, { to }]) => to.map(String).includes(sweep[name] ?? ''));
  if (own.some(({ over }) => has(over))) return undefined;
  const cells = own.map(({ over }) => {
    const swept = Object.entries(over).map(([name, { to }]) => `/${name}=${to.join('|')}`);
    return `${task}/${method}${swept.join('')}`;
  });
  return `must name a cell of the grid: ${[...new Set(cells)].join(', ') || 'this task and method have none'}`;
}
