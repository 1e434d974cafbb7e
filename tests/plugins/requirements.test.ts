import { describe, expect, test } from '@jest/globals';
import type { FacetErrorShape, InlinePlugin } from '@facet/api';
import { openHost, painter } from './open-host.ts';

/** A plugin that writes down its activation and disposal. */
function member(
  id: string,
  diary: string[],
  requires: Readonly<Record<string, string>> = {},
  changes: Partial<InlinePlugin> = {},
): InlinePlugin {
  return painter(id, {
    manifest: { manifest: 1, requires, contributes: { maskers: [{ id, title: id }] } },
    activate: ({ register, onDispose }) => {
      diary.push(id);
      onDispose(() => void diary.push(`no ${id}`));
      register.masker(id, { mask: ({ crop }) => Promise.resolve(crop as never) });
    },
    ...changes,
  });
}

const failure = (work: Promise<unknown>): Promise<FacetErrorShape> =>
  work.then(
    () => {
      throw new Error('Nothing failed.');
    },
    (error: unknown) => error as FacetErrorShape,
  );

describe('a plugin that requires others', () => {
  test('is activated after them and disposed of before them, whatever the order of the config', async () => {
    const diary: string[] = [];
    const plugins = [
      member('top', diary, { middle: '^3.0.0', base: '>=3' }),
      member('middle', diary, { base: '3.x' }),
      member('base', diary),
      member('other', diary),
    ];
    const { host } = await openHost(plugins, { bundled: [] });
    await host.activate(host.resolve('masker', 'top'));
    expect(diary).toEqual(['base', 'middle', 'top']);
    expect(host.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'top active',
      'middle active',
      'base active',
      'other known',
    ]);
    await host.dispose();
    expect(diary.slice(3)).toEqual(['no top', 'no middle', 'no base']);
  });

  test('and two at once activate what both require once', async () => {
    const diary: string[] = [];
    const plugins = [
      member('a', diary, { base: '*' }),
      member('b', diary, { base: '*' }),
      member('base', diary),
    ];
    const { host } = await openHost(plugins, { bundled: [] });
    await Promise.all(['a', 'b'].map((id) => host.activate(host.resolve('masker', id))));
    expect(diary.filter((line) => line === 'base')).toHaveLength(1);
    await host.dispose();
    expect(diary.at(-1)).toBe('no base');
  });

  test.each<[string, readonly InlinePlugin[], string, readonly string[]]>([
    [
      'is refused without them',
      [member('top', [], { base: '^3.0.0' })],
      'PLUGIN_REQUIRES',
      ['Plugin "top" 3.1.4', '"base" ^3.0.0', 'does not name'],
    ],
    [
      'is refused with another version',
      [member('top', [], { base: '^4.0.0' }), member('base', [])],
      'PLUGIN_REQUIRES_VERSION',
      ['Plugin "top" 3.1.4', '"base" ^4.0.0', 'version 3.1.4 is there'],
    ],
    [
      'is refused when they require it in turn',
      [member('a', [], { b: '*' }), member('b', [], { c: '*' }), member('c', [], { a: '*' })],
      'PLUGIN_REQUIRES_CIRCLE',
      ['plugin "a" 3.1.4 needs plugin "b" 3.1.4 needs plugin "c" 3.1.4 needs plugin "a" 3.1.4'],
    ],
    [
      'is refused when it names versions that are none',
      [member('top', [], { base: 'newest' }), member('base', [])],
      'PLUGIN_MANIFEST',
      ['Plugin "top" 3.1.4', '"base"', '"newest"'],
    ],
  ])('%s', async (_, plugins, code, parts) => {
    const error = await failure(openHost(plugins, { bundled: [] }));
    expect(error.code).toBe(code);
    for (const part of parts) expect(error.message).toContain(part);
    expect(error.remedy).toMatch(/^[A-Z].*\.$/s);
  });

  test('fails without running when one of them fails, and the list says why', async () => {
    const diary: string[] = [];
    const broken = member('base', diary, {}, { activate: () => Promise.reject(new Error('no licence')) });
    const { host } = await openHost([member('top', diary, { base: '*' }), broken], { bundled: [] });
    const error = await failure(host.activate(host.resolve('masker', 'top')));
    expect(error.code).toBe('PLUGIN_REQUIRES_FAILED');
    for (const part of ['Plugin "top" 3.1.4', 'plugin "base" 3.1.4', 'no licence'])
      expect(error.message).toContain(part);
    expect(diary).toEqual([]);
    expect(host.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['top failed', 'base failed']);
    expect(host.plugins[0]?.reason).toContain('no licence');
  });
});

test('a list of plugins shows those whose requirements are not met, and those that need them', async () => {
  const plugins = [
    member('far', [], { near: '*' }),
    member('near', [], { base: '^4.0.0' }),
    member('base', []),
    member('new', [], {}, { facet: '^9.0.0' }),
  ];
  const { host } = await openHost(plugins, { bundled: [], tolerant: true });
  expect(Object.fromEntries(host.plugins.map(({ id, state }) => [id, state]))).toEqual({
    far: 'failed',
    near: 'incompatible',
    base: 'known',
    new: 'incompatible',
  });
  const reason = host.plugins.find(({ id }) => id === 'far')?.reason;
  expect(reason).toContain('"far" 3.1.4 needs the plugin "near" *, which could not be read');
  expect(reason).toContain('version 3.1.4 is there');
  expect(host.contributions().map(({ name }) => name)).toEqual(['base/base']);
});
