import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../experiment/contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import type { Results } from '../results/results.js';
import { claimAnchor } from './claims-table.js';
import type { Figure } from './figures.js';
import { hostile, ownResults, reportOf } from './page.fixture.js';
import { reportPage } from './page.js';

describe('the report page', () => {
  let results: Results;
  let page: string;
  let figure: Figure;
  beforeAll(async () => {
    results = ownResults();
    const report = await reportOf(results);
    figure = report.experiments[0]!.figures[0]!;
    page = reportPage(report);
  });
  afterAll(() => rmSync(dirname(results.folder), { recursive: true }));

  const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, found]) => found!);

  it('has one script and one style, which its policy names by digest, and lets nothing else run or load', () => {
    const digest = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    const [script, ...scripts] = all(/<script>(.*?)<\/script>/gs);
    const [style, ...styles] = all(/<style>(.*?)<\/style>/gs);
    expect([...scripts, ...styles]).toEqual([]);
    expect(all(/http-equiv="Content-Security-Policy" content="([^"]*)"/g)).toEqual([
      `default-src &#39;none&#39;; script-src ${digest(script!)}; style-src ${digest(style!)}; img-src data:; ` +
        'base-uri &#39;none&#39;; form-action &#39;none&#39;',
    ]);
  });

  it('has no style attribute, no handler and no address of another place', () => {
    const tags = all(/(<[a-z][^>]*>)/g);
    expect(tags.length).toBeGreaterThan(200);
    const bare = tags.map((tag) => tag.replace(/="[^"]*"/g, '='));
    expect(bare.filter((tag) => /\s(style|on\w+|srcset)=/.test(tag))).toEqual([]);
    expect(
      tags.flatMap((tag) => /\s(?:href|src)="([^"]*)"/.exec(tag)?.[1] ?? []).filter((to) => !/^(#|data:)/.test(to)),
    ).toEqual([]);
  });

  it('shows what users wrote as text, cut where it is very long', () => {
    expect(page).not.toMatch(/<img src=x|<script>alert|<!--/);
    expect(page).toContain('<h1><bdi class="long">&#60;/script&#62;');
    expect(page).toContain(`… (${[...hostile].length} letters)`);
    const texts = all(/>([^<]+)</g);
    // Commands are to be copied whole; the style and data are no texts.
    const long = texts.filter((text) => text.length > 2500 && !/[{]|^make build|--(fresh|filter|task)/.test(text));
    expect(long.map((text) => text.slice(0, 100))).toEqual([]);
  });

  it('begins with the map of verdicts, a link a sentence, and two commands', () => {
    const header = page.slice(page.indexOf('<header>'), page.indexOf('</header>'));
    const marks = [...header.matchAll(/<a href="#(.*?)" title="(.*?)">/g)].map(([, to, title]) => `${to} ${title}`);
    expect(marks).toHaveLength(2);
    expect(marks[0]).toMatch(/^claim\.(.+) \1, [a-z ]+ \(the paper: .+; here: .+\): /s);
    expect(marks[1]).toMatch(/^own\.claims “.*” \(no claim: /);
    expect(header).toMatch(
      /<pre tabindex="0"><code>make build &#38;&#38; npm link[^\n]*\nmoe run [^\n]*\nmoe report[^\n]*<\/code>/,
    );
  });

  it('names the paper, what was found and the figures that show it, where there is a study', async () => {
    const finding = { short: 'It holds', line: 'On 20%.' };
    const report = await reportOf(results, { figures: [{ ...figure, finding, picture: { html: '<svg></svg>' } }] });
    const paper = { title: 'On lines', authors: ['A. B.', 'C. D.'], year: 2018 };
    const whole = {
      ...report.whole,
      paper,
      headline: 'Nearly all hold.',
      findings: [{ experiment: 'own', figure: figure.name }],
    };
    const text = reportPage({ ...report, whole });
    expect(text).toContain('<title>On lines</title>');
    expect(text).toContain(
      '<h1>On lines</h1>\n<p class="authors">A reproduction of the paper by A. B., C. D., 2018</p>',
    );
    expect(text).toContain('<p class="headline">Nearly all hold.</p>');
    expect(text).toContain(
      '<li><a class="short" href="#own.figure-1">It holds</a>' +
        '<a class="bars" href="#own.figure-1" tabindex="-1" aria-hidden="true"><svg></svg></a><p>On 20%.</p></li>',
    );
  });

  it('gives every id once, and every link within the page has its place', () => {
    const ids = all(/\sid="([^"]*)"/g);
    expect(ids.length).toBeGreaterThan(15);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(all(/href="#([^"]*)"/g).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('has headings in order: one h1, and none that skips a level', () => {
    const levels = all(/<h([1-6])/g).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1)).toEqual([]);
  });

  it('has all parts of an experiment, also of one without figures', () => {
    expect(all(/<h3 id="own\.([a-z]+)"/g)).toEqual([
      ...['figures', 'claims', 'race', 'summary', 'endings', 'compute', 'provenance'],
    ]);
    expect(page).toContain('<strong>Figure 1</strong>: every cell of the grid');
    expect(page).toContain(
      '<code>own</code>: 2 cells, 6 trials: 4 ok, 1 degenerate, 1 failed. Not the spec’s whole grid: <bdi',
    );
  });

  it('counts the values of a cell where they are fewer than its trials', () => {
    const [row] = all(/<th scope="row" role="rowheader" data-column="method">a<\/th>(.*?)<\/tr>/g);
    expect(row!.replace(/ data-column="\w+"/g, '')).toBe(
      '<td role="cell">3</td><td role="cell" class="number">0.667 [0.208, 0.939]</td>' +
        '<td role="cell" class="number">0.5 [−1.62, 2.62] <small>n = 2</small></td>',
    );
  });

  it('tells of failures before degenerate trials, with the first of each', () => {
    const endings = page.slice(page.indexOf('<h3 id="own.endings"'), page.indexOf('<h3 id="own.compute"'));
    expect(
      [...endings.matchAll(/<td role="cell"[^>]*>(failed|degenerate)<\/td>/g)].map(([, status]) => status),
    ).toEqual(['failed', 'degenerate']);
    expect([...endings.matchAll(/<td role="cell"[^>]*>(t\/\w\/\d)<\/td>/g)].map(([, id]) => id)).toEqual([
      't/b/2',
      't/a/2',
    ]);
  });

  it('names a verdict that the spec does not expect', async () => {
    const [own] = (await reportOf(results)).experiments;
    const claims = own!.claims.map((claim) => ({ ...claim, expected: 'reproduced' as const, asExpected: false }));
    expect(page).not.toContain('<small>expected');
    expect(reportPage(await reportOf(results, { claims }))).toContain('<small>expected: reproduced</small>');
  });

  it('tells of each test of a claim its role, its value in the paper’s unit, how its interval was made, and its quote', () => {
    const claims = page.slice(page.indexOf('<h3 id="own.claims"'), page.indexOf('<h3 id="own.race"'));
    expect(claims).toContain('66.7% [13.5, 98.3]<br>');
    expect(claims).toContain('66.7% [13.5, 98.3], n\u00a0=\u00a03');
    expect(claims).toContain('<strong>stated</strong> stable of t/a: mean, at least 50: 66.7');
    expect(claims).toContain('<small>Clopper-Pearson</small>');
    expect(claims).toMatch(/<strong>reading<\/strong>.*<small><bdi class="long">“&#60;\/script&#62;/);
    expect(claims).toContain('<small>(invented data)</small>');
    expect(claims).toContain('Sentences without a claim');
  });

  it('gives each claim a row to be linked to, and behind it the cells it was read from, and commands', () => {
    const [row] = all(/(<tbody role="rowgroup" id="claim\.C1" data-verdict="undecided"[\s\S]*?<\/details>)/g);
    expect(row).toContain('<a href="#claim.C1">C1</a>');
    expect(row).toMatch(/<svg class="mark"[^>]* role="img" aria-label="passes: at least 50">/);
    expect(row).toContain('how to recompute it<span class="unseen">: C1</span>');
    expect(row).toContain('data-column="mean [95% interval]">0.667 [0.208, 0.939]</td>');
    expect(row).toContain(' --filter task=t --filter method=a --out try</code>');
    expect(row).toMatch(/<code>moe trace .* --task t --method a<\/code>/s);
  });

  it('tells claims of one id in two experiments apart', () => {
    const judged = (name: string, ids: readonly string[]) => ({
      spec: { name } as Spec,
      claims: ids.map((id) => ({ id }) as JudgedClaim),
    });
    const anchorOf = claimAnchor([judged('a', ['C1', 'C2']), judged('b', ['C1'])]);
    expect([anchorOf('a', 'C1'), anchorOf('a', 'C2'), anchorOf('b', 'C1')]).toEqual([
      ...['claim.a.C1', 'claim.C2', 'claim.b.C1'],
    ]);
  });

  it('bounds the number of false verdicts, and shows how well intervals keep their level', () => {
    expect(page).toMatch(/at most 0\.\d+ of these verdicts would be wrong/);
    expect(page).toMatch(/<th scope="row" role="rowheader">Student t<\/th><td role="cell">normal<\/td>/);
  });

  it('says that a trial came out otherwise', () => {
    expect(page).toContain('<strong>t/a/2 differs from trials.csv in');
    expect(page).toContain('<h4>u</h4>\n<p>It cannot be recomputed: ');
  });

  it('does without claims and races, and then explains no verdict', async () => {
    const bare = await reportOf(results, { races: [], claims: [] });
    const [own] = bare.experiments;
    const experiments = [{ ...own!, spec: { ...own!.spec, notJudged: [] } }];
    const text = reportPage({ ...bare, whole: { findings: [], sections: [] }, experiments, errata: [] });
    expect(text).not.toMatch(/class="badge|own\.race|own\.claims|page\.errata/);
    expect(text).toContain('How to read this page');
  });

  it('is the same for the same results', async () => {
    expect(reportPage(await reportOf(results))).toBe(page);
  });

  it('refuses a script that would end its element', async () => {
    const report = await reportOf(results);
    expect(() => reportPage({ ...report, client: { ...report.client, script: '"</script>"' } })).toThrow(RangeError);
  });
});
