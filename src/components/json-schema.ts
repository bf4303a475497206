/** Parameter tables as JSON Schema, for editors. */
import type { Component, Of, Parameter, ParameterTable } from './contract.js';
import { defaultOf, isRequired, kindOf, medianPattern, namePattern, referenceTable } from './kinds.js';

/** JSON Schema, draft-07, which has components among its definitions. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One of the components, by name or as a mapping. */
export function referenceSchema(all: readonly Component[], beside?: ParameterTable): JsonSchema {
  const mappings = all.map((component) => ({
    description: component.about,
    ...tableSchema(referenceTable(component, beside)),
  }));
  return { anyOf: [{ type: 'string', enum: all.map(({ name }) => name) }, { oneOf: mappings }] };
}

/** A mapping with the keys of the table, and no other. */
export function tableSchema(table: ParameterTable): JsonSchema {
  const entries = Object.entries(table);
  const required = entries.filter(([, parameter]) => isRequired(parameter)).map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, parameter]) => [key, parameterSchema(parameter)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function parameterSchema(parameter: Parameter): JsonSchema {
  const otherwise = defaultOf(parameter);
  return {
    description: parameter.about,
    ...(otherwise === undefined ? {} : { default: otherwise }),
    ...kindSchema(parameter),
  };
}

function kindSchema(of: Of): JsonSchema {
  const kind = kindOf(of);
  switch (kind.kind) {
    case 'number':
    case 'integer':
      return {
        type: kind.kind,
        ...(kind.min === undefined ? {} : { minimum: kind.min }),
        ...(kind.above === undefined ? {} : { exclusiveMinimum: kind.above }),
        ...(kind.max === undefined ? {} : { maximum: kind.max }),
      };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return kind.of.length === 1 ? { const: kind.of[0] } : { type: 'string', enum: kind.of };
    case 'text':
    case 'path':
      return { type: 'string', ...(kind.default === undefined ? { minLength: 1 } : {}) };
    case 'name':
      return { type: 'string', pattern: namePattern.source };
    case 'names':
      return { type: 'array', items: { type: 'string' } };
    case 'value':
      return { anyOf: [{ type: 'number' }, { type: 'boolean' }, kindSchema('name')] };
    case 'anything':
      return {};
    case 'trials':
      return {
        anyOf: [
          { type: 'array', items: { type: 'integer', minimum: 0 }, uniqueItems: true },
          { type: 'string', pattern: medianPattern.source },
        ],
      };
    case 'size': {
      const only = (key: string, value: JsonSchema) => ({
        ...{ type: 'object', properties: { [key]: value }, required: [key], additionalProperties: false },
      });
      return {
        anyOf: [
          { type: 'integer', minimum: 0 },
          only('share', { type: 'number', minimum: 0, maximum: 1 }),
          only('ofEqual', { type: 'number', minimum: 0 }),
        ],
      };
    }
    case 'component':
      return { $ref: `#/definitions/${kind.registry}` };
    case 'list': {
      const items = kindSchema(kind.of);
      const list = {
        ...{ type: 'array', items },
        ...(kind.distinct ? { uniqueItems: true } : {}),
        ...(kind.least === undefined ? {} : { minItems: kind.least }),
        ...(kind.most === undefined ? {} : { maxItems: kind.most }),
      };
      return kind.orOne ? { anyOf: [items, list] } : list;
    }
    case 'mapping':
      return {
        type: 'object',
        ...(kind.named ? { propertyNames: { pattern: namePattern.source } } : {}),
        additionalProperties: kindSchema(kind.of),
      };
    case 'table':
      return tableSchema(kind.of);
    case 'variant':
      return {
        oneOf: Object.values(kind.of).map((table) => ({
          description: table.about,
          ...tableSchema(table.of),
        })),
      };
  }
}
