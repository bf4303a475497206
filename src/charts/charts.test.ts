import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { faultOf } from '../components/conformance.js';
import { InputError } from '../errors.js';
import { charts, fixtureOf, fixtures, folderOf, only, parametersOf, rendered, tablesIn } from './charts.fixture.js';
import { chartChecks } from './conformance.js';
import type { Tables } from './contract.js';
import { digestOf } from './digest.fixture.js';
import { toJson } from './draw.js';
import { toSvg as toSvgQuietly } from './render.js';
import { sheetWidth } from './theme.js';

/** Every figure must draw without a warning. */
const toSvg = (spec: TopLevelSpec): Promise<string> =>
  toSvgQuietly(spec, (warning) => {
    throw new Error(`not clean: ${warning}`);
  });

/** `toContain` without printing the whole figure where it fails. */
function expectText(svg: string, text: string, there = true): void {
  expect(svg.includes(text), `${there ? 'contains' : 'lacks'} ${text}`).toBe(there);
}

function render(name: string, folder = folderOf(name), parameters = parametersOf(name)) {
  return rendered(name, parameters, tablesIn(folder));
}

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

/** A copy of the fixed fixture in which a text is another, in every file. */
async function altered(from: string, to: string, source = 'fixed'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  temporary.push(folder);
  await cp(join(fixtures, source), folder, { recursive: true });
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replaceAll(from, to));
  }
  return folder;
}

describe.each(charts.all.map((chart) => chart.name))('%s', (name) => {
  const spec = render(name);

  test('is the figure of the golden digest', async () => {
    await expect(digestOf(spec)).toMatchFileSnapshot(join(fixtures, 'golden', `${name}.txt`));
  });

  test('draws without a warning, its texts in the SVG, no wider than the sheet, twice the same', async () => {
    const svg = await toSvg(spec);
    const title = spec.title as { text: string | string[]; subtitle: string[] };
    for (const text of [title.text, title.subtitle].flat()) expectText(svg, `>${text}<`);
    const width = Number(/<svg [^>]*?width="(\d+)"/.exec(svg)?.[1]);
    expect(width).toBeGreaterThan(600);
    expect(width).toBeLessThanOrEqual(sheetWidth);
    expect((await toSvg(spec)) === svg).toBe(true);
  });

  test('no text is smaller than 11 px', async () => {
    const sizes = [...(await toSvg(spec)).matchAll(/font-size="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
  });

  test('tells screen readers what it shows, at the root of the SVG', async () => {
    expect(spec.description!.length).toBeGreaterThan(80);
    const svg = await toSvg(spec);
    expect(svg.slice(0, 400)).toMatch(/^<svg [^>]*aria-label="[^"]+"[^>]* role="img"/);
    expectText(svg, `<desc>${spec.description}</desc>`);
  });

  test('says by its needs which recorded tables it reads', () => {
    const read = new Set<string>();
    const tables = fixtureOf(name);
    const watched: Tables = {
      ...tables,
      lines(file) {
        read.add(/^(example|history|cluster|responsibilities)/.exec(file)?.[1] ?? 'none');
        return tables.lines(file);
      },
    };
    rendered(name, parametersOf(name), watched);
    const kept = { example: 'examples', history: 'history', cluster: 'clusters', responsibilities: 'responsibilities' };
    const { needs = [] } = charts.get(name);
    const needed = Object.entries(kept).flatMap(([table, need]) =>
      needs.some((each) => each === need) ? [table] : [],
    );
    expect([...read].filter((table) => table !== 'none').toSorted()).toEqual(needed.toSorted());
  });

  test('changes nothing it was given: a second rendering is the same', () => {
    expect(toJson(render(name))).toBe(toJson(spec));
  });
});

describe.each(charts.all.map((chart) => ({ name: chart.name, chart })))('$name', ({ name, chart }) => {
  const suggested = parametersOf(name);
  test.each(chartChecks(fixtureOf(name)))('$title', async (check) => {
    expect(await faultOf(check, { ...chart, suggested })).toBeUndefined();
  });
});

describe('what the figures say', () => {
  test('figure1: n at each method, counts of degenerate trials, means with medians, intervals for screen readers', async () => {
    const svg = await toSvg(render('figure1'));
    for (const text of ['n = 1000', '200 of 1000', '10 of 10', '0.0097 (0.00776)', '300 µs (200 µs)']) {
      expectText(svg, `>${text}<`);
    }
    expectText(svg, '"argmin, degenerate trials: 20.00%, 95 percent interval 18.74 to 21.27, n = 1000"');
    expectText(svg, '"argmin, mean time: 300 µs, 95 percent interval 270 µs to 330 µs, n = 1000"');
    expectText(svg, '"argmin, mean over stable trials: 0.0097, 95 percent interval 0.00776 to 0.0116, n = 800"');
    expectText(
      svg,
      '"argmin, mean over all trials, as each stood when it stopped: 0.168, 95 percent interval 0.134 to 0.201, n = 1000"',
    );
  });

  test('figure1: a method without a stable trial has its error at the stop, and it is said', async () => {
    const said =
      'direct, mean over all trials, as each stood when it stopped: 0.30%, 95 percent interval 0.20 to 0.40, n = 10';
    const svg = await toSvg(render('figure1'));
    expectText(svg, said);
    expectText(svg, '>no stable trial</text>');
    expectText(
      await toSvg(render('figure1', undefined, { methods: ['argmin', 'lap'] })),
      '>no stable trial</text>',
      false,
    );
  });

  test('figure1: a method has the errors and shares of another that it names, its time is its own', async () => {
    const svg = await toSvg(render('figure1', undefined, { methods: ['argmin', 'lap'], values: { lap: 'softmax' } }));
    expectText(svg, '"lap, mean over stable trials: 0.167, 95 percent interval 0.134 to 0.2, n = 1000"');
    for (const text of ['12 ms (8 ms)', 'lap: n = 10']) expectText(svg, `>${text}<`);
    expectText(svg, 'lap: errors and shares of softmax');
  });

  test("figure1: the paper's share is a line of its task", async () => {
    const svg = await toSvg(render('figure1', undefined, { levels: { 'piecewise-linear': 0.2 } }));
    expect(svg.split(">the paper's 20%<")).toHaveLength(2);
  });

  test('sensitivity: a dot is 1 minus the stable share, its interval turned over', () => {
    const said = 'k = 5, argmin: 70.00%, 95 percent interval 65.00 to 75.00, n = 200';
    expectText(JSON.stringify(render('sensitivity')), `{"at":5,"value":70,"low":65,"high":75,"said":"${said}"}`);
  });

  test('convergence: losses below the floor stand on it, and direct counts its steps', () => {
    const json = toJson(render('convergence', undefined, { floor: 1e-6, relaxed: ['direct'] }));
    expectText(json, '"loss":0.000001}');
    expectText(json, 'e-31', false);
    expectText(json, 'losses below 1e−6 are drawn at 1e−6');
    expectText(json, '"i":400,');
    expectText(json, 'direct: the axis counts gradient steps. The loss is relaxed');
    expectText(json, '"relaxed loss (log)"');
    const others = { methods: ['argmin'], relaxed: ['direct'] };
    expectText(toJson(render('convergence', undefined, others)), 'relaxed', false);
  });

  test('a trial that used up its iterations is neither a local optimum nor converged', async () => {
    const softmax = toJson(render('convergence', undefined, { methods: ['softmax'] }));
    expectText(softmax, '"end":"not converged"');
    expectText(softmax, 'local optimum', false);
    const folder = await altered('8,true,', '8,false,');
    const { text } = render('assignments', folder).title as { text: string };
    expect(text).toBe('Assignments of argmin on smile: random at first, and when iterations ran out');
    expect((render('assignments').title as { text: string }).text).toMatch(/random at first, and converged$/);
  });

  test('lines: who starts from the same assignment is read off the examples', async () => {
    const noteOf = (methods: readonly string[]) =>
      (render('lines', undefined, { methods }).title as { subtitle: string[] }).subtitle[1];
    expect(noteOf(['argmin', 'lap', 'direct'])).toMatch(/all but direct the same initial assignment\.$/);
    expect(noteOf(['argmin', 'lap'])).toMatch(/18 samples, the same initial assignment\.$/);
  });

  test('lines: a trial that a method lacks is an empty panel that says so, below its name', async () => {
    const lap = 'piecewise-linear/lap/1';
    const spec = rendered(
      'lines',
      {},
      only(fixtureOf('lines'), ({ id }, file) => file !== 'examples.csv' || id !== lap),
    );
    expectText(JSON.stringify(spec), '{"text":"lap","subtitle":["not recorded",');
    const svg = await toSvg(spec);
    expect(svg.split('>not recorded<')).toHaveLength(2);
    expect(svg.split('>lap<')).toHaveLength(3);
  });

  test('figure1: rows share one time axis, of whole powers of ten', () => {
    const domains = JSON.stringify(render('figure1')).match(/"domain":\[[^\]]*\],"nice":false,"type":"log"/g);
    expect(domains).toHaveLength(2);
    expect(domains).toEqual([domains![0], domains![0]]);
    expect(domains![0]).toContain('[0.0001,1]');
  });

  test('figure1: says which trial is fitted, and where it stands among all', () => {
    expectText(toJson(render('figure1')), '"trial 0, median of 2","by error"');
  });

  test('lines: one trial where argmin recovers the pieces, one where it does not', () => {
    const { subtitle } = render('lines').title as { subtitle: string[] };
    expect(subtitle[0]).toBe(
      'Top: trial 0, where argmin recovers the pieces; below: trial 1, where argmin ends in a local optimum.',
    );
  });

  test('hostile names are text, never markup, in every figure of the fixed data', async () => {
    const folder = await altered('smile', '<script>&amp;</script>');
    for (const name of ['figure1', 'convergence']) {
      const svg = await toSvg(render(name, folder));
      expectText(svg, '<script', false);
      expectText(svg, '&lt;script&gt;');
    }
  });
});

describe('results that lack what is drawn', () => {
  test.each([
    ['figure1', 'summary.csv'],
    ['figure1', 'timings_summary.csv'],
    ['assignments', 'example_regions.csv'],
    ['lines', 'example_curves.csv'],
    ['convergence', 'history.csv'],
  ])('%s without %s names the file and the command', async (name, file) => {
    const folder = await altered('no such text', '');
    rmSync(join(folder, file));
    expect(() => render(name, folder)).toThrow(InputError);
    expect(() => render(name, folder)).toThrow(`${join(folder, file)} is missing; \`moe run tiny --quick\` makes it`);
  });

  test.each([
    ['figure1', 'summary.csv', 'ci_low'],
    ['lines', 'example_curves.csv', 'expert'],
    ['convergence', 'history.csv', 'loss'],
  ])('%s without a column of %s names file, column and command', async (name, file, column) => {
    const folder = await altered(column, `old_${column}`);
    const near = `has no column "${column}"`;
    expect(() => render(name, folder)).toThrow(join(folder, file));
    expect(() => render(name, folder)).toThrow(near);
    expect(() => render(name, folder)).toThrow('`moe run tiny --quick` makes it');
  });

  test.each([
    ['history.csv', 'convergence', 'record.history'],
    ['examples.csv', 'lines', 'record.examples'],
    ['example_curves.csv', 'lines', 'record.examples of a task with one feature'],
    ['example_regions.csv', 'assignments', 'record.examples of a task with two features'],
  ])('without %s, %s says that the spec needs %s', async (file, name, need) => {
    const folder = await altered('no such text', '');
    rmSync(join(folder, file));
    expect(() => render(name, folder)).toThrow(new RegExp(`${file} is missing; .* makes it, for a spec with ${need}$`));
  });

  test('lines on two features says that it needs one', () => {
    expect(() => render('lines', undefined, { task: 'smile' })).toThrow(
      'lines needs a task with one feature, recorded under record.examples in the spec; "smile" has more',
    );
  });

  test.each([
    ['figure1', 'summary.csv'],
    ['lines', 'example_curves.csv'],
    ['assignments', 'example_regions.csv'],
  ])('%s with nothing but the header of %s is refused', async (name, file) => {
    const folder = await altered('no such text', '');
    const [header] = readFileSync(join(folder, file), 'utf8').split('\n');
    writeFileSync(join(folder, file), `${header}\n`);
    expect(() => render(name, folder)).toThrow(`${join(folder, file)} has no rows below its header`);
  });

  test('text where a number must be names file, line and column', async () => {
    const folder = await altered('0.0097', 'much');
    expect(() => render('figure1', folder)).toThrow(/summary\.csv:3 mean must be a number or empty; got "much"/);
  });

  test('a method, a task and an example that are not there are told with those that are', () => {
    expect(() => render('figure1', undefined, { methods: ['lapp'] })).toThrow(
      'fixed have none of its tasks and methods',
    );
    expect(() => render('assignments', undefined, { method: 'lp' })).toThrow('no example of smile by "lp" is recorded');
    expect(() => render('lines', undefined, { task: 'tone' })).toThrow('holds no trial of task "tone"');
  });
});
