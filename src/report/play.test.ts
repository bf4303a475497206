import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Spec } from '../experiment/contract.js';
import type { Live } from '../experiment/live-contract.js';
import type { PlaySpec } from '../experiment/play-contract.js';
import { unpack } from './client/play/packed.js';
import { ownResults, reportOf, spec } from './page.fixture.js';
import { reportPage } from './page.js';

const results = ownResults();
afterAll(() => rmSync(dirname(results.folder), { recursive: true }));

const play: PlaySpec = { task: 't', methods: ['a'], metrics: ['stable'], claim: 'C1', knobs: {}, attempts: [] };
const live: Live = {
  ...{ experiment: 'own', task: 't', seed: 0, knobs: [], metrics: ['stable'], attempts: [] },
  cells: [
    {
      ...{ task: 't', method: 'a', sweep: {}, trials: 3, data: { name: 'table' }, k: 2, expert: { name: 'linear' } },
      ...{ learn: { name: 'alternating' }, metrics: ['stable', 'error'] },
    },
  ],
};

async function pageOf(given: Partial<PlaySpec>, worker = 'void 1;'): Promise<string> {
  const own: Spec = { ...spec, play: { ...play, ...given } };
  const report = await reportOf(results, { spec: own, live });
  return reportPage({ ...report, client: { ...report.client, worker } });
}

describe('a page with knobs', () => {
  it('carries the rows and the code of its thread, in which nothing can end an element', async () => {
    const page = await pageOf({}, '"</script><script>window.broken = 1</script>";');
    const code = /<script type="text\/plain" class="play-worker">([\w+/=]+)<\/script>/.exec(page)![1]!;
    expect(inflateRawSync(Buffer.from(code, 'base64')).toString()).toContain('window.broken');
    const data = /<script type="application\/json" class="play-data">([^<]+)<\/script>/.exec(page)![1]!;
    expect(unpack(JSON.parse(data).committed.a).map(([status]) => status)).toEqual(['ok', 'ok', 'degenerate']);
  });

  it('may start that thread and compile its WebAssembly, which no other page may', async () => {
    const policy = (await pageOf({})).replaceAll('&#39;', "'");
    expect(policy).toMatch(/script-src 'sha256-[^']+' 'wasm-unsafe-eval'; worker-src blob:;/);
    expect(reportPage(await reportOf(results))).not.toMatch(/wasm-unsafe-eval|worker-src/);
  });

  it('leads to the claim that it is about; of an experiment that is not on the page it says nothing', async () => {
    expect(await pageOf({})).toContain('Claim <a href="#claim.C1">C1</a>: ');
    expect(await pageOf({ claim: 'elsewhere/F1' })).toContain('>Turn a knob: t</h2>');
  });

  it.each([
    [
      17.1,
      19.1,
      'Nor does it last: over all 4000 trials that judge the claim it is 18.1% [17.1, 19.1], a 90% interval that excludes 20%',
    ],
    [17.1, 20.1, 'whether the number holds up.</p>'],
  ])('says whether more trials keep the number it was tuned to: [%s, %s]', async (low, high, text) => {
    const claims = spec.claims.map((claim) => ({ ...claim, paper: '20%', calibrated: 'the settings' }));
    const own: Spec = { ...spec, play, claims };
    const { claims: judged } = (await reportOf(results)).experiments[0]!;
    const more = judged.map((claim) => ({
      ...claim,
      unit: '% of trials',
      tests: claim.tests.map((test) => ({ ...test, value: 18.1, low, high, n: 4000 })),
    }));
    expect(reportPage(await reportOf(results, { spec: own, live, claims: more }))).toContain(text);
  });

  it('refuses a claim that is not there', async () => {
    await expect(pageOf({ claim: 'C9' })).rejects.toThrow(
      'own: play.claim must be a claim of own, one of C1; got "C9"',
    );
  });
});
