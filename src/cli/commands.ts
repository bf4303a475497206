import { addCheck } from './check/command.js';
import { addCompare } from './compare/command.js';
import { addCompletion } from './completion/command.js';
import { addDoctor } from './doctor/command.js';
import { addExport } from './export/command.js';
import { addInit } from './init/command.js';
import { addList } from './list/command.js';
import type { AddCommand } from './options.js';
import { addPlot } from './plot/command.js';
import { addReport } from './report/command.js';
import { addRun } from './run/command.js';
import { addSchema } from './schema/command.js';
import { addTest } from './test/command.js';
import { addTrace } from './trace/command.js';

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
  addTest,
  addDoctor,
  addCompletion,
];
