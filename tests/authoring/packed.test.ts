import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { templateKinds } from '../../host/dist/authoring/templates.js';
import { fixture, root, tempFolder } from '../support/facet.ts';
import { installedFacet, npm, packAll, projectWith } from '../support/packed.ts';
import { samplePhotos } from '../support/sample-photos.ts';

const readJson = (file: string): object => JSON.parse(readFileSync(file, 'utf8')) as object;
const packageJson = readJson(path.join(root, 'package.json')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};
const tools = ['typescript', '@types/node'].map((name) => `${name}@${packageJson.devDependencies[name]!}`);

interface Checks {
  readonly checks: readonly { readonly name: string; readonly state: string; readonly detail: string }[];
}

interface Report {
  readonly targets: readonly {
    readonly outcome: string;
    readonly output: string;
    readonly faces: readonly { readonly swaps: readonly { readonly outcome: string }[] }[];
    readonly warnings: readonly string[];
  }[];
}

let tarballs: readonly string[];
/** Where an author works: nothing of this repository but its packed packages. */
let workshop: string;
let facet: (...args: readonly string[]) => string;

beforeAll(() => {
  tarballs = packAll();
  workshop = projectWith([...tarballs, ...tools]);
  facet = installedFacet(workshop);
});

describe('facet plugin new', () => {
  test.each(templateKinds)('writes a %s that builds, passes its tests and is valid', (kind) => {
    facet('plugin', 'new', kind, `first-${kind}`);
    const { checks } = JSON.parse(facet('plugin', 'test', `facet-plugin-first-${kind}`, '--json')) as Checks;
    const unchecked =
      kind === 'importer' || kind === 'command' ? [`${kind} first-${kind}/first-${kind}`] : [];
    expect(checks.filter(({ state }) => state !== 'ok').map(({ name }) => name)).toEqual(unchecked);
  });

  test('takes the name of a package, scope and all', () => {
    facet('plugin', 'new', 'finisher', '@acme/facet-plugin-glow');
    expect(readJson(path.join(workshop, 'facet-plugin-glow', 'package.json'))).toMatchObject({
      name: '@acme/facet-plugin-glow',
      facet: { contributes: { finishers: [{ id: 'glow', title: 'Glow' }] } },
    });
  });
});

describe('facet plugin dev', () => {
  test('rebuilds on a change, swaps a sample again and shows the new picture, until it is interrupted', async () => {
    facet('plugin', 'new', 'finisher', 'live');
    const dir = path.join(workshop, 'facet-plugin-live');
    const bin = path.join(workshop, 'node_modules', 'facet', 'bin', 'facet.js');
    const child = spawn(process.execPath, [bin, 'plugin', 'dev'], { cwd: dir });
    let said = '';
    let waiting: { readonly text: RegExp; readonly found: () => void } | undefined;
    const hear = (data: Buffer): void => {
      said += data.toString();
      if (waiting?.text.test(said)) waiting.found();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const turn = async (text: RegExp): Promise<string> => {
      await Promise.race([
        new Promise<void>((found) => (waiting = { text, found })),
        ended.then(() => {
          throw new Error(`It ended: ${said}`);
        }),
      ]);
      const heard = said;
      said = '';
      return heard;
    };
    const stages = path.join(dir, '.facet-dev', 'stages', '0000-grace_hopper');
    const finished = (): Buffer => readFileSync(path.join(stages, 'frame-01-finish.png'));
    const sheet = (): string => readFileSync(path.join(dir, '.facet-dev', 'index.html'), 'utf8');

    const first = await turn(/Watching/);
    expect(first).toContain(
      path.join('.facet-dev', 'stages', '0000-grace_hopper', 'unit0-face0-02-swap.png'),
    );
    const before = finished();
    expect(sheet()).toContain(before.toString('base64'));

    const source = path.join(dir, 'src', 'index.ts');
    const code = readFileSync(source, 'utf8');
    writeFileSync(source, code.replace('const grain = 64', 'const grain = 200'));
    expect(await turn(/Watching/)).toContain(`Changed: ${path.join('src', 'index.ts')}`);
    const after = finished();
    expect(after.equals(before)).toBe(false);
    expect(sheet()).toContain(after.toString('base64'));

    writeFileSync(source, code.replace('const grain = 64', 'const grain: string = 64'));
    expect(await turn(/Watching/)).toMatch(/TS2322[^]*PLUGIN_SCRIPT/);
    expect(sheet()).toContain('PLUGIN_SCRIPT');

    writeFileSync(source, code);
    expect(await turn(/Watching/)).toContain('live 0.1.0: grace_hopper.jpg written');
    expect(finished().equals(before)).toBe(true);

    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test.each(['detector', 'landmarker'])('runs a %s as it was written, on the sample portraits', (kind) => {
    facet('plugin', 'new', kind, `sampled-${kind}`);
    const { targets } = JSON.parse(
      facet('plugin', 'dev', `facet-plugin-sampled-${kind}`, '--once', '--json'),
    ) as Report;
    expect(targets.map(({ outcome }) => outcome)).toEqual(['written']);
  });

  test.each(['kernels', 'masker', 'hooks'])('runs a %s once with --once, on pictures of its own', (kind) => {
    facet('plugin', 'new', kind, `once-${kind}`);
    const { sheet, targets, apart } = JSON.parse(
      facet(
        'plugin',
        'dev',
        `facet-plugin-once-${kind}`,
        '--once',
        '--json',
        '--source',
        fixture('mona_lisa.jpg'),
        '--target',
        fixture('astronaut.png'),
      ),
    ) as { sheet: string; apart: string[]; targets: { path: string; outcome: string; pictures: string[] }[] };
    expect(targets).toMatchObject([{ path: fixture('astronaut.png'), outcome: 'written' }]);
    expect(targets[0]!.pictures.length).toBeGreaterThanOrEqual(5);
    expect(apart).toEqual([]);
    expect(existsSync(sheet)).toBe(true);
  });
});

test('every code block of the tutorial does what it says', () => {
  // The packages that a clone packs, and an empty folder beside them.
  const here = tempFolder();
  const packages = path.join(here, 'facet-packages');
  const folder = path.join(here, 'work');
  cpSync(path.dirname(tarballs[0]!), packages, { recursive: true });
  mkdirSync(path.join(folder, 'photos'), { recursive: true });
  cpSync(fixture('grace_hopper.jpg'), path.join(folder, 'face.jpg'));
  cpSync(fixture('mona_lisa.jpg'), path.join(folder, 'photos', 'mona_lisa.jpg'));
  const bin = path.join(folder, 'node_modules', 'facet', 'bin', 'facet.js');
  let cwd = folder;
  // What the reader trusts is not for the rest of this machine to trust.
  const env = { ...process.env, FACET_TRUST_FILE: path.join(here, 'trust.json') };
  const filesOf = (word: string): readonly string[] =>
    word === '../facet-packages/*.tgz'
      ? readdirSync(packages).map((file) => path.join(packages, file))
      : [word];
  const runLine = (line: string): void => {
    const [command, ...words] = line.split(' ');
    if (command === 'cd') cwd = path.join(cwd, words[0]!);
    else if (command === 'mkdir') mkdirSync(path.join(cwd, words[0]!));
    else if (command === 'npm') npm(words.flatMap(filesOf), cwd);
    else execFileSync(process.execPath, [bin, ...words.slice(1)], { cwd, stdio: 'pipe', env });
  };
  const writeJson = (text: string): void => {
    const file = path.join(cwd, 'package.json');
    const value = JSON.parse(text) as object;
    const facts = existsSync(file) ? { ...readJson(file), facet: value } : value;
    writeFileSync(file, JSON.stringify(facts));
  };
  const tutorial = readFileSync(path.join(root, 'docs', 'first-plugin.md'), 'utf8');
  const [inClone, ...blocks] = [...tutorial.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  // This clone is installed, and packed above.
  expect(inClone![2]).toBe(
    'npm ci\nmkdir ../facet-packages\nnpm pack --workspaces --pack-destination ../facet-packages\n',
  );
  for (const [, language, text] of blocks) {
    if (language === 'sh') text!.trim().split('\n').forEach(runLine);
    if (language === 'ts') writeFileSync(path.join(cwd, /^\/\/ (\S+)/.exec(text!)![1]!), text!);
    if (language === 'json') writeJson(text!);
  }
  expect(existsSync(path.join(folder, 'out', 'mona_lisa.jpg'))).toBe(true);
  expect(existsSync(path.join(folder, 'facet-plugin-vignette-0.1.0.tgz'))).toBe(true);
});

describe('the example plugin', () => {
  let project: string;

  beforeAll(() => {
    const source = path.join(workshop, 'facet-plugin-studio');
    cpSync(path.join(root, 'examples', 'facet-plugin-studio'), source, { recursive: true });
    rmSync(path.join(source, 'dist'), { recursive: true, force: true });
    npm(['test'], source);
    const { file } = JSON.parse(facet('plugin', 'pack', 'facet-plugin-studio', '--json')) as { file: string };
    project = projectWith([...tarballs, file]);
  });

  const configure = (text: string): void =>
    writeFileSync(
      path.join(project, 'facet.config.ts'),
      `import { defineConfig } from '@facet/api';\nexport default defineConfig({ plugins: ['facet-plugin-studio'], ${text} });`,
    );
  const run = (...args: readonly string[]): Report =>
    JSON.parse(installedFacet(project)('run', '--overwrite', '--json', ...args)) as Report;

  test('detects and restores in a project that installs it', () => {
    configure(`
      detector: { use: 'crowd', tile: 400 },
      units: [{ source: ${JSON.stringify(fixture('astronaut.png'))}, restorer: 'smooth' }],
      targets: ${JSON.stringify(fixture('mona_lisa.jpg'))},
      output: 'out/{name}.png'`);
    installedFacet(project)('config', 'check');
    installedFacet(project)('models', 'pull', '-q');
    const [smooth] = run().targets;
    expect(smooth).toMatchObject({ outcome: 'written', warnings: [] });
    expect(smooth!.faces).toHaveLength(1);
    const smoothed = readFileSync(smooth!.output);
    const [plain] = run('--set', 'units.0.restorer=none').targets;
    expect(readFileSync(plain!.output).equals(smoothed)).toBe(false);
  });

  test('finds everyone in a picture of several people', async () => {
    const photos = await samplePhotos();
    configure(`
      detector: { use: 'crowd', threshold: 0.7 },
      units: [{ source: ${JSON.stringify(fixture('astronaut.png'))} }],
      targets: ${JSON.stringify(photos[4])},
      output: 'out/{name}.png'`);
    const [target] = run().targets;
    expect(target!.faces.length).toBeGreaterThanOrEqual(4);
    expect(target!.faces.every(({ swaps }) => swaps[0]?.outcome === 'swapped')).toBe(true);
  });
});
