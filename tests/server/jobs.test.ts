import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeBytes } from '../../host/dist/media/index.js';
import { fixture } from '../support/facet.ts';
import { readFixture } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { failure, post, request, startServer } from './server-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});

const pictures = { lisa: readFixture('mona_lisa.jpg'), eileen: readFixture('astronaut.png') };
const settings = { targets: ['lisa'], units: [{ source: 'eileen' }], format: 'jpg' };
const start = (job: object = settings, query = ''): Promise<Answer> =>
  post(`${server.url}/v1/jobs${query}`, { pictures, job });

interface View {
  readonly id: string;
  readonly state: string;
  readonly targets: readonly { readonly result: string; readonly outcome: string }[];
  readonly links: { readonly self: string; readonly events: string };
}

test('a job tells its progress, keeps its result until it is deleted', async () => {
  const accepted = await start();
  expect(accepted.status).toBe(202);
  const { links } = accepted.body as View;
  const events = await request(server.url + links.events);
  expect(events.headers.get('content-type')).toContain('text/event-stream');
  const names = [...events.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
  expect(names[0]).toBe('state');
  expect(names).toEqual(expect.arrayContaining(['stage', 'target']));
  expect(events.text).toContain('"target":"lisa"');
  expect(events.text).not.toContain('facet-serve-');

  const lastId = Number([...events.text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1]);
  const again = await request(server.url + links.events, {
    headers: { 'last-event-id': String(lastId - 1) },
  });
  expect([...again.text.matchAll(/^id: /gm)]).toHaveLength(1);

  const done = (await request(server.url + links.self)).body as View;
  expect(done).toMatchObject({ state: 'done', targets: [{ target: 'lisa', outcome: 'written' }] });
  const result = await fetch(server.url + done.targets[0]!.result);
  expect(result.headers.get('content-type')).toBe('image/jpeg');
  const { info } = await decodeBytes(Buffer.from(await result.arrayBuffer()), 'result');
  expect(info.format).toBe('jpeg');

  expect((await request(server.url + links.self, { method: 'DELETE' })).status).toBe(204);
  expect(await request(server.url + links.self)).toMatchObject({ status: 404, body: failure('NOT_FOUND') });
});

test('multipart is read as well, and a refused picture is an error', async () => {
  const form = new FormData();
  form.set('bad', new Blob([readFileSync(fixture('refused-pattern.jpg'))]), 'bad.jpg');
  form.set('eileen', new Blob([readFileSync(fixture('astronaut.png'))]), 'eileen.png');
  form.set('job', JSON.stringify({ targets: ['bad'], units: [{ source: 'eileen' }] }));
  const answer = await request(`${server.url}/v1/jobs?wait=true`, { method: 'POST', body: form });
  expect(answer).toMatchObject({ status: 422, body: failure('CONTENT_REFUSED') });
  expect(answer.text).not.toContain('facet-serve-');
});

test('deleting a job that runs ends it', async () => {
  const { links } = (await start()).body as View;
  const events = request(server.url + links.events);
  expect((await request(server.url + links.self, { method: 'DELETE' })).status).toBe(204);
  expect((await events).text).toContain('"state":"cancelled"');
  expect((await request(server.url + links.self)).status).toBe(404);
});

test.each([
  [{ ...settings, targets: ['nobody'] }, 400, 'REQUEST_INVALID'],
  [{ ...settings, units: [{ source: '../../etc/passwd' }] }, 400, 'CHECKPOINT_NAME'],
  [{ ...settings, units: [{ source: 'nobody' }] }, 404, 'CHECKPOINT_UNKNOWN'],
  [{ ...settings, plugins: ['./evil.js'] }, 400, 'REQUEST_INVALID'],
  [{ ...settings, checkers: [] }, 400, 'REQUEST_INVALID'],
  [{ ...settings, contentCheck: { threshold: 0.75 } }, 400, 'REQUEST_INVALID'],
  [{ ...settings, units: [{ source: 'eileen', swapper: 'nobody' }] }, 400, 'UNKNOWN_PROVIDER'],
])('%j is refused', async (job, status, code) => {
  expect(await start(job, '?wait=true')).toMatchObject({ status, body: failure(code) });
});

test('a picture cannot be named like a file elsewhere', async () => {
  const answer = await post(`${server.url}/v1/jobs`, { pictures: { '../x': pictures.lisa }, job: settings });
  expect(answer).toMatchObject({ status: 400, body: failure('REQUEST_INVALID') });
});
