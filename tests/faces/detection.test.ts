import { intersectionOverUnion, type Pixels, type Rect } from '@facet/api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fixture } from '../support/facet.ts';
import { facesOnSamples, samplePhotos } from '../support/sample-photos.ts';
import { openFaceBench, readPixels, toSharp, type FaceBench } from './face-bench.ts';

let bench: FaceBench;
let photos: Pixels[];
/** The faces at defaults, whose number the first test pins to what a person counts. */
let truth: Rect[][];

beforeAll(async () => {
  bench = await openFaceBench();
  photos = await Promise.all((await samplePhotos()).map((file) => readPixels(file)));
  truth = [];
  for (const photo of photos) truth.push((await detect(photo)).map(({ box }) => box));
});

afterAll(() => bench.close());

const detect = (picture: Pixels, options: object = {}) =>
  bench.withPicture(picture, (image) => bench.detect(image, options));

/** How many of the boxes were found, and how many finds are none of them. */
function compare(found: readonly { box: Rect }[], boxes: readonly Rect[]): { hits: number; others: number } {
  const left = [...boxes];
  for (const { box } of found) {
    const at = left.findIndex((candidate) => intersectionOverUnion(candidate, box) > 0.3);
    if (at >= 0) left.splice(at, 1);
  }
  const hits = boxes.length - left.length;
  return { hits, others: found.length - hits };
}

describe('blazeface at its defaults', () => {
  test('finds the 22 faces of the six photos and nothing else', () => {
    expect(truth.map((boxes) => boxes.length)).toEqual(facesOnSamples);
  });

  test.each(['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'])(
    'finds the one face of %s',
    async (name) => {
      expect(await bench.withPicture(fixture(name), (image) => bench.detect(image))).toHaveLength(1);
    },
  );

  test('finds the same face with the reference kernels as with the WebAssembly ones', async () => {
    const reference = await openFaceBench('reference');
    const picture = fixture('astronaut.png');
    const found = await reference.withPicture(picture, (image) => reference.detect(image));
    await reference.close();
    const expected = await bench.withPicture(picture, (image) => bench.detect(image));
    expect(found).toHaveLength(1);
    expect(intersectionOverUnion(found[0]!.box, expected[0]!.box)).toBeGreaterThan(0.95);
    expect(found[0]!.score).toBeCloseTo(expected[0]!.score, 1);
  });
});

describe('faces of other sizes', () => {
  /** The photo in the middle of a grey canvas three times its size, which is then as large as the photo was: faces of 3.5 % of the long side. */
  async function onThirdOfCanvas(photo: Pixels): Promise<Pixels> {
    const width = Math.round(photo.width / 3);
    const height = Math.round(photo.height / 3);
    const margin = { left: width, right: width, top: height, bottom: height };
    return readPixels(
      toSharp(photo)
        .resize(width, height)
        .extend({ ...margin, background: '#505050' }),
    );
  }

  async function smallFaces(options: object): Promise<{ hits: number; others: number }> {
    const sum = { hits: 0, others: 0 };
    for (const [i, photo] of photos.entries()) {
      const small = await onThirdOfCanvas(photo);
      const boxes = truth[i]!.map((box) => ({
        x: box.x / 3 + small.width / 3,
        y: box.y / 3 + small.height / 3,
        width: box.width / 3,
        height: box.height / 3,
      }));
      const { hits, others } = compare(await detect(small, options), boxes);
      sum.hits += hits;
      sum.others += others;
    }
    return sum;
  }

  test('windows find at least 20 of 22 faces of 3.5 % of the long side, with at most one false', async () => {
    const { hits, others } = await smallFaces({});
    expect(hits).toBeGreaterThanOrEqual(20);
    expect(others).toBeLessThanOrEqual(1);
  });

  test('without windows, fewer of them are found', async () => {
    const { hits } = await smallFaces({ tiling: 'off' });
    expect(hits).toBeLessThan(20);
  });

  test.each([0.85, 1.1, 1.6])('every face is found in a close-up of %f times its box', async (factor) => {
    const tally = { hits: 0, others: 0 };
    for (const [i, photo] of photos.entries()) {
      for (const box of truth[i]!) {
        const side = box.width * factor;
        const left = Math.max(0, Math.round(box.x + (box.width - side) / 2));
        const top = Math.max(0, Math.round(box.y + (box.height - side) / 2));
        const width = Math.min(Math.round(side), photo.width - left);
        const height = Math.min(Math.round(side), photo.height - top);
        const crop = await readPixels(toSharp(photo).extract({ left, top, width, height }));
        const { hits, others } = compare(await detect(crop), [{ ...box, x: box.x - left, y: box.y - top }]);
        tally.hits += hits;
        tally.others += others;
      }
    }
    expect(tally).toEqual({ hits: 22, others: 0 });
  });
});

describe('options of blazeface', () => {
  test('a face that overfills the frame needs a smaller size, and autoSize finds it', async () => {
    const box = truth[0]![0]!;
    const side = Math.round(box.width * 0.7);
    const left = Math.round(box.x + (box.width - side) / 2);
    const top = Math.round(box.y + (box.height - side) / 2);
    const inside = await readPixels(toSharp(photos[0]!).extract({ left, top, width: side, height: side }));
    expect(await detect(inside, { autoSize: false })).toEqual([]);
    expect(await detect(inside, { autoSize: false, size: 160 })).toHaveLength(1);
    expect(await detect(inside)).toHaveLength(1);
  });

  test('nothing is found on a plain picture, whatever sizes are tried', async () => {
    const data = new Uint8Array(300 * 200 * 4).fill(128);
    expect(await detect({ width: 300, height: 200, data }, { threshold: 0.3 })).toEqual([]);
  });

  test('maxFaces keeps the most certain ones', async () => {
    const all = await detect(photos[3]!);
    const two = await detect(photos[3]!, { maxFaces: 2 });
    expect(two).toEqual(all.slice(0, 2));
    expect(all[1]!.score).toBeGreaterThanOrEqual(all[2]!.score);
  });

  test('minSize leaves smaller boxes out', async () => {
    const sides = truth[3]!.map((box) => Math.min(box.width, box.height)).sort((p, q) => p - q);
    const minSize = (sides[1]! + sides[2]!) / 2;
    expect(await detect(photos[3]!, { minSize })).toHaveLength(2);
  });

  test('a threshold close to 1 finds nothing', async () => {
    expect(await detect(photos[3]!, { threshold: 0.99, autoSize: false })).toEqual([]);
  });

  test('an abort ends the search', async () => {
    const reason = new Error('enough');
    const call = bench.call('blazeface', {}, AbortSignal.abort(reason));
    const search = bench.withPicture(photos[3]!, (image) => bench.detector('blazeface').detect(image, call));
    await expect(search).rejects.toBe(reason);
  });
});

describe('ssd', () => {
  test('finds the 22 faces of the six photos and nothing else', async () => {
    for (const [i, photo] of photos.entries()) {
      const found = await bench.withPicture(photo, (image) =>
        bench.detector('ssd').detect(image, bench.call('ssd')),
      );
      const boxes = found.map(({ box }) => box);
      expect(boxes).toHaveLength(facesOnSamples[i]!);
      for (const box of boxes) {
        expect(box.x).toBeGreaterThanOrEqual(-0.5);
        expect(box.x + box.width).toBeLessThanOrEqual(photo.width - 0.5);
      }
      for (const known of truth[i]!) {
        expect(Math.max(...boxes.map((box) => intersectionOverUnion(box, known)))).toBeGreaterThan(0.3);
      }
    }
  });
});
