import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { apiVersion } from '@facet/api';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { failureSchema } from './failure.js';
import { toJsonSchema } from './validation.js';

/** `GET /openapi.json` and a page to read and try it at `/docs`. Routes must be added after it. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Facet', version: apiVersion, description: 'Swaps faces in pictures.' },
    },
    transform: ({ schema, url }) => ({ schema: plainSchemas(schema), url }),
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}

/** Every schema of a route as JSON Schema, and what all routes answer when something is wrong. */
function plainSchemas(schema: FastifySchema): FastifySchema {
  const { body, querystring, params, response = {} } = schema;
  const answers = Object.entries(response as Readonly<Record<string, unknown>>);
  return {
    ...schema,
    ...(body !== undefined && { body: toJsonSchema(body) }),
    ...(querystring !== undefined && { querystring: toJsonSchema(querystring) }),
    ...(params !== undefined && { params: toJsonSchema(params) }),
    response: Object.fromEntries(
      [...answers, ['4XX', failureSchema], ['5XX', failureSchema]].map(([status, answer]) => [
        status,
        toJsonSchema(answer),
      ]),
    ),
  };
}
