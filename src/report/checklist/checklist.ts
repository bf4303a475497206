/**
 * The items of the machine learning reproducibility checklist (Pineau et al. 2021), answered from what specs, results
 * and run.json say. Renderers of it are `checklist-markdown.ts` and the report.
 */
import { claimsEntry } from './claims.js';
import { computeEntry } from './compute.js';
import type { Checklist, ChecklistEntry, ChecklistParts, ChecklistSource } from './contract.js';
import { dataEntry } from './data.js';
import { exclusionsEntry } from './exclusions.js';
import { intervalsEntry } from './intervals.js';
import { machineEntry } from './machine.js';
import { runsEntry } from './runs.js';
import { settingsEntry } from './settings.js';

/** Every item, in order; a new one is one file and one line here. */
const entries: readonly ChecklistEntry[] = [
  runsEntry,
  intervalsEntry,
  settingsEntry,
  dataEntry,
  exclusionsEntry,
  computeEntry,
  machineEntry,
  claimsEntry,
];

/** @throws InputError for a claims.csv that cannot be read. */
export function checklistOf(sources: readonly ChecklistSource[], parts: ChecklistParts): Checklist {
  return { items: entries.map((entry) => entry(sources, parts)) };
}
