/** Plain checks of given values against a parameter table, for callers that have no spec: the library, and `bind`. */

import { didYouMean, InputError, shown } from '../errors.js';
import type { Parameter, ParametersOf, ParameterTable, PlainParameters } from './contract.js';
import { allowed, withDefaults } from './contract.js';

/**
 * Checks every given value, and that every parameter without a default is given.
 * @param where what the parameters belong to, such as "lp": messages begin with "lp.min".
 * @throws InputError for an unknown key or a value that is not allowed.
 */
export function checkParameters(where: string, table: ParameterTable, given: PlainParameters): void {
  const names = Object.keys(table);
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(table, key)) continue;
    const takes = names.length === 0 ? 'no parameters' : names.join(', ');
    throw new InputError(`${where}.${key} is unknown: ${where} takes ${takes}${didYouMean(key, names)}`);
  }
  for (const [key, parameter] of Object.entries(table)) {
    const value = given[key];
    if (value === undefined ? isOptional(parameter) : fits(parameter, value)) continue;
    const near = parameter.kind === 'choice' && typeof value === 'string' ? didYouMean(value, parameter.of) : '';
    throw new InputError(`${where}.${key} must be ${allowed(parameter)}; got ${shown(value)}${near}`);
  }
}

/**
 * The table's values, checked, with defaults filled in; keys that the table does not have are left out.
 * @throws InputError as `checkParameters`.
 */
export function valuesOf<T extends ParameterTable>(where: string, table: T, given: PlainParameters): ParametersOf<T> {
  const values = withDefaults(table, given);
  checkParameters(where, table, values);
  return values as ParametersOf<T>;
}

function isOptional(parameter: Parameter): boolean {
  return parameter.kind === 'names' || ('default' in parameter && parameter.default !== undefined);
}

function fits(parameter: Parameter, value: unknown): boolean {
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      if (parameter.kind === 'integer' && !Number.isSafeInteger(value)) return false;
      if (parameter.above !== undefined && value <= parameter.above) return false;
      return value >= (parameter.min ?? -Infinity) && value <= (parameter.max ?? Infinity);
    }
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && parameter.of.includes(value);
    case 'text':
    case 'path':
      return typeof value === 'string';
    case 'names':
      return Array.isArray(value) && value.every((name) => typeof name === 'string');
    case 'size':
      return isSize(value);
    case 'component':
      return typeof value === 'string' || (isObject(value) && typeof value.name === 'string');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  const { share, ofEqual } = value;
  if (typeof share === 'number') return share >= 0 && share <= 1;
  return typeof ofEqual === 'number' && ofEqual >= 0 && ofEqual < Infinity;
}
