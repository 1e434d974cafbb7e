import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  cosineOf,
  equalErrorCosine,
  similarityOfCosine,
} from '../../plugins/face-api/dist/recognition/similarity.js';
import { samplePhotos } from '../support/sample-photos.ts';
import { openFaceBench, type FaceBench } from './face-bench.ts';

let bench: FaceBench;
/** Every face of the first and the third photo, which show one woman both. */
const vectors: Float32Array[][] = [];

beforeAll(async () => {
  bench = await openFaceBench();
  const photos = await samplePhotos();
  for (const file of [photos[0]!, photos[2]!]) {
    await bench.withPicture(file, async (image) => {
      const recognizer = bench.recognizer('faceres');
      const found: Float32Array[] = [];
      for (const face of await bench.faces(image)) {
        found.push((await recognizer.embed(image, face, bench.call('faceres'))).vector);
      }
      vectors.push(found);
    });
  }
});

afterAll(() => bench.close());

describe('faceres', () => {
  test('knows the woman who is on both photos, and takes the others for strangers', () => {
    const recognizer = bench.recognizer('faceres');
    const across = vectors[0]!.flatMap((p) => vectors[1]!.map((q) => recognizer.similarity(p, q)));
    const [nearest, second] = across.sort((p, q) => q - p);
    expect(nearest).toBeGreaterThan(0.5);
    expect(second).toBeLessThan(0.5);
  });

  test('refuses to compare what is no description of its own', () => {
    const recognizer = bench.recognizer('faceres');
    let failure: unknown;
    try {
      recognizer.similarity(vectors[0]![0]!, new Float32Array(128));
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'EMBEDDING_LENGTH' });
  });

  test('describes a face by 1024 values', () => {
    expect(vectors.flat().map((vector) => vector.length)).toEqual(Array(6).fill(1024));
    expect(bench.recognizer('faceres').model).toBe('face-api/faceres@1');
  });

  test('refuses vectors that are no descriptions', () => {
    const recognizer = bench.recognizer('faceres');
    expect(() => recognizer.similarity(new Float32Array(128), new Float32Array(1024))).toThrow(
      /1024 values but received 128 and 1024/,
    );
  });
});

describe('similarity', () => {
  test.each([
    [1, 1],
    [equalErrorCosine, 0.5],
    [0, 0],
    [-1, 0],
  ])('of a cosine of %f is %f', (cosine, expected) => {
    expect(similarityOfCosine(cosine)).toBeCloseTo(expected, 6);
  });

  test('the cosine of vectors does not depend on their lengths; nothing has none', () => {
    expect(cosineOf(Float32Array.of(1, 2, 2), Float32Array.of(2, 4, 4))).toBeCloseTo(1);
    expect(cosineOf(Float32Array.of(1, 0), Float32Array.of(0, 3))).toBe(0);
    expect(cosineOf(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(0);
  });
});
