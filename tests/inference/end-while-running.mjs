import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { tinyOnnx } from '@facet/testing';
import { InferenceBroker } from '../../host/dist/inference/index.js';
import { closeNativeGate, createNativeGate, useNativeGate } from '../../host/dist/inference/native-calls.js';

/*
 * Ends a thread in the middle of an inference that takes long, in a process of its own: it would not survive the mistake.
 * Prints how many calls were inside of the runtime then.
 */
const side = 1024;

async function infer(gate) {
  useNativeGate(gate);
  const chain = ['x', ...Array.from({ length: 24 }, (_, i) => `y${i}`)];
  const bytes = tinyOnnx({
    inputs: [{ name: 'x', dims: [side, side] }],
    outputs: [{ name: chain.at(-1), dims: [side, side] }],
    nodes: chain.slice(1).map((output, i) => ({ op: 'MatMul', inputs: [chain[i], 'x'], outputs: [output] })),
  });
  const open = () => Promise.resolve({ bytes, sha256: 'tiny' });
  const broker = new InferenceBroker({ device: 'cpu', threads: 1, open });
  const x = { dims: [side, side], data: new Float32Array(side * side).fill(1e-3) };
  await broker.run('tiny/chain', { x });
  for (;;) {
    parentPort.postMessage('running');
    await broker.run('tiny/chain', { x });
  }
}

async function end() {
  const gate = createNativeGate();
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: gate });
  worker.on('error', () => undefined);
  await new Promise((resolve) => worker.once('message', resolve));
  await setTimeout(20);
  const inside = Atomics.load(gate, 0);
  await closeNativeGate(gate);
  await worker.terminate();
  console.log(JSON.stringify({ inside }));
}

await (isMainThread ? end() : infer(workerData));
