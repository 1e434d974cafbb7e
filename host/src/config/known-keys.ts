import { z } from 'zod';
import { configSchema } from './schema.js';

/** The keys the schema knows at a path, for suggestions; none where anything goes. */
export function knownKeys(path: readonly string[]): readonly string[] {
  let schemas: readonly z.core.$ZodType[] = [configSchema];
  for (const key of path) schemas = schemas.flatMap((schema) => stepInto(schema, key));
  return [
    ...new Set(
      schemas.flatMap(unwrap).flatMap((schema) => (isObject(schema) ? Object.keys(schema.shape) : [])),
    ),
  ];
}

function stepInto(schema: z.core.$ZodType, key: string): readonly z.core.$ZodType[] {
  return unwrap(schema).flatMap((inner) => {
    if (isObject(inner)) {
      const child = (inner.shape as Readonly<Record<string, z.core.$ZodType>>)[key];
      return child ? [child] : [];
    }
    return inner instanceof z.ZodArray ? [inner.element] : [];
  });
}

/** What optional wrappers hold, and every alternative of a union. */
function unwrap(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodExactOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

const isObject = (schema: z.core.$ZodType): schema is z.ZodObject => schema instanceof z.ZodObject;
