import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { isFacetError } from '@facet/api';
import { encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { optionRows } from '../../host/dist/pages/option-page.js';
import { blue, colorWorld, drawFaces, red, runColors } from '../support/color-faces.ts';
import { root } from '../support/facet.ts';
import { takeTrace, tracePlugin } from '../support/trace-plugin.ts';
import type { See } from './option-rows.ts';
import { rows } from './option-rows.ts';

/*
 * Every option of the config has a test that fails when the option is ignored: a row, which runs twice, without and with it, or a file that `elsewhere`
 * names.
 */

/** Options that a file of tests by itself is about, by the start of their path. */
const elsewhere: Readonly<Record<string, string>> = {
  $schema: 'tests/config/cases/json/facet.config.json.txt',
  inspect: 'tests/pipeline/inspection.test.ts',
  extends: 'tests/config/presets.test.ts',
  plugins: 'tests/config/plugins.test.ts',
  device: 'tests/inference/broker.test.ts',
  'engine.stageTimeoutMs': 'tests/engine/lifecycle.test.ts',
  'engine.activationTimeoutMs': 'tests/plugins/plugin-host.test.ts',
  'engine.isolate': 'tests/engine/process-isolation.test.ts',
  'engine.memoryMb': 'tests/engine/failure-table.test.ts',
  'units[].inpaint': 'tests/pipeline/inpainting.test.ts',
  'postprocess.inpaint': 'tests/pipeline/inpainting.test.ts',
  'server.host': 'tests/server/access.test.ts',
  'server.concurrency': 'tests/server/load.test.ts',
  'server.queue': 'tests/server/load.test.ts',
  'server.bodyLimitBytes': 'tests/server/limits.test.ts',
  'server.maxPixels': 'tests/server/limits.test.ts',
  'server.maxResults': 'tests/server/limits.test.ts',
  'server.requestTimeoutMs': 'tests/server/load.test.ts',
  'server.shutdownMs': 'tests/server/load.test.ts',
  'server.resultMs': 'tests/server/job-life.test.ts',
  'server.heartbeatMs': 'tests/server/job-life.test.ts',
  'server.checkpoints': 'tests/server/limits.test.ts',
  'server.improvedMask': 'tests/server/improved-mask.test.ts',
  'server.strict': 'tests/server/names.test.ts',
  'server.restorers': 'tests/server/names.test.ts',
  'server.upscalers': 'tests/server/names.test.ts',
  'server.port': 'tests/server/access.test.ts',
  'server.idleMs': 'tests/engine/warm-engine.test.ts',
};

/** What is seen after a run with the trace plugin; the code of the error when it does not start. */
async function look(config: string, see: See): Promise<unknown> {
  const { folder, at: file } = await colorWorld();
  await drawFaces(file('lying.png'), [{ x: 40, y: 30, color: red, bright: 'left' }], 128, 108);
  await drawFaces(file('lit.png'), [{ x: 20, y: 40, color: red, bright: 'top' }], 128, 108);
  const vector = Float32Array.from(blue, (level) => level / 255);
  const checkpoint = encodeCheckpoint({
    embedding: { model: 'color/rgb@1', vector },
    gender: 'male',
    age: 40,
  });
  writeFileSync(file('blue.safetensors'), checkpoint);
  // Without workers of its own a run stays on this thread, where the trace is.
  const inline = !config.includes("'thread'");
  try {
    const report = await runColors(folder, `plugins: [...base.plugins, ${tracePlugin}], ${config}`, {
      inline,
    });
    return await see({ report, at: file });
  } catch (error) {
    if (isFacetError(error)) return error.code;
    throw error;
  }
}

beforeEach(() => void takeTrace());

describe('the option', () => {
  test.each(rows)('%s', async (_, base, changed, see, without, expected) => {
    expect(await look(base, see)).toEqual(without);
    takeTrace();
    expect(await look(changed, see)).toEqual(expected);
  });
});

test('every option of the config has such a test', () => {
  const tested = new Set(rows.map(([option]) => option));
  const paths = optionRows().map((row) => row.path);
  const groups = new Set(
    paths.filter((one) => paths.some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[]`))),
  );
  const named = (option: string): boolean =>
    Object.keys(elsewhere).some((start) => option === start || option.startsWith(`${start}.`));
  expect(paths.filter((option) => !tested.has(option) && !named(option) && !groups.has(option))).toEqual(
    // What an override sets are options of this list.
    ['unitDefaults', 'overrides[].config'],
  );
  expect([...tested].filter((option) => !paths.includes(option))).toEqual([]);
});

test.each(Object.entries(elsewhere))('%s is tested in %s', (option, file) => {
  const key = option.split('.').at(-1)!.replace('[]', '');
  expect(readFileSync(path.join(root, file), 'utf8')).toContain(key);
});
