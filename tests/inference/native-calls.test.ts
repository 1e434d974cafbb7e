import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  callNative,
  closeNativeGate,
  createNativeGate,
  useNativeGate,
} from '../../host/dist/inference/native-calls.js';

describe('ending a thread', () => {
  test('in the middle of an inference waits for it, and the process goes on', async () => {
    const script = fileURLToPath(new URL('end-while-running.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(JSON.parse(stdout)).toEqual({ inside: 1 });
  });

  test('lets no further call into the runtime', async () => {
    const gate = createNativeGate();
    useNativeGate(gate);
    expect(await callNative(() => Promise.resolve(7))).toBe(7);
    await expect(callNative(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await closeNativeGate(gate);
    await expect(callNative(() => Promise.resolve(7))).rejects.toThrow('This engine is being ended.');
    useNativeGate(createNativeGate());
  });
});
