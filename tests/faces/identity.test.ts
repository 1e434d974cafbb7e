import type { Face, Image } from '@facet/api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  descriptorDistance,
  equalErrorDistance,
  similarityOfDistance,
} from '../../plugins/face-api/dist/recognition/similarity.js';
import { samplePhotos } from '../support/sample-photos.ts';
import { openFaceBench, type FaceBench } from './face-bench.ts';

interface Person {
  readonly photo: number;
  /** Left edge of the box: names a face of a photo. */
  readonly left: number;
  readonly vector: Float32Array;
  readonly fromFive: Float32Array;
  readonly age: number;
  readonly gender: string | undefined;
}

let bench: FaceBench;
const people: Person[] = [];

beforeAll(async () => {
  bench = await openFaceBench();
  for (const [photo, file] of (await samplePhotos()).entries()) {
    await bench.withPicture(file, async (image) => {
      for (const face of await bench.faces(image))
        people.push({ photo, ...(await describeFace(image, face)) });
    });
  }
});

afterAll(() => bench.close());

async function describeFace(image: Image, face: Face): Promise<Omit<Person, 'photo'>> {
  const recognizer = bench.recognizer('face-recognition');
  const call = bench.call('face-recognition');
  const { vector, model } = await recognizer.embed(image, face, call);
  expect(model).toBe(recognizer.model);
  const pointsAlone = { ...face, landmarks: { five: face.landmarks.five } };
  const fromFive = (await recognizer.embed(image, pointsAlone, call)).vector;
  const { age, gender } = await bench
    .classifier('age-gender')
    .classify(image, face, bench.call('age-gender'));
  return { left: face.box.x, vector, fromFive, age: age!, gender };
}

/** Every pair of faces with its distance, nearest first. */
function pairs(): { distance: number; p: Person; q: Person }[] {
  return people
    .flatMap((p, i) =>
      people.slice(0, i).map((q) => ({ distance: descriptorDistance(p.vector, q.vector), p, q })),
    )
    .sort((a, b) => a.distance - b.distance);
}

describe('face-recognition', () => {
  test('the one woman who is on two of the photos is the nearest of the 231 pairs, nearer than the equal-error point', () => {
    const [nearest, second] = pairs();
    expect([nearest!.p.photo, nearest!.q.photo].sort()).toEqual([0, 2]);
    expect(nearest!.distance).toBeLessThan(0.5);
    expect(second!.distance - nearest!.distance).toBeGreaterThan(0.08);
  });

  test('two different people lie as far apart as the calibration says: 0.76 in the median', () => {
    const sorted = pairs();
    expect(sorted[Math.floor(sorted.length / 2)]!.distance).toBeGreaterThan(0.7);
    expect(sorted[Math.floor(sorted.length / 2)]!.distance).toBeLessThan(0.82);
  });

  test('two faces of one photo, who must be two people, stay under a similarity of 0.55', () => {
    const recognizer = bench.recognizer('face-recognition');
    const onePhoto = pairs().filter(({ p, q }) => p.photo === q.photo);
    expect(onePhoto).toHaveLength(31);
    for (const { p, q } of onePhoto) expect(recognizer.similarity(p.vector, q.vector)).toBeLessThan(0.55);
  });

  test('five landmarks alone give nearly the vector that the mesh gives', () => {
    const losses = people
      .map(({ vector, fromFive }) => descriptorDistance(vector, fromFive))
      .sort((p, q) => p - q);
    expect(losses[11]!).toBeLessThan(0.2);
    expect(losses.at(-1)!).toBeLessThan(0.35);
  });
});

describe('similarity', () => {
  test.each([
    [0, 1],
    [equalErrorDistance, 0.5],
    [1, 0],
    [1.6, 0],
  ])('of a distance of %f is %f', (distance, expected) => {
    expect(similarityOfDistance(distance)).toBeCloseTo(expected, 6);
  });

  test('never grows with the distance and stays within 0..1', () => {
    const distance = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(distance, distance, (p, q) => {
        const [near, far] = [similarityOfDistance(Math.min(p, q)), similarityOfDistance(Math.max(p, q))];
        expect(far).toBeLessThanOrEqual(near);
        expect(far).toBeGreaterThanOrEqual(0);
        expect(near).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('refuses vectors that are no descriptors', () => {
    const recognizer = bench.recognizer('face-recognition');
    expect(() => recognizer.similarity(new Float32Array(128), new Float32Array(512))).toThrow(
      /128 values but received 128 and 512/,
    );
  });
});

describe('age-gender', () => {
  test('takes all 22 women for women, and for young adults', () => {
    expect(people.map(({ gender }) => gender)).toEqual(people.map(() => 'female'));
    for (const { age } of people) {
      expect(age).toBeGreaterThan(14);
      expect(age).toBeLessThan(42);
    }
  });
});
