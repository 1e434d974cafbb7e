import { describe, expect, test } from '@jest/globals';
import { StageRunner } from '../../host/dist/pipeline/stage-runner.js';

const scope = { frame: { path: 'face.jpg', index: 0 } };

const newRunner = (): StageRunner =>
  new StageRunner(new AbortController().signal, {
    describe: (name, provider) => ({ kind: 'stage', name, provider, target: 'face.jpg', limitMs: 0 }),
    perform: (_, work) => work(),
    onFailure: () => Promise.resolve(undefined),
    onWarning: () => undefined,
  });

describe('the steps a provider times', () => {
  test('stand under its stage in their order, added up over its calls', async () => {
    const runner = newRunner();
    for (const side of ['left', 'right']) {
      const found = await runner.run('swap', 'own/swapper', scope, {}, (call) =>
        Promise.resolve(call.time('warp', () => side) + call.time('blend', () => '!')),
      );
      expect(found).toBe(`${side}!`);
    }
    expect(runner.times).toMatchObject([
      { stage: 'swap', provider: 'own/swapper', count: 2, steps: [{ step: 'warp' }, { step: 'blend' }] },
    ]);
    expect(runner.times[0]!.steps!.every(({ ms }) => ms >= 0)).toBe(true);
  });

  test('are counted when they fail, and missing where nothing was timed', async () => {
    const runner = newRunner();
    await runner.run('align', 'own/swapper', scope, {}, () => Promise.resolve());
    const broken = runner.run('swap', 'own/swapper', scope, {}, (call) =>
      Promise.resolve(
        call.time('warp', () => {
          throw new Error('torn');
        }),
      ),
    );
    await expect(broken).rejects.toThrow();
    expect(runner.times.map(({ stage, steps }) => [stage, steps?.map(({ step }) => step)])).toEqual([
      ['align', undefined],
      ['swap', ['warp']],
    ]);
  });
});
