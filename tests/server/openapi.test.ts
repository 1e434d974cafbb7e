import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { ServerProcess } from './server-process.ts';
import { request, startServer } from './server-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});

interface Route {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Body }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Body {
  readonly properties?: Readonly<Record<string, unknown>>;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Route>>>>;

const readPaths = async (): Promise<Paths> =>
  ((await request(`${server.url}/openapi.json`)).body as { readonly paths: Paths }).paths;

test('the description is valid OpenAPI', async () => {
  const body = (await request(`${server.url}/openapi.json`)).body as Record<string, unknown>;
  const validator = new Validator();
  expect(await validator.validate(body)).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(await validator.validate({ ...body, paths: 5 })).toMatchObject({ valid: false });
});

test('every route is in it, with its summary, fields, switches and failures', async () => {
  const paths = await readPaths();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ name: `${method} ${path}`, route })),
  );
  expect(routes.map(({ name }) => name).sort()).toEqual([
    'delete /v1/jobs/{id}',
    'get /faceswaplab/version',
    'get /health',
    'get /ready',
    'get /v1/jobs/{id}',
    'get /v1/jobs/{id}/events',
    'get /v1/jobs/{id}/results/{index}',
    'post /faceswaplab/build',
    'post /faceswaplab/compare',
    'post /faceswaplab/extract',
    'post /faceswaplab/swap_face',
    'post /v1/jobs',
  ]);
  for (const { name, route } of routes) {
    expect([name, route.summary]).toEqual([name, expect.stringMatching(/./)]);
    expect(Object.keys(route.responses)).toEqual(expect.arrayContaining(['4XX', '5XX']));
  }
  const swap = paths['/faceswaplab/swap_face']!.post!;
  expect(swap.parameters).toMatchObject([{ name: 'strict', in: 'query' }]);
  expect(Object.keys(swap.requestBody!.content['application/json']!.schema.properties!)).toEqual([
    'image',
    'units',
    'postprocessing',
  ]);
  expect(paths['/v1/jobs']!.post!.parameters).toMatchObject([{ name: 'wait', in: 'query' }]);
});

test('the page is served, and nothing beside it', async () => {
  const page = await request(`${server.url}/docs/`);
  expect([page.status, page.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/html'),
  ]);
  for (const path of ['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', '..%5c..%5cpackage.json']) {
    const answer = await request(`${server.url}/docs/static/${path}`);
    expect(answer.text).not.toContain('"name"');
    expect([400, 403, 404]).toContain(answer.status);
  }
});
