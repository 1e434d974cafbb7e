/**
 * The first run: pulls and verifies the default models, puts one public-domain face onto another, and says where the pictures are.
 * Everything goes through the `facet` command, as a user's own run would.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const source = at('tests', 'fixtures', 'astronaut.png');
const target = at('tests', 'fixtures', 'mona_lisa.jpg');
const folder = at('out', 'demo');
const result = path.join(folder, 'mona_lisa-swapped.jpg');
const comparison = path.join(folder, 'before-after.png');

mkdirSync(folder, { recursive: true });
facet('models', 'pull');
facet(
  'swap',
  target,
  '--source',
  source,
  '--output',
  result,
  '--overwrite',
  '--report',
  path.join(folder, 'report.json'),
);
await compare();
console.log(`
The swapped picture:  ${path.relative(process.cwd(), result)}
Source, before, after: ${path.relative(process.cwd(), comparison)}
What happened:        ${path.relative(process.cwd(), path.join(folder, 'report.json'))}`);

function facet(...args) {
  const { status } = spawnSync(process.execPath, [at('host', 'bin', 'facet.js'), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Source, target and result side by side at the target's height. */
async function compare() {
  const { width, height } = await sharp(target).metadata();
  const tiles = await Promise.all(
    [source, target, result].map((file) =>
      sharp(file).autoOrient().resize({ width, height, fit: 'contain', background: '#fff' }).png().toBuffer(),
    ),
  );
  await sharp({ create: { width: width * tiles.length, height, channels: 3, background: '#fff' } })
    .composite(tiles.map((input, n) => ({ input, left: n * width, top: 0 })))
    .png()
    .toFile(comparison);
}
