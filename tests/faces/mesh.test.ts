import type { Detection, Image, LandmarkResult, Landmarker, Rect } from '@facet/api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fixture } from '../support/facet.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { openFaceBench, readPixels, toSharp, type FaceBench } from './face-bench.ts';

let bench: FaceBench;
let photos: readonly string[];

beforeAll(async () => {
  bench = await openFaceBench();
  photos = await samplePhotos();
});

afterAll(() => bench.close());

function locate(
  image: Image,
  detection: Detection,
  options: object = {},
): Promise<LandmarkResult | undefined> {
  const landmarker: Landmarker<never> = bench.landmarker('facemesh');
  return landmarker.locate(image, detection, bench.call('facemesh', options));
}

/** The detection with its box moved by shares of its side and scaled, and its points turned around the box's centre. */
function shake(
  { box, score, five }: Detection,
  dx: number,
  dy: number,
  scale: number,
  angleDeg: number,
): Detection {
  const side = box.width * scale;
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const moved: Rect = {
    x: centre.x + dx * box.width - side / 2,
    y: centre.y + dy * box.width - side / 2,
    width: side,
    height: side,
  };
  const cos = Math.cos((angleDeg * Math.PI) / 180);
  const sin = Math.sin((angleDeg * Math.PI) / 180);
  const turn = ({ x, y }: { x: number; y: number }) => ({
    x: centre.x + cos * (x - centre.x) - sin * (y - centre.y),
    y: centre.y + sin * (x - centre.x) + cos * (y - centre.y),
  });
  const [a, b, c, d, e] = five!;
  return { box: moved, score, five: [turn(a), turn(b), turn(c), turn(d), turn(e)] };
}

/** Each moves the region by 8 % of the box, scales it by 10 % or turns it by 8 degrees; the last does all of it. */
const shakes = [
  [0.08, 0, 1, 0],
  [-0.08, 0, 1, 0],
  [0, 0.08, 1, 0],
  [0, -0.08, 1, 0],
  [0, 0, 1.1, 0],
  [0, 0, 0.9, 0],
  [0, 0, 1, 8],
  [0, 0, 1, -8],
  [0.05, 0.05, 1.05, 4],
] as const;

/** Mean shift of the 468 points over all shakes of the 21 faces that are no profile, in distances of the eyes. */
async function meanShift(passes: 1 | 2): Promise<number> {
  const shifts: number[] = [];
  for (const photo of photos) {
    await bench.withPicture(photo, async (image) => {
      for (const detection of await bench.detect(image)) {
        if ((await locate(image, detection))!.presence! < 0.5) continue;
        const still = (await locate(image, detection, { passes }))!;
        const [left, right] = still.landmarks.five;
        const eyes = Math.hypot(right.x - left.x, right.y - left.y);
        for (const [dx, dy, scale, angleDeg] of shakes) {
          const shaken = (await locate(image, shake(detection, dx, dy, scale, angleDeg), { passes }))!;
          shifts.push(meanDistance(still.landmarks.mesh468!, shaken.landmarks.mesh468!) / eyes);
        }
      }
    });
  }
  expect(shifts).toHaveLength(21 * shakes.length);
  return shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
}

function meanDistance(p: Float32Array, q: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 3) sum += Math.hypot(p[i]! - q[i]!, p[i + 1]! - q[i + 1]!);
  return sum / (p.length / 3);
}

describe('facemesh', () => {
  test('is sure of 21 of the 22 faces and warns of the profile, which it still reports', async () => {
    const presences: number[] = [];
    bench.warnings.length = 0;
    for (const photo of photos) {
      const faces = await bench.withPicture(photo, (image) => bench.faces(image));
      presences.push(...faces.map(({ presence }) => presence!));
    }
    expect(presences).toHaveLength(22);
    expect(presences.filter((presence) => presence > 0.95)).toHaveLength(21);
    expect(Math.min(...presences)).toBeLessThan(0.5);
    expect(bench.warnings).toHaveLength(1);
  });

  test('takes a detection without a face for none', async () => {
    const data = new Uint8Array(256 * 256 * 4).fill(90);
    const detection = { box: { x: 60, y: 60, width: 120, height: 120 }, score: 0.6 };
    const found = await bench.withPicture({ width: 256, height: 256, data }, (image) =>
      locate(image, detection),
    );
    expect(found).toBeUndefined();
  });

  test('a shaken region moves the points by 1.5 % of the eye distance at most, and less in two passes than in one', async () => {
    const twice = await meanShift(2);
    expect(twice).toBeLessThanOrEqual(0.015);
    expect(await meanShift(1)).toBeGreaterThan(twice);
  });

  test('gives the five landmarks in their order, inside the box', async () => {
    const [face] = await bench.withPicture(fixture('astronaut.png'), (image) => bench.faces(image));
    const [left, right, nose, mouthLeft, mouthRight] = face!.landmarks.five;
    expect(left.x).toBeLessThan(nose.x);
    expect(right.x).toBeGreaterThan(nose.x);
    expect(mouthLeft.x).toBeLessThan(mouthRight.x);
    expect(nose.y).toBeGreaterThan(Math.max(left.y, right.y));
    expect(Math.min(mouthLeft.y, mouthRight.y)).toBeGreaterThan(nose.y);
    expect(face!.landmarks.mesh468).toHaveLength(468 * 3);
  });

  test('a mirrored picture mirrors the points and the pose', async () => {
    const upright = await readPixels(photos[3]!);
    const mirrored = await readPixels(toSharp(upright).flop());
    const faces = await bench.withPicture(upright, (image) => bench.faces(image));
    const twins = await bench.withPicture(mirrored, (image) => bench.faces(image));
    expect(twins).toHaveLength(faces.length);
    for (const { landmarks, pose } of faces) {
      const eye = landmarks.five[0];
      const at = { x: upright.width - 1 - eye.x, y: eye.y };
      const distances = twins.map((face) =>
        Math.hypot(face.landmarks.five[1].x - at.x, face.landmarks.five[1].y - at.y),
      );
      const twin = twins[distances.indexOf(Math.min(...distances))]!;
      expect(Math.min(...distances)).toBeLessThan(8);
      expect(Math.abs(twin.pose!.yawDeg + pose!.yawDeg)).toBeLessThan(6);
      expect(Math.abs(twin.pose!.rollDeg + pose!.rollDeg)).toBeLessThan(6);
    }
  });

  test('a picture turned by 30 degrees turns the roll with it', async () => {
    const upright = await readPixels(fixture('astronaut.png'));
    const turned = await readPixels(toSharp(upright).rotate(30, { background: '#808080' }));
    const [face] = await bench.withPicture(upright, (image) => bench.faces(image));
    const [tilted] = await bench.withPicture(turned, (image) => bench.faces(image));
    expect(tilted!.pose!.rollDeg - face!.pose!.rollDeg).toBeGreaterThan(26);
    expect(tilted!.pose!.rollDeg - face!.pose!.rollDeg).toBeLessThan(34);
  });
});

describe('person', () => {
  test('refuses to work without its model and says how to get it', async () => {
    bench.missing.add('selfie');
    const masker = bench.provider('person') as { mask(input: object, call: object): Promise<unknown> };
    const attempt = masker.mask({}, bench.call('person'));
    await expect(attempt).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      remedy: expect.stringContaining('facet models pull selfie') as unknown,
    });
  });
});
