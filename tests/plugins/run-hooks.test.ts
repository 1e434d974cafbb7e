import { performance } from 'node:perf_hooks';
import { describe, expect, test } from '@jest/globals';
import type { Face, Image, InlinePlugin, Mask, PluginContext } from '@facet/api';
import { syntheticFace } from '@facet/testing';
import { createRunHooks, PluginWatch } from '../../host/dist/plugins/index.js';
import type { PluginHost, RunHooks } from '../../host/dist/plugins/index.js';
import { openHost, tapper } from './open-host.ts';

const frame = { path: 'photos/a.jpg', index: 0 };
const image = { width: 8, height: 6 } as Image;
const mask = { width: 4, height: 4 } as Mask;
const frameToCrop = { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 };
const crop = { image: { width: 4, height: 4 } as Image, frameToCrop };
const faces: readonly Face[] = [0, 1, 2].map((id) => syntheticFace({ id }));
const at = { frame, unit: 1, face: faces[2]! };

async function openHooks(...plugins: InlinePlugin[]): Promise<RunHooks> {
  return createRunHooks((await activate(...plugins)).taps());
}

async function activate(...plugins: InlinePlugin[]): Promise<PluginHost> {
  const { host } = await openHost(plugins, { bundled: [] });
  await host.activateHookPlugins();
  return host;
}

describe('a hook without taps', () => {
  test('gives back what it was called with, or nothing', async () => {
    const { call } = createRunHooks([]);
    expect(await call.faces(faces, frame)).toBe(faces);
    expect(await call.beforeSwap(crop, at)).toBe(crop);
    expect(await call.mask(mask, at)).toBe(mask);
    expect(await call.check(image, frame)).toBeUndefined();
    expect(await call.beforePaste({ swapped: image, mask, crop }, at)).toBeUndefined();
    await expect(call.runEnd({ id: 'r', plan: {} }, {})).resolves.toBeUndefined();
    expect(() => call.diagnostic({ level: 'warning', code: 'X', message: 'x' })).not.toThrow();
  });
});

describe('a waterfall', () => {
  test('hands each tap what the last one returned, and keeps the value where one returns nothing', async () => {
    const seen: number[] = [];
    const { call } = await openHooks(
      tapper('drops', ({ hooks }) => hooks.faces.tap(async (list) => Promise.resolve(list.slice(1)))),
      tapper('looks', ({ hooks }) =>
        hooks.faces.tap(async (list, info) => {
          seen.push(list.length, info.index);
          return Promise.resolve(undefined);
        }),
      ),
      tapper('turns', ({ hooks }) => hooks.faces.tap(async (list) => Promise.resolve([...list].reverse()))),
    );
    const result = await call.faces(faces, frame);
    expect(result.map((face) => face.id)).toEqual([2, 1]);
    expect(seen).toEqual([2, 0]);
  });

  test('changes config and plan', async () => {
    const { call } = await openHooks(
      tapper('sets', ({ hooks }) => {
        hooks.config.tap(async (config) => Promise.resolve({ ...config, device: 'cpu' }));
        hooks.plan.tap(async (plan) => Promise.resolve({ ...plan, extra: true }));
      }),
    );
    expect(await call.config({ overwrite: true })).toEqual({ overwrite: true, device: 'cpu' });
    expect(await call.plan({})).toEqual({ extra: true });
  });
});

describe('a bail', () => {
  test('ends with the first answer; later taps are not called', async () => {
    const called: string[] = [];
    const answering = (name: string, answer: boolean | undefined) =>
      tapper(name, ({ hooks }) =>
        hooks.beforePaste.tap(async () => {
          called.push(name);
          return Promise.resolve(answer);
        }),
      );
    const { call } = await openHooks(
      answering('silent', undefined),
      answering('veto', false),
      answering('late', true),
    );
    expect(await call.beforePaste({ swapped: image, mask, crop }, at)).toBe(false);
    expect(called).toEqual(['silent', 'veto']);
  });

  test('decides what becomes of a failure', async () => {
    const { call } = await openHooks(
      tapper('patient', ({ hooks }) =>
        hooks.stageError.tap(async ({ attempt }) => Promise.resolve(attempt < 2 ? 'retry' : undefined)),
      ),
    );
    const failure = { error: new Error('x'), stage: 'swap', provider: 'a/b', frame, attempt: 1 };
    expect(await call.stageError(failure)).toBe('retry');
    expect(await call.stageError({ ...failure, attempt: 2 })).toBeUndefined();
  });
});

describe('taps are called', () => {
  const order = async (...plugins: InlinePlugin[]): Promise<readonly string[]> =>
    (await openHooks(...plugins)).order().map(({ plugin }) => plugin);
  const staged = (name: string, options: Parameters<PluginContext['hooks']['faces']['tap']>[1] = {}) =>
    tapper(name, ({ hooks }) => hooks.faces.tap(async () => Promise.resolve(undefined), options));

  test('by named stage, then as they were made', async () => {
    const names = await order(
      staged('z', { stage: 'last' }),
      staged('d'),
      staged('c', { stage: 'early' }),
      staged('b'),
      staged('y', { stage: 'late' }),
      staged('a', { stage: 'first' }),
    );
    expect(names).toEqual(['a', 'c', 'd', 'b', 'y', 'z']);
  });

  test('before those they ask to precede, within a stage; others keep their places', async () => {
    expect(await order(staged('a'), staged('b'), staged('c', { before: ['a'] }))).toEqual(['b', 'c', 'a']);
    expect(await order(staged('a'), staged('b', { before: ['absent'] }))).toEqual(['a', 'b']);
    expect(await order(staged('a', { after: ['c'] }), staged('b'), staged('c'))).toEqual(['b', 'c', 'a']);
    expect(await order(staged('a', { after: ['absent'] }), staged('b'))).toEqual(['a', 'b']);
    expect(await order(staged('a', { before: ['b'] }), staged('b', { stage: 'late' }))).toEqual(['a', 'b']);
  });

  test('and each is listed with its hook and stage', async () => {
    const hooks = await openHooks(
      tapper('both', ({ hooks }) => {
        hooks.finish.tap(async () => Promise.resolve(undefined), { stage: 'late' });
        hooks.runStart.tap(() => Promise.resolve());
      }),
    );
    expect(hooks.order()).toEqual([
      { hook: 'runStart', plugin: 'both', stage: 'normal', before: [], after: [] },
      { hook: 'finish', plugin: 'both', stage: 'late', before: [], after: [] },
    ]);
  });

  test.each([
    [
      'a stage stands against it',
      [staged('a', { stage: 'late', before: ['b'] }), staged('b')],
      /"a".*"late".*"b".*"normal"/,
    ],
    [
      'one wants to come after a later stage',
      [staged('a', { stage: 'early', after: ['b'] }), staged('b')],
      /"a" stands at stage "early" and wants to come after "b", which stands at "normal"/,
    ],
    ['one wants both', [staged('a', { after: ['b'], before: ['b'] }), staged('b')], /"a", "b"/],
    ['two want to be first', [staged('a', { before: ['b'] }), staged('b', { before: ['a'] })], /"a", "b"/],
  ])('never in an order that cannot be: %s', async (_why, plugins, message) => {
    await expect(openHooks(...plugins)).rejects.toMatchObject({
      code: 'HOOK_ORDER',
      message: expect.stringMatching(message),
    });
  });
});

describe('hooks are sealed', () => {
  test('once the plugin is active, and every run gets the taps made before', async () => {
    let kept: PluginContext['hooks'] | undefined;
    let calls = 0;
    const host = await activate(
      tapper('keeps', ({ hooks }) => {
        kept = hooks;
        hooks.runStart.tap(() => {
          calls++;
          return Promise.resolve();
        });
      }),
    );
    for (const id of ['one', 'two']) await createRunHooks(host.taps()).call.runStart({ id, plan: {} });
    expect(calls).toBe(2);
    expect(() => kept!.faces.tap(() => Promise.resolve(undefined))).toThrow(
      expect.objectContaining({
        code: 'HOOK_SEALED',
        message: expect.stringMatching(/"keeps" 3\.1\.4.*"faces"/),
      }),
    );
  });
});

describe('a failing tap', () => {
  test('is named with version, hook, frame, unit and face, and the cause is kept', async () => {
    const cause = new Error('no brush');
    const { call } = await openHooks(
      tapper('clumsy', ({ hooks }) => {
        hooks.mask.tap(() => Promise.reject(cause));
        hooks.diagnostic.tap(() => {
          throw cause;
        });
      }),
    );
    await expect(call.mask(mask, at)).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message: 'Plugin "clumsy" 3.1.4 failed in the hook "mask" on "photos/a.jpg", unit 1, face 2: no brush',
      cause,
    });
    expect(() => call.diagnostic({ level: 'warning', code: 'X', message: 'x', frame })).toThrow(
      /"clumsy" 3\.1\.4 failed in the hook "diagnostic" on "photos\/a\.jpg"/,
    );
  });

  type Tap = (hooks: PluginContext['hooks'], result: never) => void;
  const wrong: readonly [string, unknown, Tap, (hooks: RunHooks) => unknown][] = [
    ['no faces', [{ id: 1 }], (h, r) => h.faces.tap(() => r), ({ call }) => call.faces(faces, frame)],
    ['no array', 'faces', (h, r) => h.select.tap(() => r), ({ call }) => call.select(faces, at)],
    [
      'a mask of another size',
      { width: 5, height: 4 },
      (h, r) => h.mask.tap(() => r),
      ({ call }) => call.mask(mask, at),
    ],
    [
      'a crop of another size',
      { ...crop, image },
      (h, r) => h.beforeSwap.tap(() => r),
      ({ call }) => call.beforeSwap(crop, at),
    ],
    [
      'a transform that is not finite',
      { ...crop, frameToCrop: { ...frameToCrop, tx: NaN } },
      (h, r) => h.beforeSwap.tap(() => r),
      ({ call }) => call.beforeSwap(crop, at),
    ],
    [
      'other proportions',
      { width: 8, height: 4 },
      (h, r) => h.afterSwap.tap(() => r),
      ({ call }) => call.afterSwap(crop.image, at),
    ],
    ['no image', {}, (h, r) => h.finish.tap(() => r), ({ call }) => call.finish(image, frame)],
    ['no reason', { reason: '' }, (h, r) => h.check.tap(() => r), ({ call }) => call.check(image, frame)],
    [
      'no yes or no',
      'yes',
      (h, r) => h.beforePaste.tap(() => r),
      ({ call }) => call.beforePaste({ swapped: image, mask, crop }, at),
    ],
    [
      'no decision',
      'ignore',
      (h, r) => h.stageError.tap(() => r),
      ({ call }) => call.stageError({ error: 1, stage: 's', provider: 'p', frame, attempt: 1 }),
    ],
    ['an array for a config', [], (h, r) => h.config.tap(() => r), ({ call }) => call.config({})],
    ['null for a plan', null, (h, r) => h.plan.tap(() => r), ({ call }) => call.plan({})],
    [
      'a promise nobody waits for',
      Promise.resolve(),
      (h, r) => h.configResolved.tap(() => r),
      ({ call }) => call.configResolved({}),
    ],
  ];

  test.each(wrong)('that returns %s is refused', async (_what, result, tap, run) => {
    const hooks = await openHooks(tapper('odd', (ctx) => tap(ctx.hooks, result as never)));
    await expect(Promise.resolve().then(() => run(hooks))).rejects.toMatchObject({
      code: 'HOOK_RESULT',
      message: expect.stringMatching(
        /^Expected .+ from plugin "odd" 3\.1\.4 in the hook "\w+".* but received .+\.$/,
      ),
    });
  });

  test('that hangs is the one that is running', async () => {
    let go: (() => void) | undefined;
    const running: string[] = [];
    const watch = new PluginWatch({
      onBegin: ({ kind, name, plugin }) => running.push(`${kind} ${name} of ${plugin?.id ?? 'nobody'}`),
      onEnd: () => void running.pop(),
    });
    const { host } = await openHost([
      tapper('sleepy', ({ hooks: own }) =>
        own.finish.tap(() => new Promise((resolve) => (go = () => resolve(undefined)))),
      ),
    ]);
    await host.activateHookPlugins();
    const hooks = createRunHooks(host.taps(), { watch, limitMs: 1000 });
    const finished = hooks.call.finish(image, frame);
    expect(running).toEqual(['hook finish of sleepy']);
    go!();
    expect(await finished).toBe(image);
    expect(running).toEqual([]);
  });
});

test('a hook call costs little', async () => {
  const tapping = (name: string) =>
    tapper(name, ({ hooks }) => hooks.faces.tap(async (list) => Promise.resolve(list)));
  const cost = async (count: number): Promise<number> => {
    const { call } = await openHooks(...Array.from({ length: count }, (_, i) => tapping(`p${i}`)));
    const rounds = 5000;
    for (let i = 0; i < rounds; i++) await call.faces(faces, frame);
    const start = performance.now();
    let seen = 0;
    for (let i = 0; i < rounds; i++) seen += (await call.faces(faces, frame)).length;
    const microseconds = ((performance.now() - start) * 1000) / rounds;
    expect(seen).toBe(3 * rounds);
    return microseconds;
  };
  const [none, one, ten] = [await cost(0), await cost(1), await cost(10)];
  console.info(
    `hook call with 0, 1 and 10 taps: ${none.toFixed(1)}, ${one.toFixed(1)} and ${ten.toFixed(1)} microseconds`,
  );
});
