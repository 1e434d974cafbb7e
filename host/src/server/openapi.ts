import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { apiVersion } from '@facet/api';
import type { FastifyInstance } from 'fastify';
import { toJsonSchema } from './validation.js';

/** `GET /openapi.json` and a page to read and try it at `/docs`. Routes must be added after it. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Facet', version: apiVersion, description: 'Swaps faces in pictures.' },
    },
    transform: ({ schema, url }) => ({
      schema: schema.body === undefined ? schema : { ...schema, body: toJsonSchema(schema.body) },
      url,
    }),
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}
