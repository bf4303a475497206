/** Claims are about cells that the grid has, their tests say one thing each, and can give the expected verdict. */
import { about, type Complaint, type Path, unknownName } from '../../components/complaints.js';
import type { SweepValue } from '../../components/contract.js';
import { shown } from '../../errors.js';
import { isShare, type Metric } from '../../metrics/contract.js';
import { isOf, type Role, type Verdict } from '../claim-contract.js';
import { columnOf, runsOn, type Vocabulary, type Written, type WrittenTest } from './schema.js';

type WrittenClaim = Written['claims'][number];

export function checkClaims(spec: Written, vocabulary: Vocabulary): Complaint[] {
  const ids = spec.claims.map(({ id }) => id);
  return spec.claims.flatMap((claim, i) => {
    const path: Path = ['claims', i];
    return [
      ...(ids.indexOf(claim.id) < i ? [about([...path, 'id'], `must be unique; got ${shown(claim.id)} again`)] : []),
      ...checkText(claim, path),
      ...checkMarks(claim, path),
      ...checkExpected(claim, path),
      ...claim.tests.flatMap((test, t) => {
        const at: Path = [...path, 'tests', t];
        const form = [...checkText(test, at), ...checkRole(claim, test, at), ...checkForm(test, at)];
        return [...form, ...checkMeasured(spec, test, at, vocabulary), ...checkPlace(spec, test, at)];
      }),
    ];
  });
}

/** Half a surrogate pair cannot be written to a file and read back. */
function checkText(of: object, path: Path): Complaint[] {
  return Object.entries(of).flatMap(([key, value]) =>
    typeof value === 'string' && /\p{Surrogate}/u.test(value)
      ? [about([...path, key], `must be well-formed text; got half a surrogate pair in ${shown(value)}`)]
      : [],
  );
}

function checkMarks({ tests, chosenAfter, renewed }: WrittenClaim, path: Path): Complaint[] {
  const stated = tests.some(({ role }) => role === 'stated');
  return [
    ...(stated ? [] : [about([...path, 'tests'], 'must hold at least one test of the role stated; got none')]),
    ...(renewed && chosenAfter === undefined
      ? [about([...path, 'renewed'], 'must stand beside chosenAfter; got none')]
      : []),
  ];
}

/** The expected verdict is one that the tests can give. */
function checkExpected(claim: WrittenClaim, path: Path): Complaint[] {
  const { expected, tests, calibrated, chosenAfter, renewed } = claim;
  const unders = (role: string) => new Set(tests.flatMap((test) => (test.role === role ? [test.under] : []))).size;
  const plain = calibrated === undefined && (chosenAfter === undefined || renewed);
  const possible: readonly Verdict[] = [
    plain ? 'reproduced' : 'reproduced by calibration',
    ...(unders('stated') > 1 ? (['reproduced in part'] as const) : []),
    ...(unders('reading') > 0 ? (['depends on the reading'] as const) : []),
    ...(unders('repair') > 0 ? (['not as written, holds with a repair'] as const) : []),
    'not reproduced',
    'undecided',
    ...(tests.some(({ generator }) => generator) ? (['not testable here'] as const) : []),
  ];
  if (possible.includes(expected)) return [];
  const marked = plain ? '' : calibrated === undefined ? ', chosen after rows were seen' : ', calibrated';
  const why = `the verdicts that its tests can give${marked}`;
  return [about([...path, 'expected'], `must be one of ${possible.join('; ')}: ${why}; got ${shown(expected)}`)];
}

/** What each role asks for beside the test. */
function checkRole({ invented, tests }: WrittenClaim, { role, under, quote, generator }: WrittenTest, path: Path) {
  const conditions = (...roles: readonly Role[]) => [
    ...new Set(tests.flatMap((test) => (roles.includes(test.role) ? [test.under] : []))),
  ];
  const conjuncts = conditions('stated');
  const apart = conjuncts.length > 1 && !conditions('stated', 'reading').some((one) => isOf(one, under));
  const named = role === 'reading' || role === 'repair' || role === 'robustness';
  return [
    ...(role === 'reading' && quote === undefined
      ? [about([...path, 'quote'], "is missing; a reading quotes the paper's words that allow it")]
      : []),
    ...(role !== 'reading' && quote !== undefined
      ? [about([...path, 'quote'], `must stand in a reading; got a test of the role ${role}`)]
      : []),
    ...(named && under === '' ? [about([...path, 'under'], `is missing; it says which ${role} this is`)] : []),
    ...(generator && role !== 'robustness'
      ? [about([...path, 'generator'], `must stand in a test of the role robustness; got ${role}`)]
      : []),
    ...(generator && role === 'robustness' && invented === undefined
      ? [about([...path, 'generator'], 'must stand in a claim that says what was invented')]
      : []),
    ...(generator && apart
      ? [
          about(
            [...path, 'under'],
            `must be, or begin with, the condition of the test that it varies, one of ${conditions('stated', 'reading').map(shown).join(', ')}; got ${shown(under)}`,
          ),
        ]
      : []),
  ];
}

const thresholds = ['atLeast', 'atMost', 'within', 'never'] as const;

function checkForm(test: WrittenTest, path: Path): Complaint[] {
  const { method, methods, within, any, across, cell, effect, against, never, overSamples, statistic } = test;
  const given = thresholds.filter((key) => test[key] !== undefined);
  const levels = Object.keys(effect ?? {}).length;
  const beside = (key: string, ...others: readonly (readonly [string, boolean])[]): Complaint[] => {
    const found = others.flatMap(([name, there]) => (there ? [name] : []));
    return found.length === 0 ? [] : [about([...path, key], `must stand without ${found.join(' and ')}`)];
  };
  const median = ['statistic: median', statistic === 'median'] as const;
  const swept = [['across', across !== undefined] as const, ['cell', cell !== undefined] as const];
  const all: (readonly [boolean, Path, string])[] = [
    [
      given.length !== 1,
      path,
      `must have exactly one of ${thresholds.join(', ')}; got ${given.join(' and ') || 'none'}`,
    ],
    [
      within !== undefined && !(within[0]! <= within[1]!),
      [...path, 'within'],
      `must be [low, high] with low <= high; got ${shown(within)}`,
    ],
    [
      (method === undefined) === (methods === undefined || methods.length === 0),
      path,
      `must have either method or methods; got ${method === undefined ? 'neither' : 'both'}`,
    ],
    [any && (methods?.length ?? 1) < 2, [...path, 'any'], 'must stand beside several methods; got one'],
    [cell !== undefined && across === undefined, [...path, 'cell'], 'must stand beside across; got no across'],
    [
      never !== undefined && across !== undefined && cell === undefined,
      [...path, 'never'],
      'must stand beside cell where it is across a sweep; got no cell',
    ],
    [
      effect !== undefined && (levels < 1 || levels > 2),
      [...path, 'effect'],
      `must be of 1 or 2 sweeps; got ${levels}`,
    ],
    [
      against !== undefined && Object.keys(against).length === 1,
      [...path, 'against'],
      'must name another method, metric, or place; got none',
    ],
    [
      overSamples && against?.by === 'ratio',
      [...path, 'against', 'by'],
      'must be difference beside overSamples; got ratio',
    ],
  ];
  return [
    ...all.flatMap(([wrong, at, message]) => (wrong ? [about(at, message)] : [])),
    ...(effect === undefined ? [] : beside('effect', ...swept, ['against', against !== undefined], median)),
    ...(never === undefined
      ? []
      : beside('never', ['against', against !== undefined], ['effect', effect !== undefined], median)),
    ...(overSamples ? beside('overSamples', ...swept, ['effect', effect !== undefined], median) : []),
  ];
}

function checkMeasured(spec: Written, test: WrittenTest, path: Path, vocabulary: Vocabulary): Complaint[] {
  const { task, metric, against, overSamples } = test;
  const asked = spec.tasks[task]!.metrics;
  const known = [...asked.map(columnOf), 'seconds'];
  const wrong = (name: string, at: Path) => (known.includes(name) ? [] : [unknownName(at, name, known)]);
  const found: Complaint[] = [
    ...wrong(metric, [...path, 'metric']),
    ...(against?.metric === undefined ? [] : wrong(against.metric, [...path, 'against', 'metric'])),
  ];
  if (found.length > 0) return found;
  const reference = asked.find((one) => columnOf(one) === metric);
  const of: Partial<Pick<Metric, 'summary' | 'unit' | 'ofTestSamples'>> =
    reference === undefined ? {} : vocabulary.metrics.get(reference.name);
  const unfit = overSamples && of.ofTestSamples !== true;
  const compared = [test.method ?? [], test.methods ?? [], against?.method ?? []].flat();
  const kept = spec.record.correct.filter((one) => one.task === task);
  const lost = compared.find((method) => !kept.some(({ methods }) => methods?.includes(method) !== false));
  return [
    ...(unfit ? [about([...path, 'overSamples'], `must be of a share of right test samples; got ${metric}`)] : []),
    ...(overSamples && !unfit && lost !== undefined
      ? [about([...path, 'overSamples'], `must be of what record.correct keeps; got ${task}/${lost}`)]
      : []),
    ...(isShare(of) && against?.by !== 'ratio' ? checkPercent(test, path) : []),
  ];
}

/** Thresholds of shares are in percent, where a share below 1 would mean next to nothing. */
function checkPercent(test: WrittenTest, path: Path): Complaint[] {
  const plain = test.against === undefined && test.effect === undefined;
  const least = plain ? 0 : -100;
  return (['atLeast', 'atMost', 'within'] as const).flatMap((key) =>
    [test[key] ?? []].flat().flatMap((value): Complaint[] => {
      const meant = plain && value > 0 && value < 1 ? ` (did you mean ${Number((100 * value).toPrecision(12))}?)` : '';
      if (meant === '' && value >= least && value <= 100) return [];
      return [
        about([...path, key], `must be in ${plain ? 'percent' : 'points'}, ${least} to 100; got ${value}${meant}`),
      ];
    }),
  );
}

type Block = Written['sweeps'][number];

/** Each cell is in the grid: its method runs on the task, in a block with exactly these sweeps and values. */
function checkPlace(spec: Written, test: WrittenTest, path: Path): Complaint[] {
  const { task, at, across, effect, against } = test;
  const blocks = spec.sweeps.length > 0 ? spec.sweeps : [{ over: {} } as Block];
  const isIn = (method: string, place: WrittenTest['at']) => {
    const levels = [
      ...Object.entries(place).map(([name, value]) => [name, [value]] as const),
      ...Object.entries(effect ?? {}),
    ];
    const swept = [...levels.map(([name]) => name), ...(across === undefined ? [] : [across])];
    return blocks.some(
      ({ tasks, methods, over }) =>
        (tasks ?? [task]).includes(task) &&
        (methods ?? [method]).includes(method) &&
        runsOn(spec.methods[method]!, task) &&
        swept.every((name) => name in over) &&
        (effect !== undefined || Object.keys(over).length === new Set(swept).size) &&
        levels.every(([name, values]) => values.every((value: SweepValue) => over[name]!.to.includes(value))),
    );
  };
  const own = [test.method ?? test.methods ?? []].flat();
  const other = against === undefined ? [] : against.method === undefined ? own : [against.method];
  const places = [
    ...own.map((method) => [method, at] as const),
    ...other.map((method) => [method, against?.at ?? at] as const),
  ];
  const absent = places.find(([method, place]) => !isIn(method, place));
  if (absent === undefined) return [];
  const [method, place] = absent;
  const where = [
    ...Object.entries(place).map(([name, value]) => `${name} = ${value}`),
    ...Object.entries(effect ?? {}).map(([name, levels]) => `${name} = ${levels.join(' and ')}`),
    ...(across === undefined ? [] : [across]),
  ];
  const along = where.length > 0 ? ` at ${where.join(', ')}` : '';
  return [about(path, `must be about a cell of the grid; got ${task}/${method}${along}`)];
}
