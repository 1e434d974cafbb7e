import { z } from 'zod';

/** Names that are told; a body with thousands of them is told the first. */
const most = 10;

/** Paths of the fields of a request that its schema does not have, such as `units.0.face_count`. */
export function unknownFields(schema: z.ZodType, value: unknown): readonly string[] {
  return [...walk(schema, value, [])].slice(0, most);
}

function* walk(schema: unknown, value: unknown, at: readonly string[]): Generator<string> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    yield* walk(schema.unwrap(), value, at);
  } else if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* walk(schema.element, one, [...at, String(index)]);
  } else if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null) {
    const shape = schema.shape as Readonly<Record<string, unknown>>;
    for (const [key, one] of Object.entries(value)) {
      if (Object.hasOwn(shape, key)) yield* walk(shape[key], one, [...at, key]);
      else yield [...at, key].join('.');
    }
  }
}
