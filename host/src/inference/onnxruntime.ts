import ort from 'onnxruntime-node';
import { callNative } from './native-calls.js';

export type { InferenceSession, Tensor } from 'onnxruntime-node';

/** A compute device by onnxruntime's name of its execution provider. */
export type Provider = 'cuda' | 'webgpu' | 'coreml' | 'dml' | 'cpu';

/** Severity 4 is "fatal": a failure is thrown with its reason, and need not be printed by the runtime as well. */
const logSeverityLevel = 4;

/**
 * Opens a session on one device. A list of several would hide which of them runs the model.
 * @param threads Threads of one inference; 0 leaves the number to the runtime.
 */
export function createSession(
  bytes: Uint8Array,
  provider: Provider,
  threads: number,
): Promise<ort.InferenceSession> {
  return callNative(() =>
    ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      logSeverityLevel,
      graphOptimizationLevel: 'all',
      ...(threads > 0 && { intraOpNumThreads: threads }),
      // Spinning threads make inference up to twice as slow as one thread when the processor is shared.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    }),
  );
}

/** The names this build of the runtime knows. It runs an unknown name on the CPU without a word, so check here first. */
export function knownProviders(): readonly string[] {
  return ort.listSupportedBackends().map((backend) => backend.name);
}

export { ort };
