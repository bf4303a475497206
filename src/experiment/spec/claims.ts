/** Claims are about cells that the grid has, and their tests can give the expected verdict. */
import { about, type Complaint, type Path, unknownName } from '../../components/complaints.js';
import { shown } from '../../errors.js';
import { columnOf, runsOn, type Written } from './schema.js';

export function checkClaims(spec: Written): Complaint[] {
  const ids = spec.claims.map(({ id }) => id);
  return spec.claims.flatMap((claim, i) => {
    const path: Path = ['claims', i];
    const readings = new Set(claim.tests.map(({ under }) => under));
    return [
      ...(ids.indexOf(claim.id) < i ? [about([...path, 'id'], `must be unique; got ${shown(claim.id)} again`)] : []),
      ...checkExpected(claim.expected, claim.calibrated !== undefined, readings.size, [...path, 'expected']),
      ...claim.tests.flatMap((_, t) => checkTest(spec, claim.tests[t]!, [...path, 'tests', t])),
    ];
  });
}

/** The expected verdict is one that the tests can give. */
function checkExpected(expected: string, calibrated: boolean, readings: number, path: Path): Complaint[] {
  const whole = calibrated ? 'reproduced by calibration' : 'reproduced';
  const possible = [whole, 'not reproduced', ...(readings > 1 ? ['depends on'] : [])];
  if (possible.includes(expected)) return [];
  const why = `${calibrated ? 'a calibrated' : 'an uncalibrated'} claim with ${readings} reading(s)`;
  return [about(path, `must be one of ${possible.join(', ')}, the verdicts of ${why}; got ${shown(expected)}`)];
}

type Test = Written['claims'][number]['tests'][number];

function checkTest(spec: Written, test: Test, path: Path): Complaint[] {
  const given = (['atLeast', 'atMost', 'within'] as const).filter((key) => test[key] !== undefined);
  const { method, methods } = test;
  const form: Complaint[] = [];
  if (given.length !== 1) {
    form.push(about(path, `must have exactly one of atLeast, atMost, within; got ${given.join(' and ') || 'none'}`));
  }
  if (test.within !== undefined && !(test.within[0]! <= test.within[1]!)) {
    form.push(about([...path, 'within'], `must be [low, high] with low <= high; got ${shown(test.within)}`));
  }
  if ((method === undefined) === (methods === undefined || methods.length === 0)) {
    form.push(about(path, `must have either method or methods; got ${method === undefined ? 'neither' : 'both'}`));
  }
  if (test.cell !== undefined && (test.across === undefined || test.against !== undefined)) {
    const got = test.across === undefined ? 'no across' : 'against';
    form.push(about([...path, 'cell'], `must stand beside across, and without against; got ${got}`));
  }
  return [...form, ...checkMeasured(spec, test, path), ...checkCell(spec, test, path)];
}

function checkMeasured(spec: Written, { task, metric, against }: Test, path: Path): Complaint[] {
  const known = [...spec.tasks[task]!.metrics.map(columnOf), 'seconds'];
  const wrong = (name: string, at: Path) => (known.includes(name) ? [] : [unknownName(at, name, known)]);
  return [
    ...wrong(metric, [...path, 'metric']),
    ...(against?.metric === undefined ? [] : wrong(against.metric, [...path, 'against', 'metric'])),
  ];
}

/** Each method's cell is in the grid: it runs on the task, in a block with exactly these sweeps and values. */
function checkCell(spec: Written, test: Test, path: Path): Complaint[] {
  const swept = [...Object.keys(test.at), ...(test.across === undefined ? [] : [test.across])].sort();
  const blocks = spec.sweeps.length > 0 ? spec.sweeps : [{ over: {} } as Written['sweeps'][number]];
  const compared = [test.method ?? [], test.methods ?? [], test.against?.method ?? []].flat();
  const absent = compared.find(
    (method) =>
      !blocks.some(
        ({ tasks, methods, over }) =>
          (tasks ?? [test.task]).includes(test.task) &&
          (methods ?? [method]).includes(method) &&
          runsOn(spec.methods[method]!, test.task) &&
          Object.keys(over).sort().join() === swept.join() &&
          Object.entries(test.at).every(([name, value]) => over[name]?.to.includes(value)),
      ),
  );
  if (absent === undefined) return [];
  const where = [...Object.entries(test.at).map(([name, value]) => `${name} = ${value}`), test.across ?? []].flat();
  const along = where.length > 0 ? ` at ${where.join(', ')}` : '';
  return [about(path, `must be about a cell of the grid; got ${test.task}/${absent}${along}`)];
}
