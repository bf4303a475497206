import { type Check, ok } from './contract.js';

/** The major version that committed results were computed with. */
const committed = 20;

export const node: Check = {
  name: 'node',
  about: 'runs moe',
  optional: false,
  remedy: 'install Node 20',
  look() {
    const { node: version } = process.versions;
    const major = Number.parseInt(version, 10);
    if (major < committed) {
      return { health: 'problem', found: `${version}, which is too old`, remedy: `install Node ${committed} or newer` };
    }
    if (major === committed) return ok(version);
    return {
      health: 'warning',
      found: `${version}; committed results are of Node ${committed}`,
      remedy: `everything works, but last digits may differ from the committed results; Node ${committed} gives the same`,
    };
  },
};
