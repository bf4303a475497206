#!/usr/bin/env node
// Starts dist/main.js, where there is one and Node can run it: what a fresh clone or an old Node would say is a stack trace.
import { existsSync } from 'node:fs';

const oldest = 20; // as in package.json
const main = new URL('../dist/main.js', import.meta.url);
const version = process.versions.node;

function refuse(why) {
  process.stderr.write(`moe: ${why}\n`);
  process.exitCode = 1;
}

if (Number.parseInt(version, 10) < oldest) refuse(`needs Node ${oldest} or newer; this is Node ${version}`);
else if (!existsSync(main)) refuse('is not built yet; run `make build` in its clone, then `npm link`');
else await import(main);
