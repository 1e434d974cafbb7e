import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { GateServer } from './gate-server.ts';
import { face, startGateServer, untilBusy } from './gate-server.ts';
import type { Answer } from './server-process.ts';
import { failure, post, request } from './server-process.ts';

const pictures = { red: await face([220, 30, 40]), blue: await face([30, 40, 220]) };

interface View {
  readonly state: string;
  readonly targets: readonly { readonly result: string }[];
  readonly links: { readonly self: string; readonly events: string };
}

const start = (server: GateServer): Promise<Answer> =>
  post(`${server.url}/v1/jobs`, { pictures, job: { targets: ['red'], units: [{ source: 'blue' }] } });

/** Reads an event stream until something has come. */
async function readUntil(url: string, end: RegExp): Promise<string> {
  const stop = new AbortController();
  const { body } = await fetch(url, { signal: stop.signal });
  const decoder = new TextDecoder();
  let read = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    read += decoder.decode(chunk, { stream: true });
    if (end.test(read)) break;
  }
  stop.abort();
  return read;
}

test('events have ascending ids; a stream that is quiet says that it is alive', async () => {
  const server = await startGateServer('server.heartbeatMs=20');
  try {
    server.shut();
    const { links } = (await start(server)).body as View;
    const atGate = /"stage":"finish"[^]*: still here\n\n: still here\n\n/;
    const quiet = await readUntil(server.url + links.events, atGate);
    const ids = [...quiet.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).toEqual(ids.map((_, n) => n + 1));
    server.open();
    const rest = await request(server.url + links.events, {
      headers: { 'last-event-id': String(ids.at(-1)) },
    });
    expect(rest.text).toMatch(new RegExp(`^(: still here\\n\\n)*id: ${ids.length + 1}\\n`));
    expect(rest.text).toContain('"state":"done"');
  } finally {
    await server.stop();
  }
});

test('a job that runs or waits is ended when it is deleted', async () => {
  const server = await startGateServer();
  try {
    server.shut();
    const running = (await start(server)).body as View;
    await untilBusy(server, { running: 1, waiting: 0 });
    const waiting = (await start(server)).body as View;
    expect(((await request(server.url + waiting.links.self)).body as View).state).toBe('queued');
    const events = [running, waiting].map(({ links }) => request(server.url + links.events));
    for (const { links } of [waiting, running]) {
      expect((await request(server.url + links.self, { method: 'DELETE' })).status).toBe(204);
    }
    // The gate stays shut: only the cancellation can end them.
    await untilBusy(server, { running: 0, waiting: 0 });
    for (const { text } of await Promise.all(events)) expect(text).toContain('"state":"cancelled"');
    expect((await request(server.url + running.links.self)).status).toBe(404);
  } finally {
    await server.stop();
  }
});

test('results expire, and their pictures go with them', async () => {
  const server = await startGateServer('server.resultMs=500');
  try {
    const { links } = (await start(server)).body as View;
    await request(server.url + links.events);
    const [folder = ''] = readdirSync(os.tmpdir()).filter((name) =>
      name.startsWith(`facet-serve-${server.pid}-`),
    );
    expect(existsSync(path.join(os.tmpdir(), folder, '0'))).toBe(true);
    let gone = await request(server.url + links.self);
    while (gone.status === 200) gone = await request(server.url + links.self);
    expect(gone).toMatchObject({ status: 404, body: failure('NOT_FOUND') });
    while (existsSync(path.join(os.tmpdir(), folder, '0'))) await new Promise(setImmediate);
  } finally {
    await server.stop();
  }
});
