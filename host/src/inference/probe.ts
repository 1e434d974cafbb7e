import { messageOf } from '../errors/cause.js';
import { createSession, ort } from './onnxruntime.js';
import type { Provider } from './onnxruntime.js';
import { probeModel } from './probe-model.js';

/*
 * Runs in a child process, since a missing or broken driver may end it: `node probe.js <provider>`.
 * Prints one line of JSON, { ok: true } or { ok: false, reason }.
 */
async function probe(provider: Provider): Promise<void> {
  const session = await createSession(probeModel, provider, 1);
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, -2.5), [2]) });
  const values = y?.data as Float32Array | undefined;
  if (values?.[0] !== 2 || values[1] !== -5) throw new Error(`it calculates wrongly (${String(values)})`);
  await session.release();
}

/** The runtime puts its source position and the failed condition before the sentence that matters. */
function plainReason(error: unknown): string {
  return messageOf(error).split(' was false. ').at(-1)!;
}

try {
  await probe(process.argv[2] as Provider);
  console.log(JSON.stringify({ ok: true }));
} catch (error) {
  console.log(JSON.stringify({ ok: false, reason: plainReason(error) }));
}
