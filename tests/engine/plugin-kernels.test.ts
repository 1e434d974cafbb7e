import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { imageDifference } from '@facet/testing';
import type { RunReport } from '../../host/dist/index.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { facet } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

/** Kernels that count their calls, and some that are not as they must be. */
const code = `import { writeFileSync } from 'node:fs';
export default { activate({ register, onDispose }) {
  const calls = {};
  const replaced = (how) => ({ open: ({ wasm }) => ({ ...wasm, ...how(wasm) }) });
  register.kernels('counted', { open: ({ wasm }, { options }) => Object.fromEntries(
    Object.entries(wasm).map(([name, run]) => [name, typeof run !== 'function' ? run : (...args) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return run(...args);
    }])) });
  register.kernels('plain', { open: ({ reference }) => reference });
  register.kernels('partial', { open: ({ wasm: { paste, resize, ...rest } }) => rest });
  register.kernels('closed', { open: () => { throw new Error('no licence'); } });
  register.kernels('torn', replaced(() => ({ paste: () => { throw new Error('out of ink'); } })));
  register.kernels('smudged', replaced(() => ({ dilate: () => { throw new Error('out of ink'); } })));
  register.kernels('loose', replaced((wasm) => ({ paste: (...args) => { wasm.paste(...args); } })));
  register.kernels('waiting', replaced(() => ({ warpAffine: async () => undefined })));
  onDispose(() => writeFileSync(new URL('calls.json', import.meta.url), JSON.stringify(calls)));
} };`;

const ids = ['counted', 'plain', 'partial', 'closed', 'torn', 'smudged', 'loose', 'waiting'];

/** @param caller What the finisher or a hook of another plugin does on the picture. */
function project(
  kernels: unknown,
  caller?: { readonly act: string; readonly where: 'stage' | 'hook' },
): string {
  const folder = misbehavingProject(caller?.act ?? '', caller?.where ?? 'stage', {
    plugins: ['./plugin', './pixels'],
    targets: [caller ? 'bad.jpg' : 'first.jpg'],
    kernels,
  });
  const dir = path.join(folder, 'pixels');
  mkdirSync(dir);
  const contributions = ids.map((id) => ({
    id,
    title: id,
    ...(id === 'counted' && {
      options: { type: 'object', properties: { depth: { type: 'integer', default: 1 } } },
    }),
  }));
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({
      name: 'facet-plugin-pixels',
      version: '2.1.0',
      type: 'module',
      exports: './index.js',
      engines: { facet: '*' },
      facet: { manifest: 1, contributes: { kernels: contributions } },
    }),
  );
  writeFileSync(path.join(dir, 'index.js'), code);
  return folder;
}

async function run(folder: string, ...args: readonly string[]) {
  const { stdout, stderr, code: exit } = await facet(['run', '--json', ...args], { cwd: folder });
  return { exit, stderr, report: JSON.parse(stdout) as RunReport };
}

const pixelsOf = async (folder: string) =>
  (await decodeFile(path.join(folder, 'out', 'first.png'), { maxPixels: 1e8 })).pixels;

describe('kernels of a plugin', () => {
  test('compute every pixel of a run, chosen by one line of config or one flag', async () => {
    const folder = project('wasm');
    const own = await run(folder);
    expect(own.report.kernels).toBe('wasm');
    const expected = await pixelsOf(folder);

    const flagged = await run(folder, '--kernels', 'pixels/counted');
    expect(flagged).toMatchObject({ exit: 0, report: { kernels: 'pixels/counted' } });
    expect(flagged.report.plugins).toContainEqual(expect.objectContaining({ id: 'pixels' }));
    expect(imageDifference(expected, await pixelsOf(folder)).max).toBe(0);
    const calls = JSON.parse(readFileSync(path.join(folder, 'pixels', 'calls.json'), 'utf8')) as object;
    expect(calls).toMatchObject({ warpAffine: expect.any(Number), paste: 1 });

    const reference = await run(project('plain'));
    expect(reference.report.kernels).toBe('pixels/plain');
  });

  test('agree with the reference when they are the reference', async () => {
    const [plain, reference] = [project('plain'), project('reference')];
    await Promise.all([run(plain), run(reference)]);
    expect(imageDifference(await pixelsOf(plain), await pixelsOf(reference)).max).toBe(0);
  });

  test.each([
    ['partial', 'KERNEL_BACKEND', ['lack resize(), paste()', 'open() must return every operation']],
    ['closed', 'KERNEL_BACKEND', ['could not be opened: no licence']],
  ])('that are %s keep the run from starting', async (id, errorCode, parts) => {
    const { exit, report } = await run(project(id));
    expect(exit).toBe(1);
    expect(report).toMatchObject({ error: { code: errorCode } });
    const { message } = (report as unknown as { error: { message: string } }).error;
    for (const part of [`"pixels/${id}"`, 'plugin "pixels" 2.1.0', ...parts]) expect(message).toContain(part);
  });

  test.each([
    ['torn', 'in paste(), called by the host', ': out of ink'],
    ['loose', 'in paste(), called by the host', 'Expected a rectangle of whole pixels'],
    ['waiting', 'in warpAffine() at stage "', 'Expected nothing (operations do not wait)'],
  ])('that are %s are named, whichever stage called them', async (id, part, what) => {
    const { report } = await run(project(id));
    const { code, message = '' } = report.targets[0]?.error ?? report.error ?? {};
    expect(code).toBe('KERNEL_FAILED');
    for (const text of [part, what, 'plugin "pixels" 2.1.0']) expect(message).toContain(text);
    expect(report.faults[0]).toMatchObject({ plugin: 'pixels' });
  });

  test.each([
    ['stage', 'at stage "finish" on "', ''],
    ['hook', 'in the hook "finish" on "', ''],
    // What a caller makes of the failure is not its own mistake either.
    ['stage', 'failed at stage "finish" on "', 'wrapped'],
  ] as const)('are blamed for what fails in a %s that uses them: %s %s', async (where, part, how) => {
    const torn = 'ctx.kernels.dilate(ctx.kernels.createMask(8, 8), 3, 3);';
    const wrapped = `try { ${torn} } catch (cause) { throw new Error('no luck', { cause }); }`;
    const folder = project('smudged', { act: how === 'wrapped' ? wrapped : torn, where });
    const { report } = await run(folder);
    const { code, message } = report.targets[0]!.error!;
    expect(code).toBe(how === 'wrapped' ? 'STAGE_FAILED' : 'KERNEL_FAILED');
    expect(message).toContain(part);
    expect(message).toContain(how === 'wrapped' ? 'no luck' : 'in dilate()');
    expect(report.faults).toMatchObject([{ plugin: 'pixels', version: '2.1.0', count: 1 }]);
  });

  test('are checked without running them', async () => {
    const folder = project('closed');
    expect(await facet(['config', 'check'], { cwd: folder })).toMatchObject({ code: 0 });
    for (const [kernels, part] of [
      ['pixel', 'No plugin provides the kernels "pixel" (kernels, facet.config.json'],
      [{ use: 'counted', depth: 'deep' }, 'The kernels "pixels/counted" cannot take its options'],
      [{ use: 'wasm', depth: 1 }, 'It has no options, so none named "depth"'],
    ] as const) {
      const { code: exit, stderr } = await facet(['config', 'check'], { cwd: project(kernels) });
      expect(exit).toBe(2);
      expect(stderr).toContain(part);
    }
  });
});
