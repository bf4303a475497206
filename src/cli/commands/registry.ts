import { addCheck } from './check.js';
import { addCompare } from './compare.js';
import { addCompletion } from './completion.js';
import type { AddCommand } from './contract.js';
import { addDoctor } from './doctor.js';
import { addExport } from './export.js';
import { addInit } from './init.js';
import { addList } from './list.js';
import { addPlot } from './plot.js';
import { addReport } from './report.js';
import { addRun } from './run.js';
import { addSchema } from './schema.js';
import { addTrace } from './trace.js';

/** Every command, in the order in which `moe --help` lists them; a new one is one file and one line here. */
export const commands: readonly AddCommand[] = [
  addRun,
  addPlot,
  addReport,
  addTrace,
  addCheck,
  addCompare,
  addExport,
  addInit,
  addList,
  addSchema,
  addDoctor,
  addCompletion,
];
