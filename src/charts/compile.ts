import type { LoggerInterface, Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A Vega-Lite spec as the Vega spec that draws it. What the library has to say goes to the logger, or nowhere. */
export function compiledSpec(spec: TopLevelSpec, logger: LoggerInterface = silent): Spec {
  return compile(spec, { logger }).spec;
}

function level(): number;
function level(value: number): LoggerInterface;
function level(value?: number): number | LoggerInterface {
  return value === undefined ? 0 : silent;
}
const nothing = () => silent;
const silent: LoggerInterface = { level, error: nothing, warn: nothing, info: nothing, debug: nothing };
