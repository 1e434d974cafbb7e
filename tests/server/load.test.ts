import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { decodeBytes } from '../../host/dist/media/index.js';
import type { Color } from '../support/color-faces.ts';
import { red } from '../support/color-faces.ts';
import { unit } from './faceswaplab-client.ts';
import { face, health, realJob, startGateServer, swap, untilBusy } from './gate-server.ts';
import type { Answer } from './server-process.ts';
import { failure, post, request } from './server-process.ts';

/** Memory of a process now (`RSS`) or at its most (`HWM`), in MB; Linux tells. */
const megabytes = (pid: number, what: 'RSS' | 'HWM'): number =>
  Number(new RegExp(`Vm${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Colour and size of picture n; no two are alike. */
const colorOf = (n: number): Color => [200, 3 * (n % 50), 40 * Math.floor(n / 50)];
const widthOf = (n: number): number => 128 + n;

test('200 at once, for 4 workers: none is lost, each gets its own answer, memory is bounded', async () => {
  const server = await startGateServer('server.concurrency=4', 'server.queue=200');
  try {
    await swap(server);
    const before = megabytes(server.pid, 'RSS');
    const count = 200;
    const bodies = await Promise.all(
      Array.from({ length: count }, async (_, n) => ({
        image: await face(red, widthOf(n)),
        units: [{ ...unit, source_img: await face(colorOf(n)) }],
      })),
    );
    const real = Array.from({ length: 4 }, () => post(`${server.url}/v1/jobs?wait=true`, realJob));
    const answers = Promise.all(bodies.map((body) => post(`${server.url}/faceswaplab/swap_face`, body)));
    const busiest = { running: 0, waiting: 0 };
    let done = false;
    void answers.finally(() => (done = true));
    while (!done) {
      const { running, waiting } = await health(server);
      busiest.running = Math.max(busiest.running, running);
      busiest.waiting = Math.max(busiest.waiting, waiting);
    }
    for (const [n, answer] of (await answers).entries()) {
      expect([n, answer.status]).toEqual([n, 200]);
      const { images } = answer.body as { readonly images: readonly [string] };
      const { pixels } = await decodeBytes(Buffer.from(images[0], 'base64'), 'answer');
      expect(pixels.width).toBe(widthOf(n));
      const middle = 4 * (54 * pixels.width + 64);
      expect([...pixels.data.subarray(middle, middle + 3)]).toEqual(colorOf(n));
    }
    const outcomes = (await Promise.all(real)).map(({ body }) => (body as { state?: string }).state);
    expect(outcomes).toEqual(['done', 'done', 'done', 'done']);
    expect(busiest.running).toBe(4);
    expect(busiest.waiting).toBeGreaterThan(100);
    expect(await health(server)).toMatchObject({ running: 0, waiting: 0 });
    if (process.platform === 'linux') {
      const peak = megabytes(server.pid, 'HWM');
      const after = megabytes(server.pid, 'RSS');
      console.log(`MB before ${before.toFixed(0)}, at most ${peak.toFixed(0)}, after ${after.toFixed(0)}`);
      expect(peak).toBeLessThan(before + 4 * 500);
    }
  } finally {
    expect(await server.stop()).toBe(0);
  }
}, 900_000);

test('the event loop stays live: /health is answered while a swap runs', async () => {
  const server = await startGateServer();
  try {
    await swap(server);
    const began = performance.now();
    let longestMs = 0;
    let job: Answer | undefined;
    void post(`${server.url}/v1/jobs?wait=true`, realJob).then((answer) => (job = answer));
    while (!job) {
      const asked = performance.now();
      await health(server);
      longestMs = Math.max(longestMs, performance.now() - asked);
    }
    const swapMs = performance.now() - began;
    console.log(
      `longest wait for /health ${longestMs.toFixed(0)} ms beside a swap of ${swapMs.toFixed(0)} ms`,
    );
    expect(job.body).toMatchObject({ state: 'done' });
    expect(longestMs).toBeLessThan(swapMs / 2);
  } finally {
    await server.stop();
  }
});

test('a full queue sends requests away, says when to come back, and is not ready', async () => {
  const server = await startGateServer('server.queue=1');
  try {
    const ready = () => request(`${server.url}/ready`);
    expect(await ready()).toMatchObject({ status: 200, body: { status: 'ready' } });
    server.shut();
    const within = [swap(server), swap(server)];
    await untilBusy(server, { running: 1, waiting: 1 });
    for (const answer of [await swap(server), await ready()]) {
      expect(answer).toMatchObject({ status: 503, body: failure('SERVER_BUSY') });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    server.open();
    expect((await Promise.all(within)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await swap(server)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('a request that takes too long is ended', async () => {
  const server = await startGateServer('server.requestTimeoutMs=12000');
  try {
    server.shut();
    expect(await swap(server)).toMatchObject({ status: 504, body: failure('REQUEST_TIMEOUT') });
    await untilBusy(server, { running: 0, waiting: 0 });
    server.open();
    expect((await swap(server)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('a client that goes away takes its job with it, running or waiting', async () => {
  const server = await startGateServer();
  try {
    server.shut();
    const [first, second] = [new AbortController(), new AbortController()];
    const running = swap(server, first.signal);
    await untilBusy(server, { running: 1, waiting: 0 });
    const waiting = swap(server, second.signal);
    await untilBusy(server, { running: 1, waiting: 1 });
    second.abort();
    await expect(waiting).rejects.toThrow();
    await untilBusy(server, { running: 1, waiting: 0 });
    first.abort();
    await expect(running).rejects.toThrow();
    // The gate is still shut: nothing but the cancellation ends the job.
    await untilBusy(server, { running: 0, waiting: 0 });
    server.open();
    expect((await swap(server)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

test('at shutdown running jobs are finished, and new ones refused', async () => {
  const server = await startGateServer('server.shutdownMs=600000');
  server.shut();
  const running = swap(server);
  await untilBusy(server, { running: 1, waiting: 0 });
  const stopped = server.stop();
  let late = await request(`${server.url}/ready`);
  while (late.status === 200) late = await request(`${server.url}/ready`);
  expect(late).toMatchObject({ status: 503, body: failure('SERVER_STOPPING') });
  expect(await swap(server)).toMatchObject({ status: 503, body: failure('SERVER_STOPPING') });
  server.open();
  expect((await running).status).toBe(200);
  expect(await stopped).toBe(0);
});

test('at shutdown jobs that take too long are ended', async () => {
  const server = await startGateServer('server.shutdownMs=0');
  server.shut();
  const running = swap(server);
  await untilBusy(server, { running: 1, waiting: 0 });
  expect(await server.stop()).toBe(0);
  expect(await running).toMatchObject({ status: 503, body: failure('SERVER_STOPPING') });
});
