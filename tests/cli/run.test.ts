import { describe, expect, test } from '@jest/globals';
import { FacetError } from '@facet/api';
import { facet, report, target } from './fake-engine.ts';

const swapped = { swaps: [{ outcome: 'swapped' }] };
const skipped = { swaps: [{ outcome: 'skipped', reason: 'a hook kept it' }] };
const written = target('a.jpg', 'written', { output: '/nowhere/out/a.jpg', faces: [swapped, skipped] });
const refused = target('b.jpg', 'refused', {
  error: {
    code: 'CONTENT_REFUSED',
    message: 'The content check refused it.',
    remedy: 'Use another picture.',
  },
});

describe('swap turns its options into a config', () => {
  test('with one unit and the targets', async () => {
    const { request } = await facet(['swap', 'a.jpg', 'b.jpg', '--source', 'face.jpg', '-o', 'out/']);
    expect(request).toEqual({
      cwd: '/nowhere',
      env: {},
      flags: { targets: ['a.jpg', 'b.jpg'], output: 'out/', units: [{ source: ['face.jpg'] }] },
      flagNames: { targets: 'the target arguments', output: '--output', 'units.0.source': '--source' },
    });
  });

  test.each([
    [['-s', 'b.jpg'], { units: [{ source: ['face.jpg', 'b.jpg'] }] }],
    [['--source-face', '1'], { units: [{ source: ['face.jpg'], sourceFace: 1 }] }],
    [['--faces', '0,2'], { units: [{ source: ['face.jpg'], faces: { index: [0, 2] } }] }],
    [['--faces', '0, 2'], { units: [{ source: ['face.jpg'], faces: { index: [0, 2] } }] }],
    [['--faces', '0,', '2', ',3'], { units: [{ source: ['face.jpg'], faces: { index: [0, 2, 3] } }] }],
    [['--order', 'size'], { units: [{ source: ['face.jpg'], faces: { order: 'size' } }] }],
    [['--same-gender'], { units: [{ source: ['face.jpg'], faces: { sameGender: true } }] }],
    [['--gender', 'female'], { units: [{ source: ['face.jpg'], faces: { gender: 'female' } }] }],
    [['--age', '20-40'], { units: [{ source: ['face.jpg'], faces: { age: { min: 20, max: 40 } } }] }],
    [['--age=-40'], { units: [{ source: ['face.jpg'], faces: { age: { max: 40 } } }] }],
    [['--like', 'b.jpg'], { units: [{ source: ['face.jpg'], faces: { reference: { image: 'b.jpg' } } }] }],
    [['--like-min', '0.4'], { units: [{ source: ['face.jpg'], faces: { reference: { min: 0.4 } } }] }],
    [['--each'], { units: [{ source: ['face.jpg'], blend: false }] }],
    [['--similarity'], { units: [{ source: ['face.jpg'], similarity: { compute: true } }] }],
    [['--min-similarity', '0.5'], { units: [{ similarity: { check: true, min: 0.5 } }] }],
    [['--min-reference-similarity', '0.5'], { units: [{ similarity: { check: true, minReference: 0.5 } }] }],
    [['--rotations', '0,90'], { detect: { rotations: [0, 90] } }],
    [['--continue'], { continue: true }],
    [['--keep-original'], { keepOriginal: true }],
    [['--swapper', 'mesh'], { units: [{ source: ['face.jpg'], swapper: 'mesh' }] }],
    [['--restorer', 'x'], { units: [{ source: ['face.jpg'], restorer: 'x' }] }],
    [['--sharpen'], { units: [{ source: ['face.jpg'], sharpen: true }] }],
    [['--color-correction'], { units: [{ source: ['face.jpg'], colorCorrection: true }] }],
    [['--no-color-correction'], { units: [{ source: ['face.jpg'], colorCorrection: false }] }],
    [['--upscaler', 'lanczos'], { postprocess: { upscaler: { use: 'lanczos' } } }],
    [['--scale', '4'], { postprocess: { upscaler: { scale: 4 } } }],
    [['--detector', 'ssd'], { detector: 'ssd' }],
    [['--preset', 'fast'], { extends: 'fast' }],
    [['--quality', '90'], { image: { quality: 90 } }],
    [['--overwrite'], { overwrite: true }],
    [['--report', 'r.json'], { report: 'r.json' }],
    [['--device', 'cpu'], { device: 'cpu' }],
    [['--kernels', 'reference'], { kernels: 'reference' }],
  ])('%j', async (options, expected) => {
    const { request, exitCode } = await facet(['swap', 'a.jpg', '-s', 'face.jpg', ...options]);
    expect(request?.flags).toMatchObject({ targets: ['a.jpg'], ...expected });
    expect(exitCode).toBe(0);
  });

  test('and passes on --config, --set and FACET_ variables, wherever they stand', async () => {
    const env = { FACET_DEVICE: 'cpu', HOME: '/root' };
    const args = ['--set', 'a=1', 'swap', 'a.jpg', '-s', 'f.jpg', '--set', 'b=2', '--config', 'mine.json'];
    const { request } = await facet(args, { env });
    expect(request).toMatchObject({ set: ['a=1', 'b=2'], file: 'mine.json', env: { FACET_DEVICE: 'cpu' } });
    expect(request?.env).not.toHaveProperty('HOME');
  });

  test('--no-config reads no file', async () => {
    expect((await facet(['run', '--no-config'])).request).toMatchObject({ file: false });
  });
});

test('run without targets leaves those of the config', async () => {
  const { request } = await facet(['run', '--overwrite']);
  expect(request?.flags).toEqual({ overwrite: true });
});

describe('the end of a run', () => {
  const engine = (...args: Parameters<typeof report>) => ({ runJob: () => Promise.resolve(report(...args)) });

  test('names each output', async () => {
    const ran = await facet(['run'], { engine: engine(0, written) });
    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: 'written  out/a.jpg  (1 of 2 faces swapped, 1.5 s)\n',
      stderr: '',
    });
  });

  test('says why faces were skipped with --verbose', async () => {
    const { stdout } = await facet(['run', '--verbose'], { engine: engine(0, written) });
    expect(stdout).toContain('  face 1: skipped, a hook kept it\n');
  });

  test('gives refusals with code and remedy, and the exit code of the report', async () => {
    const ran = await facet(['run'], { engine: engine(3, written, refused) });
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toBe(
      'error CONTENT_REFUSED: The content check refused it.\n  what to do: Use another picture.\n  refused  b.jpg: CONTENT_REFUSED\n',
    );
    expect(ran.stdout).toContain('2 targets: 1 written, 1 refused\n');
  });

  test('says that no face matched', async () => {
    const ran = await facet(['run'], { engine: engine(4, target('c.jpg', 'no-face')) });
    expect(ran).toMatchObject({
      exitCode: 4,
      stderr: 'no face  c.jpg: no face was found; nothing was written.\n',
    });
  });

  test('is silent with --quiet, but for errors', async () => {
    const ran = await facet(['run', '--quiet'], { engine: engine(3, written, refused) });
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('CONTENT_REFUSED');
  });

  test('is one JSON document on stdout with --json', async () => {
    const ran = await facet(['run', '--json'], { engine: engine(3, written, refused) });
    expect(JSON.parse(ran.stdout)).toEqual(JSON.parse(JSON.stringify(report(3, written, refused))));
    expect(ran.stderr).toContain('CONTENT_REFUSED');
  });
});

describe('a run that cannot start', () => {
  const failing = (error: Error) => ({ runJob: () => Promise.reject(error) });
  const missing = new FacetError('CONFIG_NOT_FOUND', 'It is not there.', {
    remedy: 'Look elsewhere.\nOr here.',
  });

  test('says what happened and what to do', async () => {
    expect(await facet(['run'], { engine: failing(missing) })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr:
        'error CONFIG_NOT_FOUND: It is not there.\n  what to do: Look elsewhere.\n  what to do: Or here.\n',
    });
  });

  test('says it as JSON with --json', async () => {
    const { stdout } = await facet(['run', '--json'], { engine: failing(missing) });
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'CONFIG_NOT_FOUND', message: 'It is not there.', remedy: 'Look elsewhere.\nOr here.' },
    });
  });

  test('exits 130 when interrupted', async () => {
    const interrupted = new FacetError('INTERRUPTED', 'The run was interrupted.');
    expect((await facet(['run'], { engine: failing(interrupted) })).exitCode).toBe(130);
  });

  test('shows a stack only with FACET_DEBUG=1', async () => {
    const broken = { engine: failing(new TypeError('x is not a function')) };
    const plain = await facet(['run'], broken);
    expect(plain.exitCode).toBe(1);
    expect(plain.stderr).toContain('error INTERNAL: x is not a function\n');
    expect(plain.stderr).not.toMatch(/^\s+at /m);
    const debug = await facet(['run'], { ...broken, env: { FACET_DEBUG: '1' } });
    expect(debug.stderr).toMatch(/^\s+at /m);
  });
});

describe('progress', () => {
  const slow = {
    runJob: async (
      _: unknown,
      { onEvent }: { onEvent: (event: { type: 'stage'; target: string; stage: string }) => void },
    ) => {
      onEvent({ type: 'stage', target: '/nowhere/a.jpg', stage: 'swap' });
      await new Promise((resolve) => setTimeout(resolve, 1300));
      return report(0, written);
    },
  };

  test('is one rewritten line on a terminal, cleared at the end', async () => {
    const { stderr } = await facet(['run'], { engine: slow, tty: true });
    expect(stderr).toContain('\r\u001b[2Kswap  a.jpg');
    expect(stderr).not.toContain('\n');
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  test.each([[[]], [['--quiet']]])('is absent where no one looks on or wants it: %j', async (options) => {
    const { stderr } = await facet(['run', ...options], { engine: slow, tty: options.length > 0 });
    expect(stderr).toBe('');
  });
});

describe('colours', () => {
  const engine = { runJob: () => Promise.resolve(report(0, written)) };

  test('are used on a terminal', async () => {
    expect((await facet(['run'], { engine, tty: true })).stdout).toContain('\u001b[32mwritten');
  });

  test.each([
    ['without a terminal', [], {}, false],
    ['with --no-color', ['--no-color'], {}, true],
    ['with NO_COLOR', [], { NO_COLOR: '1' }, true],
  ])('are not used %s', async (_, options, env, tty) => {
    expect((await facet(['run', ...options], { engine, env, tty })).stdout).not.toContain('\u001b[');
  });
});
