import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { InferenceReport } from '../../host/dist/inference/index.js';

/** SwiftShader draws on the CPU; Debian's chromium brings it. It makes the webgpu path run for real without a card. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

interface Outcome {
  readonly values?: readonly number[];
  readonly report?: InferenceReport;
  readonly code?: string;
  readonly message?: string;
}

async function runOn(device: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const script = fileURLToPath(new URL('run-on-device.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, device], {
    env: { ...process.env, XDG_RUNTIME_DIR: '/tmp', ...environment },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Outcome;
}

test('a model gives the same values on webgpu as on the cpu, and the report says webgpu', async () => {
  if (!existsSync(driver)) throw new Error(`${driver} is missing: install chromium and libvulkan1`);
  const [cpu, webgpu] = [await runOn('cpu', {}), await runOn('webgpu', { VK_ICD_FILENAMES: driver })];
  expect(webgpu).toMatchObject({ report: { device: 'webgpu', models: [{ device: 'webgpu', runs: 1 }] } });
  expect(cpu).toMatchObject({ report: { device: 'cpu' } });
  const differences = webgpu.values!.map((value, i) => Math.abs(value - cpu.values![i]!));
  expect(differences).toHaveLength(4 * 16 * 16);
  expect(Math.max(...cpu.values!)).toBeGreaterThan(1);
  expect(Math.max(...differences)).toBeLessThan(1e-5);
});

test('without an adapter webgpu is refused with the reason, and never runs on the cpu instead', async () => {
  const outcome = await runOn('webgpu', {
    VK_ICD_FILENAMES: '/nowhere.json',
    VK_DRIVER_FILES: '/nowhere.json',
  });
  expect(outcome).toMatchObject({ code: 'DEVICE_UNAVAILABLE', message: expect.stringContaining('adapter') });
  expect(outcome.values).toBeUndefined();
});
