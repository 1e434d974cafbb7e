import type { Pixels } from '@facet/api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flatten } from '../../plugins/content-check/dist/squash.js';
import { fixture } from '../support/facet.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { openFaceBench, readPixels, type FaceBench } from './face-bench.ts';

/** The host's default: what scores as much is refused. */
const threshold = 0.6;

let bench: FaceBench;

beforeAll(async () => {
  bench = await openFaceBench();
});

afterAll(() => bench.close());

const check = (picture: string | Pixels) =>
  bench.withPicture(picture, (image) => bench.checker('nsfw').check(image, bench.call('nsfw')));

test('nine ordinary pictures of people pass', async () => {
  const portraits = ['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'].map(fixture);
  const scores: Record<string, number> = {};
  for (const file of [...portraits, ...(await samplePhotos())]) {
    scores[file.slice(file.lastIndexOf('/') + 1)] = (await check(file)).score;
  }
  expect(Object.keys(scores)).toHaveLength(9);
  expect(Object.entries(scores).filter(([, score]) => score >= threshold)).toEqual([]);
});

test('the score is the mean of what two classifiers give to porn and hentai', async () => {
  const { score, details } = await check((await samplePhotos())[1]!);
  const d = details!;
  const mean = (d['mobilenet.porn']! + d['mobilenet.hentai']! + d['mid.porn']! + d['mid.hentai']!) / 2;
  expect(score).toBeCloseTo(mean, 6);
  expect(score).toBeGreaterThan(0.1);
});

test('the score does not depend on the resolution of the frame', async () => {
  const photo = await readPixels((await samplePhotos())[4]!);
  const { default: sharp } = await import('sharp');
  const half = sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 4 } }).resize(
    960,
  );
  const difference = (await check(photo)).score - (await check(await readPixels(half))).score;
  expect(Math.abs(difference)).toBeLessThan(0.05);
});

test('a transparent frame is judged as the worse of what shows on black and on white', async () => {
  const { data, width, height } = await readPixels((await samplePhotos())[1]!);
  const faded = Uint8ClampedArray.from(data, (value, i) => (i % 4 === 3 ? 170 : value));
  const onGround = async (level: number) =>
    (await check({ width, height, data: flatten(faded, level) })).score;
  const expected = Math.max(await onGround(0), await onGround(255));
  expect((await check({ width, height, data: faded })).score).toBeCloseTo(expected, 5);
});
