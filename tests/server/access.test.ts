import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { facet, tempFolder } from '../support/facet.ts';
import { failure, request, startServer } from './server-process.ts';

const token = 'correct-horse-battery-staple';

test('an address others can reach needs a token', async () => {
  for (const host of ['0.0.0.0', '::', '192.168.0.1']) {
    const { code, stderr } = await facet(['serve', '--port', '0', '--host', host]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('error SERVER_NO_TOKEN')]);
  }
  const short = await facet(['serve', '--port', '0'], { env: { FACET_TOKEN: 'short' } });
  expect([short.code, short.stderr]).toEqual([2, expect.stringContaining('SERVER_NO_TOKEN')]);
});

test('with a token every request but /health must carry it', async () => {
  const file = path.join(tempFolder(), 'token');
  writeFileSync(file, `${token}\n`);
  const server = await startServer({ args: ['--host', '0.0.0.0', '--token-file', file] });
  try {
    const url = server.url.replace('0.0.0.0', '127.0.0.1');
    const ask = (authorization?: string): Promise<{ status: number; body: unknown }> =>
      request(
        `${url}/faceswaplab/version`,
        authorization === undefined ? {} : { headers: { authorization } },
      );
    expect(await ask()).toMatchObject({ status: 401, body: failure('UNAUTHORIZED') });
    expect(await ask(`Bearer ${token}x`)).toMatchObject({ status: 401 });
    expect(await ask(`Bearer ${token}`)).toMatchObject({ status: 200 });
    expect(await ask(`Basic ${Buffer.from(`me:${token}`).toString('base64')}`)).toMatchObject({
      status: 200,
    });
    expect((await request(`${url}/health`)).status).toBe(200);
    expect((await request(`${url}/docs/`)).status).toBe(401);
    const job = await request(`${url}/v1/jobs`, { method: 'POST', body: 'x'.repeat(1_000_000) });
    expect(job).toMatchObject({ status: 401, body: failure('UNAUTHORIZED') });
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('a port that is taken is told', async () => {
  const server = await startServer();
  try {
    const { port } = new URL(server.url);
    const { code, stderr } = await facet(['serve', '--port', port]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('error SERVER_ADDRESS')]);
  } finally {
    await server.stop();
  }
});
