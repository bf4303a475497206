import { beforeAll, describe, expect, it } from 'vitest';
import { frameOf, type GivenColumns } from '../tables/frame.js';
import type { Inspected } from './contract.js';
import { inspectedOf, trustOf, twoLines } from './inspected.fixture.js';
import { modelPage } from './page.js';

const client = { script: 'void 0;', style: 'body {}' };

/** The section of a page. */
const sectionOf = (page: string, id: string): string =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';

/** What stands in a page as data for its script. */
const dataOf = (page: string, name: string): unknown =>
  JSON.parse(new RegExp(`<script type="application/json" class="${name}">([\\s\\S]*?)</script>`).exec(page)![1]!);

describe('the page of a model', () => {
  let alone: Inspected;
  let whole: Inspected;
  let page: string;
  beforeAll(async () => {
    ({ alone, whole } = await inspectedOf(twoLines(120), {
      ...{ formula: 'y ~ x | z + kind', sizes: true, trust: trustOf(2) },
    }));
    page = await modelPage(whole, client);
  });

  it('is the same twice, loads nothing, and lets run its own script and style alone', async () => {
    expect((await modelPage(whole, client)) === page).toBe(true);
    expect(page).toMatch(/default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-/);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/ style="| on\w+="|https?:\/\/(?!www\.w3\.org)/);
  });

  it('has a card for each expert, the one with most rows first', () => {
    const cards = sectionOf(page, 'experts');
    const shown = [...cards.matchAll(/<article[^>]* id="expert-(\d)"/g)].map(([, j]) => Number(j));
    const shares = shown.map((j) => whole.experts[j]!.share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shown).toHaveLength(2);
    expect(cards).toContain('z &#60;= 0 (40 rows)');
    expect(cards).toContain('z &#62; 0 (60 rows)');
    expect(cards).toContain('told by a short rule. The rule agrees with the gate in 98% of the rows.');
    expect(cards).toContain(
      '90% of new rows within ±1.50 of its prediction; its rows stay with it in 97% of resamples',
    );
    expect(cards).toMatch(/95% interval[\s\S]*−1 to 1/);
  });

  it('says what sets the rows of an expert apart', () => {
    expect(sectionOf(page, 'experts')).toMatch(/z is higher: 0\.\d+ on average \(elsewhere −0\.\d+\)/);
  });

  it('says whether experts are needed, and how sure it is', () => {
    const head = /<header[\s\S]*?<\/header>/.exec(page)![0];
    expect(head).toContain('Experts are needed.');
    expect(head).toContain('p = 0.01');
    expect(head).toContain('90% of new rows like these lie within the intervals');
    expect(head).toContain('at least 92% of the fits on average');
  });

  it('draws each row once in every pair of columns, and keeps it as data', () => {
    const data = dataOf(page, 'pairs-data') as { axes: { name: string }[]; rows: number[]; experts: number[] };
    expect(data.axes.map(({ name }) => name).sort()).toEqual(['kind', 'x', 'y', 'z']);
    expect(data.axes.at(-1)!.name).toBe('y');
    expect(data.rows).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    const panels = [...sectionOf(page, 'pairs').matchAll(/<g class="dots">([\s\S]*?)<\/g>/g)].map(([, dots]) => dots!);
    expect(panels).toHaveLength(6);
    for (const dots of panels) expect(dots.match(/z(?=M|")/g)).toHaveLength(120);
  });

  it('tells each number of experts that was tried', () => {
    const section = sectionOf(page, 'how-many');
    expect(section).toContain('2 (this model)');
    expect(section).toContain('That betters one expert by more than two standard errors, row by row.');
    expect([...section.matchAll(/<th scope="row" class="?[^>]*>|<th scope="row"/g)].length).toBeGreaterThanOrEqual(3);
  });

  it('has no rows without data, and says which command gives them', async () => {
    const bare = await modelPage(alone, client);
    expect(sectionOf(bare, 'pairs')).toBe('');
    expect(sectionOf(bare, 'how-many')).toBe('');
    expect(sectionOf(bare, 'experts')).toContain('coefficient');
    expect(bare).toContain('<code>moe inspect model.json --data</code>');
  });
});

describe('the rows of a model', () => {
  it('are drawn by the seed where there are too many, and the page says so', async () => {
    const { whole } = await inspectedOf(twoLines(5200), {});
    expect(whole.data!.drawn).toHaveLength(5000);
    expect(new Set(whole.data!.drawn).size).toBe(5000);
    const page = await modelPage(whole, client);
    expect(page).toContain('5000 of the 5200 rows, drawn at random by the seed of the fit');
    expect(Buffer.byteLength(page)).toBeLessThan(1.5e6);
    expect(whole.experts.reduce((sum, { size }) => sum + size, 0)).toBe(5200);
  });

  it('that no expert has to fit are grey, as many as were asked for', async () => {
    const { whole } = await inspectedOf(twoLines(100), { method: 'multistart', outliers: 0.1 });
    expect(whole.data!.outlier.reduce((sum, flag) => sum + flag, 0)).toBe(10);
    const page = await modelPage(whole, client);
    expect(page).toContain('Grey: outliers, which no expert has to fit.');
    expect(sectionOf(page, 'pairs')).toContain('mark outlier');
  });

  it('go to the expert of least loss where nobody else decides', async () => {
    const { whole } = await inspectedOf(twoLines(100), { gate: 'none', method: 'multistart', sizes: true });
    expect(whole.data!.share).toBeNull();
    const page = await modelPage(whole, client);
    expect(page).toContain('Without a gate that is the expert that fits the row best.');
    expect(page).toContain('Without a gate no row can be held out');
  });

  it('of classes are told by class', async () => {
    const { x, z, kind } = twoLines(100) as Record<'x' | 'z', number[]> & { kind: string[] };
    const label = x!.map((value, i) => (value > 5 === z[i]! > 0 ? 'yes' : 'no'));
    const { whole } = await inspectedOf(
      { x, z, kind, y: label },
      {
        ...{ expert: 'logistic', trust: { ...trustOf(0), bootstrap: null, needed: null, rule: null } },
      },
    );
    const page = await modelPage(whole, client);
    expect(sectionOf(page, 'experts')).toContain('Classes of its rows, and how many it gets right');
    expect(page).toContain('of the log odds of yes');
    expect(page).toContain('gives as a set have the true one of 90% of new rows like these, by 50 rows that');
  });
});

describe('columns that say little', () => {
  it('are left out of the coefficients where they are constant among the rows of an expert', async () => {
    const columns = twoLines(100) as Record<'x' | 'z' | 'y', number[]>;
    const side = columns.z.map((value) => (value < 0 ? 'below' : 'over'));
    const { whole, alone } = await inspectedOf({ ...columns, side }, { formula: 'y ~ x + side | z + side' });
    const [one, other] = [
      ...sectionOf(await modelPage(whole, client), 'experts')
        .split('<article')
        .slice(1),
    ];
    for (const card of [one, other]) {
      expect(card).toContain('Constant among its rows, so without a coefficient here: side=over.');
      expect(card).not.toContain('<th scope="row">side=over');
      expect(card).toContain('<th scope="row">x');
    }
    expect(sectionOf(await modelPage(alone, client), 'experts')).toContain('<th scope="row">side=over');
  });

  it('are paired where the rule of the gate begins with one, and the page says which are left out', async () => {
    const columns = twoLines(100) as Record<'x' | 'z' | 'y', number[]> & { kind: string[] };
    const [a, b] = [3, 7].map((step) => columns.x.map((_, i) => (i * step) % 11));
    const formula = 'y ~ x + kind + a + b | z';
    const { whole } = await inspectedOf({ ...columns, a: a!, b: b! } as GivenColumns, { formula });
    const left = /left out, since their change moves them less: (\w+)\./.exec(await modelPage(whole, client))![1]!;
    expect(left).toBe('kind');
    const input = whole.bound.model.encoding.inputs.findIndex(({ name }) => name === left);
    const { rule, ...trust } = trustOf(5);
    const root = { ...rule!.root, input, test: { level: 'a' } } as NonNullable<typeof rule>['root'];
    const model = { ...whole.bound.model, trust: { ...trust, bootstrap: null, rule: { fidelity: 1, root } } };
    const page = await modelPage({ ...whole, bound: { ...whole.bound, model } }, client);
    expect(page).toContain(`and ${left}, by which the rule of the gate begins; left out`);
    expect((dataOf(page, 'pairs-data') as { axes: { name: string }[] }).axes.map(({ name }) => name)).toContain(left);
  });
});

describe('names that mean no good', () => {
  const hostile = `</script><script>alert(1)</script><!-- "'\`><img src=x onerror=alert(1)> \u202E`;

  it('are text on the page, in attributes and in its data', async () => {
    const { x, z, kind, y } = twoLines(60, [hostile, `${hostile}2`, "'--"]) as Record<string, never>;
    const columns = { [hostile]: x, z, [`${hostile} kind`]: kind, [`y${hostile}`]: y } as GivenColumns;
    expect(frameOf(columns).rows).toBe(60);
    const { whole } = await inspectedOf(columns, { target: `y${hostile}`, sizes: true });
    const page = await modelPage({ ...whole, file: hostile }, client);
    const islands = page.match(/<script type="application\/json"/g) ?? [];
    expect(page.match(/<script/g)).toHaveLength(islands.length + 1);
    expect(page).not.toMatch(/<img|onerror=alert\(1\)>(?!.*&#)/);
    expect(page).not.toContain('<!--');
    expect((dataOf(page, 'pairs-data') as { axes: { name: string }[] }).axes.at(-1)!.name).toBe(`y${hostile}`);
  });
});
