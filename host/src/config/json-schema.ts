import { z } from 'zod';
import { defaults } from './defaults.js';
import { configSchema } from './schema.js';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema> };

/** The JSON Schema (draft 2020-12) of a config file, with the defaults. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // A plugin as an object exists in code only.
      if (zodSchema === configSchema.shape.plugins.unwrap().element) {
        const name = { type: 'string', minLength: 1 } as const;
        const prefixItems = [name, { type: 'object' as const }];
        jsonSchema.anyOf = [
          name,
          {
            description: 'A plugin and its own options.',
            type: 'array',
            prefixItems,
            minItems: 2,
            maxItems: 2,
          },
        ];
      }
      if (zodSchema === configSchema.shape.units.unwrap().element) {
        jsonSchema.anyOf = [{ required: ['source'] }, { required: ['checkpoint'] }];
      }
    },
  }) as Schema;
  addDefaults(schema, defaults);
  return { ...schema, title: 'Facet config' };
}

function addDefaults(schema: Schema, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values)) {
    const property = schema.properties?.[key];
    if (property === undefined) continue;
    if (property.properties !== undefined) addDefaults(property, value as Readonly<Record<string, unknown>>);
    else property.default = shorten(value);
  }
}

/** `{ use: 'name' }` alone as people write it. */
function shorten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shorten);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && keys[0] === 'use' ? (value as { use: string }).use : value;
}
