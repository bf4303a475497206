/**
 * What all components of a kind keep to, as checks that need no test runner: the tests run them over the registries, and
 * `moe test` over what somebody else wrote.
 */
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../errors.js';
import type { Component, Parameter, PlainParameters } from './contract.js';
import { isRequired } from './kinds.js';

export interface Check<C> {
  /** As a sentence that begins with the component: "gives the same labels for the same seed". */
  readonly title: string;
  /** @throws what says that the component does not, and in which case. */
  run(component: C): void | Promise<void>;
}

/** What is wrong with the component; undefined where it keeps to the check. */
export async function faultOf<C>({ run }: Check<C>, component: C): Promise<string | undefined> {
  try {
    await run(component);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Runs a part of a check; what goes wrong in it is said of this case. */
export async function inCase<T>(name: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new Error(`${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws with the message where it does not hold. */
export function hold(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Equal in structure, numbers to the last bit. @throws with the message where it is another. */
export function same(found: unknown, expected: unknown, message: string): void {
  hold(isDeepStrictEqual(found, expected), message);
}

/** For every kind. */
export const says: Check<Component> = {
  title: 'says what it is, and what its parameters are',
  run({ about, parameters }) {
    hold(/\w+ \w+/.test(about), `its line about itself must be a few words; it is ${JSON.stringify(about)}`);
    const silent = Object.entries(parameters).filter(([, one]) => !/\w/.test(one.about));
    hold(silent.length === 0, `nothing is said of ${silent.map(([key]) => key).join(', ')}`);
  },
};

/** Values worth trying beside the default, from the parameter's declaration. */
function variantsOf(parameter: Parameter): readonly unknown[] {
  switch (parameter.kind) {
    case 'choice':
      return parameter.of;
    case 'flag':
      return [true, false];
    case 'number':
    case 'integer':
      return [parameter.min, parameter.max].filter((value) => value !== undefined);
    default:
      return [];
  }
}

/** Parameters to try the component with: the defaults where they are enough, and those that it suggests. */
export function trials({ parameters, suggested }: Component): readonly PlainParameters[] {
  const needed = Object.entries(parameters).flatMap(([key, parameter]) => (isRequired(parameter) ? [key] : []));
  const found = [...(needed.length === 0 ? [{}] : []), ...(suggested === undefined ? [] : [suggested])];
  if (found.length > 0) return found;
  throw new Error(`${needed.join(', ')} must be given: \`suggested\` can say what to try it with`);
}

/** The same, and each other value worth trying for one parameter. */
export function variants(component: Component): readonly PlainParameters[] {
  const found = trials(component);
  const others = Object.entries(component.parameters).flatMap(([key, parameter]) =>
    variantsOf(parameter).map((value) => ({ ...found[0], [key]: value })),
  );
  return [...found, ...others];
}

/** True where it throws an InputError, which goes by its name: who imports nothing from here has another class of it. */
export function refuses(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof Error && error.name === 'InputError') return true;
    throw error;
  }
}
