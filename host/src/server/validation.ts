import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { requestInvalid } from '../errors/server.js';

/** Problems that are told; a body with thousands of them is told the first. */
const maxProblems = 10;

/** Checks bodies with the zod schemas that routes carry, and writes answers as plain JSON. */
export function useZod(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data: unknown) => {
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: requestInvalid(problems(result.error)) };
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

/**
 * The value as the schema has it.
 * @throws FacetError `REQUEST_INVALID`.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw requestInvalid(problems(result.error));
  return result.data;
}

/** A switch in a query: `?strict`, `?strict=true` or `?strict=false`. */
export const querySwitch = (description: string) =>
  z
    .enum(['true', 'false', ''])
    .transform((text) => text !== 'false')
    .optional()
    .describe(description);

/** For the OpenAPI page: what the schema takes. */
export function toJsonSchema(schema: unknown): unknown {
  return schema instanceof z.ZodType
    ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    : schema;
}

function problems(error: z.ZodError): readonly string[] {
  return error.issues.slice(0, maxProblems).map(({ path, message }) => {
    const where = path.length === 0 ? 'The body' : path.map(String).join('.');
    return `${where}: ${message}.`;
  });
}
