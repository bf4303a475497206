import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeProblem } from '../../results/atomic.js';
import { type Check, ok } from './contract.js';

const gibibyte = 2 ** 30;

export const results: Check = {
  name: 'results',
  about: 'the folder that runs write to, and room on its disk',
  optional: false,
  remedy: 'choose another folder: moe run ... --out DIR',
  look({ results: folder }) {
    let there = resolve(folder);
    while (!existsSync(there)) there = dirname(there);
    try {
      rmSync(mkdtempSync(join(there, '.moe-doctor-')), { recursive: true });
    } catch (error) {
      throw writeProblem(folder, error);
    }
    const { bavail, bsize } = statfsSync(there);
    const free = bavail * bsize;
    const found = `${folder} can be written, ${(free / gibibyte).toFixed(1)} GiB are free`;
    if (free >= gibibyte) return ok(found);
    const health = free < 0.1 * gibibyte ? 'problem' : 'warning';
    return { health, found, remedy: 'make room: a full run writes about 0.1 GiB with its journal' };
  },
};
