/**
 * From parameter tables to zod schemas: what a spec may say about a component. Each schema's message is the end of a
 * sentence, "must be a number above 0"; `spec-errors` adds where and what was got.
 */
import * as z from 'zod';
import {
  allowed,
  type Component,
  type Parameter,
  type ParameterTable,
  type Reference,
  type Registry,
} from '../../components/contract.js';
import { isOptional } from '../../components/parameters.js';

/** Everything a spec can name. Charts come from outside, since experiments know nothing of pictures. */
export interface Vocabulary {
  readonly datasets: Registry<Component>;
  readonly experts: Registry<Component>;
  readonly assignments: Registry<Component>;
  readonly gates: Registry<Component>;
  readonly methods: Registry<Component>;
  readonly metrics: Registry<Component>;
  readonly charts: Registry<Component>;
}

/** A mapping with these keys and no others; the message for an unknown key is the list of the known ones. */
export function strict<S extends Record<string, z.ZodType>>(shape: S) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? keys : `must be a mapping with the keys ${keys}`),
  });
}

/** What one parameter may be. */
export function parameterSchema(parameter: Parameter, vocabulary: Vocabulary): z.ZodType {
  const error = `must be ${allowed(parameter)}`;
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      let schema: z.ZodNumber = parameter.kind === 'integer' ? z.int({ error }) : z.number({ error });
      if (parameter.min !== undefined) schema = schema.min(parameter.min, { error });
      if (parameter.above !== undefined) schema = schema.gt(parameter.above, { error });
      if (parameter.max !== undefined) schema = schema.max(parameter.max, { error });
      return schema;
    }
    case 'flag':
      return z.boolean({ error });
    case 'choice':
      return z.enum(parameter.of, { error });
    case 'text':
    case 'path':
      return z.string({ error });
    case 'names':
      return z.array(z.string({ error: 'must be a name' }), { error });
    case 'mapping': {
      const number = z.number({ error });
      const text = z.string({ error });
      const held = {
        number,
        text,
        value: z.union([number, text, z.boolean({ error })], { error }),
        numbers: z.record(z.string(), number, { error }),
      };
      return z.record(z.string(), held[parameter.of], { error });
    }
    case 'size': {
      const from0 = z.number({ error }).min(0, { error });
      const share = z.strictObject({ share: from0.max(1, { error }) }, { error });
      const ofEqual = z.strictObject({ ofEqual: from0 }, { error });
      return z.union([z.int({ error }).min(0, { error }), share, ofEqual], { error });
    }
    case 'component':
      return referenceSchema(registryOf(parameter.registry, vocabulary), vocabulary);
  }
}

/** The registry that a `component` parameter chooses from. */
export function registryOf(name: string, vocabulary: Vocabulary): Registry<Component> {
  const known = (vocabulary as unknown as Readonly<Record<string, Registry<Component> | undefined>>)[name];
  if (known === undefined) throw new Error(`a parameter refers to the registry ${name}, which does not exist`);
  return known;
}

/** The keys of a mapping that holds all of a table's parameters, defaults filled in. */
export function filledShape(table: ParameterTable, vocabulary: Vocabulary): Record<string, z.ZodType> {
  return shape(table, vocabulary, (parameter, schema) => {
    if (parameter.kind === 'component') return schema.prefault(parameter.default);
    return 'default' in parameter ? schema.default(parameter.default) : schema;
  });
}

/** The keys of a mapping that may hold some of a table's parameters, as they were given. */
export function givenShape(table: ParameterTable, vocabulary: Vocabulary): Record<string, z.ZodType> {
  return shape(table, vocabulary, (parameter, schema) => {
    const optional = z.exactOptional(schema);
    return 'default' in parameter ? optional.meta({ default: parameter.default }) : optional;
  });
}

function shape(
  table: ParameterTable,
  vocabulary: Vocabulary,
  wrap: (parameter: Parameter, schema: z.ZodType) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(table).map(([key, parameter]) => {
      const schema = parameterSchema(parameter, vocabulary);
      const wrapped = isOptional(parameter) ? z.exactOptional(schema) : wrap(parameter, schema);
      return [key, wrapped.meta({ ...wrapped.meta(), description: parameter.about })];
    }),
  );
}

/** A component by name alone or as `{ name, ...parameters }`; becomes the latter with every default written out. */
export function referenceSchema(known: Registry<Component>, vocabulary: Vocabulary): z.ZodType<Reference> {
  const names = known.all.map(({ name }) => name);
  const error = `must be one of ${names.join(', ')}`;
  const entries = known.all.map(({ name, about, parameters }) =>
    strict({ name: z.literal(name), ...filledShape(parameters, vocabulary) }).meta({ description: about }),
  );
  const written = z.discriminatedUnion('name', entries as unknown as [(typeof entries)[number]], {
    error: ({ code }) =>
      code === 'invalid_union' ? error : `must be a name, or a mapping with a name, one of ${names.join(', ')}`,
  });
  const named = z.enum(names, { error }).transform((name, context) => {
    const result = written.safeParse({ name });
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
  return z.union([named, written]) as unknown as z.ZodType<Reference>;
}
