import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readFixture, unit } from './faceswaplab-client.ts';
import type { Answer, ServerProcess } from './server-process.ts';
import { failure, post, request, startServer } from './server-process.ts';

const target = readFixture('mona_lisa.jpg');
const source = readFixture('astronaut.png');

/** A swap that is quick: what is tested is the crowd. */
const quick = ['--set', 'unitDefaults.swapper={"use":"mesh","maxSize":128}'];

const swap = (server: ServerProcess): Promise<Answer> =>
  post(`${server.url}/faceswaplab/swap_face`, {
    image: target,
    units: [{ ...unit, source_img: source }],
    postprocessing: null,
  });

/** Most memory the process has held, in MB; Linux tells. */
const peakMegabytes = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test('many at once: none is lost, and light ones are answered while swaps run', async () => {
  const server = await startServer({ args: quick });
  try {
    const swaps = Array.from({ length: 4 }, () => swap(server));
    let running = 0;
    const light = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        if (index % 2 === 0) return post(`${server.url}/faceswaplab/swap_face`, { image: null, units: [] });
        const answer = await request(`${server.url}/health`);
        running = Math.max(running, (answer.body as { running: number }).running);
        return answer;
      }),
    );
    expect(light.map(({ status }) => status)).toEqual(light.map(() => 200));
    const pending = await Promise.race([Promise.all(swaps), Promise.resolve('still running')]);
    expect(pending).toBe('still running');
    expect(running).toBeLessThanOrEqual(1);
    const answers = await Promise.all(swaps);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    if (process.platform === 'linux') expect(peakMegabytes(server.pid)).toBeLessThan(1500);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('a full queue sends requests away, and they may come back', async () => {
  const server = await startServer({ args: [...quick, '--set', 'server.queue=1'] });
  try {
    const answers = await Promise.all(Array.from({ length: 6 }, () => swap(server)));
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy).toHaveLength(4);
    for (const answer of busy) {
      expect(answer.body).toEqual(failure('SERVER_BUSY'));
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await swap(server)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('a request that takes too long is ended', async () => {
  const server = await startServer({ args: [...quick, '--set', 'server.requestTimeoutMs=300'] });
  try {
    expect(await swap(server)).toMatchObject({ status: 504, body: failure('REQUEST_TIMEOUT') });
    const health = await request(`${server.url}/health`);
    expect(health.body).toMatchObject({ running: 0, waiting: 0 });
  } finally {
    await server.stop();
  }
});

test.each([
  ['finish', 60_000, 200],
  ['are ended after a limit', 0, 503],
])('at shutdown running jobs %s', async (_, shutdownMs, status) => {
  const server = await startServer({ args: [...quick, '--set', `server.shutdownMs=${shutdownMs}`] });
  const answer = swap(server);
  for (;;) {
    const { body } = await request(`${server.url}/health`);
    if ((body as { running: number }).running === 1) break;
  }
  expect(await server.stop()).toBe(0);
  expect((await answer).status).toBe(status);
});
