/** JSON Schema of specs. */
import { type JsonSchema, referenceSchema, tableSchema } from '../../components/json-schema.js';
import { asColumn, asFound, specTable, type Vocabulary } from './schema.js';

/** JSON Schema (draft-07) of specs over the vocabulary, for editors: names, parameters, defaults, nothing else. */
export function specSchema(vocabulary: Vocabulary): object {
  const { quick, ...whole } = specTable(vocabulary);
  const { name: _, ...overlaid } = whole;
  const schema = tableSchema(whole);
  const { methods: __, ...referred } = vocabulary;
  const components = {
    ...Object.fromEntries(Object.entries(referred).map(([kind, { all }]) => [kind, referenceSchema(all)])),
    metrics: referenceSchema(vocabulary.metrics.all, asColumn),
    charts: referenceSchema(vocabulary.charts.all, asFound),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A spec of moe',
    ...schema,
    properties: {
      ...(schema.properties as JsonSchema),
      quick: { description: quick.about, ...(partial(tableSchema(overlaid)) as JsonSchema) },
    },
    definitions: { ...components, quick: partial(components) },
  };
}

/** The same schema with nothing required. */
function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (typeof schema === 'string') return schema.replace(/^#\/definitions\//, '#/definitions/quick/');
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'required' || !Array.isArray(value));
  return Object.fromEntries(kept.map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, partial(value)]));
}
