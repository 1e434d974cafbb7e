import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import type { Embedding, FacetErrorShape, Recognizer } from '@facet/api';
import type { RunReport } from '../../host/dist/index.js';
import { encodeCheckpoint } from '../../host/dist/checkpoints/index.js';
import { describeDecodeFailure } from '../../host/dist/media/describe-decode-failure.js';
import { likeness, meanEmbedding } from '../../host/dist/pipeline/embeddings.js';
import { combine } from '../../host/dist/server/faceswaplab/sources.js';
import { WorkQueue } from '../../host/dist/server/work-queue.js';
import { facet, fixture, root, tempFolder } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

/* Errors of places that no other test has a reason to look at. */

function failure(work: () => unknown): FacetErrorShape {
  try {
    work();
  } catch (error) {
    return error as FacetErrorShape;
  }
  throw new Error('Nothing failed.');
}

test('KERNEL_LOAD: the WebAssembly file is gone', () => {
  const folder = path.join(tempFolder(), 'core-wasm');
  cpSync(path.join(root, 'core-wasm'), folder, {
    recursive: true,
    filter: (source) => !source.endsWith('.wasm') && !source.includes('node_modules'),
  });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const kernels = pathToFileURL(path.join(folder, 'dist', 'index.js')).href;
  const script = `import { createKernels } from ${JSON.stringify(kernels)};
    await createKernels('wasm').catch(({ code, message }) => console.log(code, message));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout).toMatch(/^KERNEL_LOAD The WebAssembly kernels could not be loaded from .*\.wasm/);
});

test('MODEL_UNDECLARED: a plugin runs a model that is not in its manifest', async () => {
  const folder = misbehavingProject(`await ctx.models.run('nowhere', {});`, 'stage');
  const { targets } = JSON.parse((await facet(['run', '--json'], { cwd: folder })).stdout) as RunReport;
  expect(targets[1]?.error).toMatchObject({ code: 'MODEL_UNDECLARED', plugin: 'rogue', version: '1.2.3' });
  expect(targets[1]?.error?.message).toContain('Plugin "rogue" 1.2.3 asks for the model "nowhere"');
});

test('NO_UNITS: nothing says whose face to put on', async () => {
  const { code, stderr } = await facet(['run', fixture('mona_lisa.jpg')]);
  expect(code).toBe(2);
  expect(stderr).toContain('NO_UNITS');
  expect(stderr).toContain('--source');
});

test('IMAGE_TIMEOUT: decoding takes longer than it may', () => {
  const said = new Error('heifload_buffer: out of time\ntimeout: 12% complete');
  expect(describeDecodeFailure(said, 'slow.avif', 'avif', 120_000)).toMatchObject({
    code: 'IMAGE_TIMEOUT',
    message: expect.stringContaining('slow.avif') as unknown,
  });
});

test('EMBEDDING_MODEL: identities of two recognizers are neither compared nor blended', () => {
  const of = (model: string): Embedding => ({ model, vector: Float32Array.of(1, 0) });
  const recognizer: Pick<Recognizer, 'model' | 'similarity'> = { model: 'a/one@1', similarity: () => 1 };
  const both = [of('a/one@1'), of('b/two@1')] as const;
  for (const work of [() => likeness(recognizer as Recognizer, ...both), () => meanEmbedding(both)]) {
    const { code, message } = failure(work);
    expect(code).toBe('EMBEDDING_MODEL');
    expect(message).toContain('b/two@1');
    expect(message).toContain('a/one@1');
  }
});

test('CHECKPOINT_UNSAVABLE: what a swapper prepared is not plain data', () => {
  const embedding = { model: 'a/one@1', vector: new Float32Array(4) };
  const prepared = { swapper: 'a/odd', version: '1.0.0', format: 1, data: { paint: () => undefined } };
  const { code, message } = failure(() => encodeCheckpoint({ embedding, prepared }));
  expect(code).toBe('CHECKPOINT_UNSAVABLE');
  expect(message).toContain('a/odd');
});

test('SERVER_STOPPING: a request comes while the server stops', () => {
  const queue = new WorkQueue({ concurrency: 1, waiting: 1, bytes: 100 });
  queue.stop();
  expect(failure(() => queue.admit(1)).code).toBe('SERVER_STOPPING');
});

test('TOO_MANY_RESULTS: sources that are not blended multiply beyond the limit', () => {
  const { code, message } = failure(() =>
    combine(
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      8,
    ),
  );
  expect(code).toBe('TOO_MANY_RESULTS');
  expect(message).toMatch(/9.*8/);
});
