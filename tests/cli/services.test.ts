import { describe, expect, jest, test } from '@jest/globals';
import type { EnginePort } from '../../host/dist/cli/engine-port.js';
import type { ModelInfo } from '../../host/dist/cli/engine-port.js';
import { facet } from './fake-engine.ts';

const model = (id: string, status: ModelInfo['status'], more: Partial<ModelInfo> = {}): ModelInfo => ({
  id,
  plugin: 'mediapipe',
  status,
  optional: false,
  bytes: 3_400_000,
  license: 'Apache-2.0',
  file: `/cache/${id}.onnx`,
  ...more,
});

const models = [
  model('blazeface-back', 'ok'),
  model('facemesh', 'corrupt', { expected: 'aaaa', found: 'bbbb' }),
  model('selfie', 'missing', { optional: true }),
];

describe('models', () => {
  test('list shows state, size and licence of each', async () => {
    const engine = { inspect: () => Promise.resolve({ plugins: [], models, hooks: [] }) };
    const { stdout } = await facet(['models', 'list'], { engine });
    expect(stdout.split('\n')).toEqual([
      'ok        blazeface-back  3.4 MB  Apache-2.0  mediapipe',
      'corrupt   facemesh        3.4 MB  Apache-2.0  mediapipe',
      'optional  selfie          3.4 MB  Apache-2.0  mediapipe',
      '',
    ]);
    const json = await facet(['models', 'list', '--json'], { engine });
    expect(JSON.parse(json.stdout)).toEqual({ models });
  });

  test('verify exits 1 for a damaged model, with both hashes and the command that mends it', async () => {
    const ran = await facet(['models', 'verify'], {
      engine: { verifyModels: () => Promise.resolve(models) },
    });
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('/cache/facemesh.onnx: expected SHA-256 aaaa, found bbbb');
    expect(ran.stderr).toContain('facet models pull facemesh\n');
  });

  test('verify exits 0 when only optional ones are missing', async () => {
    const fine = models.filter(({ status }) => status !== 'corrupt');
    const ran = await facet(['models', 'verify'], { engine: { verifyModels: () => Promise.resolve(fine) } });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    [['models', 'pull'], { force: false }],
    [['models', 'pull', 'a', 'b', '--force'], { ids: ['a', 'b'], force: true }],
  ])('%j asks for those models and shows licences', async (args, expected) => {
    let asked: object = {};
    const engine = {
      pullModels: (request: object) => {
        asked = request;
        const pulled = { model: 'a', outcome: 'pulled' as const, bytes: 99_000, license: 'MIT' };
        return Promise.resolve({ models: [pulled], receivedBytes: 2_000_000 });
      },
    };
    const { stdout } = await facet(args, { engine });
    expect(asked).toEqual({ config: expect.anything() as unknown, ...expected });
    expect(stdout).toBe('pulled  a  99 kB  MIT\n2.0 MB fetched\n');
  });
});

describe('plugins list', () => {
  const plugin = {
    id: 'masks',
    version: '1.2.3',
    state: 'known',
    bundled: true,
    contributions: [{ kind: 'masker', id: 'box', title: 'Box' }],
  };
  const hooks = [
    { hook: 'faces', plugin: 'acme', stage: 'late', before: ['zeta'], after: ['beta', 'gamma'] },
  ];
  const engine = { inspect: () => Promise.resolve({ plugins: [plugin], models: [], hooks }) };

  test('shows what each contributes', async () => {
    const { stdout } = await facet(['plugins', 'list'], { engine });
    expect(stdout).toBe('masks 1.2.3  (bundled, not activated)\n  masker  masks/box  Box\n');
  });

  test('shows the state, how long activation took, and why it failed', async () => {
    const own = { id: 'acme', version: '2.0.0', bundled: false, contributions: [] };
    const plugins = [
      { ...own, state: 'active', activationMs: 12.3 },
      { ...own, state: 'failed', reason: 'It has a bug.' },
    ];
    const { stdout } = await facet(['plugins', 'list'], {
      engine: { inspect: () => Promise.resolve({ plugins, models: [], hooks }) },
    });
    expect(stdout).toBe('acme 2.0.0  (active after 12 ms)\nacme 2.0.0  (failed)\n  It has a bug.\n');
  });

  test.each([
    [[], 'used'],
    [['--activate'], 'all'],
  ])('%j activates the plugins that are %s', async (options, expected) => {
    const inspect = jest.fn<EnginePort['inspect']>(() => Promise.resolve({ plugins: [], models: [], hooks }));
    await facet(['plugins', 'list', ...options], { engine: { inspect } });
    expect(inspect.mock.calls[0]?.[2]).toBe(expected);
  });

  test('shows who taps which hook with --hooks', async () => {
    expect((await facet(['plugins', 'list', '--hooks'], { engine })).stdout).toBe(
      'faces  acme  late  before zeta; after beta, gamma\n',
    );
  });

  test('is JSON with --json', async () => {
    const { stdout } = await facet(['plugins', 'list', '--json'], { engine });
    expect(JSON.parse(stdout)).toEqual({ plugins: [plugin] });
  });
});

describe('doctor', () => {
  const checks = [
    { name: 'node', state: 'ok' as const, detail: 'v20' },
    { name: 'cache', state: 'problem' as const, detail: '/x cannot be written', remedy: 'Set FACET_CACHE.' },
  ];

  test('has a line for each check, says what to do, and exits 1 for a problem', async () => {
    const ran = await facet(['doctor'], { engine: { doctor: () => Promise.resolve(checks) } });
    expect(ran).toMatchObject({
      exitCode: 1,
      stdout: [
        'ok       node   v20',
        'problem  cache  /x cannot be written',
        '         what to do: Set FACET_CACHE.',
        '',
      ].join('\n'),
    });
  });

  test('exits 0 when all is well', async () => {
    const engine = { doctor: () => Promise.resolve(checks.slice(0, 1)) };
    expect((await facet(['doctor', '--json'], { engine })).exitCode).toBe(0);
  });
});

describe('x', () => {
  const run = async (args: readonly string[]) => {
    let asked: unknown;
    const engine = {
      runPluginCommand: (
        { name, args: given }: { name: string; args: readonly string[] },
        { print }: { print: (line: string) => void },
      ) => {
        asked = [name, ...given];
        print('hello');
        return Promise.resolve(7);
      },
    };
    const ran = await facet(args, { engine });
    return { asked, ran };
  };

  test('passes everything after the command to the plugin, and gives its exit code', async () => {
    const { asked, ran } = await run(['--device', 'cpu', 'x', 'acme/hello', '--json', '-o', '--', 'a']);
    expect(asked).toEqual(['acme/hello', '--json', '-o', '--', 'a']);
    expect(ran).toMatchObject({ exitCode: 7, stdout: 'hello\n' });
  });

  test('gathers what the plugin prints with --json', async () => {
    const { ran } = await run(['--json', 'x', 'acme/hello']);
    expect(JSON.parse(ran.stdout)).toEqual({ command: 'acme/hello', exitCode: 7, lines: ['hello'] });
  });
});
