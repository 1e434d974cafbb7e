/**
 * What the host costs beside the work of plugins: reading and checking 50 manifests, a hook call, with the limits
 * both must keep, and the watch over an operation of a plugin's kernels.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { createKernels } from '../core-wasm/dist/index.js';
import { openPluginKernels } from '../host/dist/engine/plugin-kernels.js';
import { createPluginHost, createRunHooks, PluginWatch } from '../host/dist/plugins/index.js';

const manifests = 50;
const hookCalls = 20_000;
const operationCalls = 5_000;
const limitMs = 30_000;

/** @returns rows of name, figure and limit, as text. */
export async function measureHost(repetitions) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facet-bench-'));
  try {
    const specs = Array.from({ length: manifests }, (_, n) => writePlugin(folder, n));
    const first = await timeManifests(specs);
    const again = [];
    for (let turn = 0; turn < repetitions; turn++) again.push(await timeManifests(specs));
    return [
      [`load and check ${manifests} manifests, first time`, `${first.toFixed(1)} ms`, 'under 100 ms'],
      [`load and check ${manifests} manifests again`, `${median(again).toFixed(1)} ms`, ''],
      ['a hook call, one tap', `${(await timeHook(1, repetitions)).toFixed(2)} µs`, 'under 5 µs'],
      ['a hook call, no tap', `${(await timeHook(0, repetitions)).toFixed(2)} µs`, ''],
      [
        "an operation of a plugin's kernels, watched",
        `${(await timeOperation(repetitions)).toFixed(1)} µs`,
        '',
      ],
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A plugin of ordinary size, whose code must not be run. */
function writePlugin(folder, n) {
  const dir = path.join(folder, `facet-plugin-bench-${n}`);
  mkdirSync(dir);
  const number = { type: 'number', minimum: 0, maximum: 1, default: 0.5 };
  const options = { type: 'object', properties: { strength: number, size: number, edge: number } };
  const contribution = (id) => ({ id, title: `Number ${n}`, options });
  const facet = {
    manifest: 1,
    hooks: true,
    options,
    contributes: {
      maskers: [contribution('area')],
      finishers: [contribution('grain'), contribution('tint')],
    },
  };
  const facts = { name: `facet-plugin-bench-${n}`, version: '1.0.0', type: 'module', exports: './index.js' };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ ...facts, engines: { facet: '*' }, facet }));
  writeFileSync(path.join(dir, 'index.js'), "throw new Error('A manifest is read without running code.');");
  return { spec: dir, from: folder };
}

/** Milliseconds of processor time: the time of day would also count what else the machine does. */
async function timeManifests(specs) {
  const start = process.cpuUsage();
  await openHost(specs);
  return processorMs(start);
}

const processorMs = (start) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** Microseconds of one call of `faces`, watched over as in a run. */
async function timeHook(taps, repetitions) {
  const tapper = {
    name: 'facet-plugin-tapper',
    version: '1.0.0',
    facet: '*',
    manifest: { manifest: 1, hooks: true },
    activate: (ctx) => ctx.hooks.faces.tap(() => undefined),
  };
  const host = await openHost(taps === 0 ? [] : [{ spec: tapper, from: process.cwd() }]);
  await host.activateHookPlugins();
  const { call } = createRunHooks(host.taps(), { watch: new PluginWatch(), limitMs });
  const frame = { path: 'a.jpg', index: 0 };
  const found = [];
  for (let turn = 0; turn < repetitions; turn++) {
    const start = process.cpuUsage();
    for (let n = 0; n < hookCalls; n++) await call.faces([], frame);
    found.push((processorMs(start) * 1000) / hookCalls);
  }
  return median(found);
}

/**
 * Microseconds that watching over an operation of a plugin's kernels adds to it: what begins and ends inside of a stage is told to
 * another thread.
 */
async function timeOperation(repetitions) {
  const painter = {
    name: 'facet-plugin-painter',
    version: '1.0.0',
    facet: '*',
    manifest: { manifest: 1, contributes: { kernels: [{ id: 'own', title: 'Own' }] } },
    activate: (ctx) => ctx.register.kernels('own', { open: ({ wasm }) => ({ ...wasm }) }),
  };
  const host = await openHost([{ spec: painter, from: process.cwd() }]);
  const [own, watched] = [await createKernels('wasm'), await createKernels('wasm')];
  const listener = new Worker(`require('node:worker_threads').parentPort.on('message', () => undefined);`, {
    eval: true,
  });
  const watch = new PluginWatch({
    onBegin: (activity, id) => listener.postMessage({ type: 'begin', id, activity }),
    onEnd: (id) => listener.postMessage({ type: 'end', id }),
  });
  const ref = host.resolve('kernels', 'own');
  await openPluginKernels({ ref, options: {} }, watched, host, watch, limitMs);
  const plugin = { id: 'caller', version: '1.0.0' };
  const stage = { kind: 'stage', name: 'finish', provider: 'caller/shine', plugin, target: 'a.jpg', limitMs };
  const added = [];
  for (let turn = 0; turn < repetitions; turn++) {
    await watch.run(stage, async () => {
      const alone = timeDilate(own);
      added.push(timeDilate(watched) - alone);
    });
    // Lets the listener keep up.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await listener.terminate();
  return median(added);
}

/** Microseconds of a small operation, by the clock: processor time would count the listener as well. */
function timeDilate(kernels) {
  const mark = kernels.mark();
  const mask = kernels.createMask(8, 8);
  const start = performance.now();
  for (let n = 0; n < operationCalls; n++) kernels.dilate(mask, 3, 3);
  const found = ((performance.now() - start) * 1000) / operationCalls;
  kernels.release(mark);
  return found;
}

const openHost = (specs) =>
  createPluginHost({
    specs,
    bundled: [],
    apiVersion: '0.1.0',
    services: {
      kernels: {},
      images: {},
      models: () => ({}),
      log: { debug: () => undefined, warn: () => undefined },
      diagnostic: () => undefined,
    },
  });

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
