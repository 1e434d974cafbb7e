import {
  affineScale,
  applyAffine,
  enlargement,
  groupOverlapping,
  intersectionOverSmaller,
  intersectionOverUnion,
  invertAffine,
  nonMaximumSuppression,
  sampleToTensor,
  type Rect,
} from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anchors, firstGridAnchors } from '../../plugins/mediapipe/dist/blazeface/anchors.js';
import { decodeFaces } from '../../plugins/mediapipe/dist/blazeface/decode.js';
import { mergeFaces, type FoundFace } from '../../plugins/mediapipe/dist/blazeface/merge.js';
import { frameToWindow, isCutOff } from '../../plugins/mediapipe/dist/blazeface/search.js';
import { layOutView, searchSizes, windowOverlap } from '../../plugins/mediapipe/dist/blazeface/views.js';
import { canonicalFace } from '../../plugins/mediapipe/dist/facemesh/canonical-face.js';
import { poseOfMesh } from '../../plugins/mediapipe/dist/facemesh/pose.js';
import { frameToRegion } from '../../plugins/mediapipe/dist/facemesh/region.js';
import { squareRgb } from '../../plugins/mediapipe/dist/model-spec.js';
import { decodeBoxes } from '../../plugins/face-api/dist/ssd/decode.js';

const coordinate = fc.integer({ min: -50, max: 400 });
const length = fc.integer({ min: 1, max: 120 });
const rect: fc.Arbitrary<Rect> = fc.record({ x: coordinate, y: coordinate, width: length, height: length });
const candidates = fc.array(fc.record({ box: rect, score: fc.double({ min: 0, max: 1, noNaN: true }) }), {
  maxLength: 40,
});

describe('suppression', () => {
  test('keeps boxes that overlap less than the limit, and the best one of all', () => {
    fc.assert(
      fc.property(candidates, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (all, limit) => {
        const kept = nonMaximumSuppression(all, limit);
        for (const [i, p] of kept.entries()) {
          for (const q of kept.slice(0, i))
            expect(intersectionOverUnion(p.box, q.box)).toBeLessThanOrEqual(limit);
        }
        expect(kept[0]?.score).toBe(all.length > 0 ? Math.max(...all.map(({ score }) => score)) : undefined);
      }),
    );
  });

  test('loses no candidate: each is in exactly one group, behind a better one', () => {
    fc.assert(
      fc.property(candidates, (all) => {
        const groups = groupOverlapping(all, 0.4);
        expect(new Set(groups.flat())).toEqual(new Set(all));
        expect(groups.flat()).toHaveLength(all.length);
        for (const [best, ...others] of groups)
          for (const { score } of others) expect(score).toBeLessThanOrEqual(best.score);
      }),
    );
  });

  test('a small box inside a large one lies in it altogether, though their union hardly overlaps', () => {
    const large = { x: 0, y: 0, width: 100, height: 100 };
    const small = { x: 10, y: 10, width: 10, height: 10 };
    expect(intersectionOverSmaller(large, small)).toBe(1);
    expect(intersectionOverUnion(large, small)).toBeCloseTo(0.01);
  });
});

describe('blazeface', () => {
  test('has 512 anchors on cells of 16 pixels and 384 on cells of 32', () => {
    expect(firstGridAnchors).toBe(512);
    expect(anchors).toHaveLength(2 * 896);
    expect([...anchors.subarray(0, 6)]).toEqual([8, 8, 8, 8, 24, 8]);
    expect([...anchors.subarray(1024, 1026)]).toEqual([16, 16]);
    expect([...anchors.subarray(-2)]).toEqual([240, 240]);
  });

  test('reads a row as offsets from its anchor, in pixel centres', () => {
    const rows = new Float32Array(384 * 16);
    const logits = new Float32Array(384).fill(-9);
    logits[6] = 2;
    rows.set([4, -2, 40, 60, -10, -5, 10, -5, 0, 3, 0, 12, -20, 0, 20, 0], 6 * 16);
    const [face, ...none] = decodeFaces(logits, rows, firstGridAnchors, 0.5);
    expect(none).toEqual([]);
    expect(face!.score).toBeCloseTo(1 / (1 + Math.exp(-2)));
    expect(face!.box).toEqual({ x: 48 + 4 - 20 - 0.5, y: 16 - 2 - 30 - 0.5, width: 40, height: 60 });
    expect(face!.keypoints[3]).toEqual({ x: 47.5, y: 27.5 });
  });

  test.each([
    ['a value that is not a number', [Number.NaN, 0, 40, 40]],
    ['a width of nothing', [0, 0, 0, 40]],
    ['a negative height', [0, 0, 40, -3]],
  ])('leaves a row with %s out', (_, values) => {
    const rows = new Float32Array(16);
    rows.set(values);
    expect(decodeFaces(Float32Array.of(5), rows, 0, 0.5)).toEqual([]);
  });

  test('searches 640 in windows and as a whole, 320 as a whole alone, and 160 with a margin', () => {
    expect(searchSizes(640, true)).toEqual([640, 256]);
    expect(searchSizes(1280, true)).toEqual([1280, 640, 256]);
    expect(searchSizes(320, true)).toEqual([256]);
    expect(searchSizes(640, false)).toEqual([256]);
    expect(searchSizes(160, true)).toEqual([160]);
  });

  test('windows cover the frame, and neighbours share the overlap that is promised', () => {
    const side = fc.integer({ min: 16, max: 6000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 128, max: 2048 }), (width, height, size) => {
        const view = layOutView(width, height, size);
        const lefts = [...new Set(view.windows.map(({ left }) => left))];
        expect(lefts[0]).toBeLessThanOrEqual(0);
        expect(lefts.at(-1)! + 256).toBeGreaterThanOrEqual(view.width);
        for (let i = 1; i < lefts.length; i++)
          expect(lefts[i - 1]! + 256 - lefts[i]!).toBeGreaterThanOrEqual(windowOverlap);
      }),
    );
  });

  test('what is mapped into a window and back is where it was; corners of the frame meet corners of the view', () => {
    const view = layOutView(1920, 1280, 640);
    const window = view.windows[3]!;
    const forward = frameToWindow({ width: 1920, height: 1280 }, view, window);
    const back = applyAffine(invertAffine(forward), applyAffine(forward, { x: 123, y: 456 }));
    expect(back.x).toBeCloseTo(123, 9);
    expect(back.y).toBeCloseTo(456, 9);
    const corner = applyAffine(forward, { x: -0.5, y: -0.5 });
    expect(corner.x).toBeCloseTo(-0.5 - window.left, 9);
    expect(corner.y).toBeCloseTo(-0.5 - window.top, 9);
  });

  test('a find at an inner edge of a window is cut off, at the edge of the frame it is not', () => {
    const view = layOutView(1000, 500, 500);
    const at = (x: number) => ({ ...found(x, 100, 30), keypoints: found(x, 100, 30).keypoints });
    const [first, last] = [view.windows[0]!, view.windows.at(-1)!];
    expect(isCutOff(at(0), first, view)).toBe(false);
    expect(isCutOff(at(226), first, view)).toBe(true);
    expect(isCutOff(at(0), last, view)).toBe(true);
    expect(isCutOff(at(226), last, view)).toBe(false);
  });
});

function found(x: number, y: number, side: number, score = 0.9, seenSide = side): FoundFace {
  const point = { x: x + side / 2, y: y + side / 2 };
  return {
    box: { x, y, width: side, height: side },
    score,
    seenSide,
    keypoints: [point, point, point, point, point, point],
  };
}

describe('merging finds', () => {
  test('takes overlapping finds of one view for one face, at their weighted mean', () => {
    const [face, ...none] = mergeFaces([[found(0, 0, 40, 0.9), found(8, 0, 40, 0.9)]], 0.4);
    expect(none).toEqual([]);
    expect(face!.box.x).toBeCloseTo(4);
    expect(face!.keypoints[0].x).toBeCloseTo(24);
  });

  test('trusts the finer of two views', () => {
    const [face, ...none] = mergeFaces([[found(100, 100, 40, 0.8, 60)], [found(110, 112, 50, 0.9, 10)]], 0.4);
    expect(none).toEqual([]);
    expect(face!.box.x).toBeLessThan(101);
    expect(face!.score).toBe(0.9);
  });

  test('drops a part of a large face and keeps two faces side by side', () => {
    const kept = mergeFaces(
      [[found(60, 60, 40, 0.7)], [found(0, 0, 200, 0.9), found(210, 0, 200, 0.9)]],
      0.4,
    );
    expect(kept.map(({ box }) => box.x)).toEqual([0, 210]);
  });
});

describe('ssd', () => {
  test('reads top, left, bottom, right of the padded square and cuts off what lies beyond the frame', () => {
    const boxes = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.4, 0.9, 0.7, 1.2, 0.6, 0.1, 0.9, 0.3);
    const decoded = decodeBoxes(boxes, Float32Array.of(0.9, 0.8, 0.95), { width: 100, height: 50 }, 100, 0.5);
    expect(decoded).toHaveLength(2);
    expect(decoded[0]!.box.x).toBeCloseTo(19.5);
    expect(decoded[0]!.box.height).toBeCloseTo(20);
    expect(decoded[1]!.box.x + decoded[1]!.box.width).toBeCloseTo(99.5);
    expect(decoded[1]!.box.y + decoded[1]!.box.height).toBeCloseTo(49.5);
  });

  test('a score below the threshold or none at all is left out', () => {
    const boxes = Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1);
    expect(decodeBoxes(boxes, Float32Array.of(0.49, Number.NaN), { width: 9, height: 9 }, 9, 0.5)).toEqual(
      [],
    );
  });
});

describe('facemesh', () => {
  test('a region maps onto the whole crop, turned upright', () => {
    const frameToCrop = frameToRegion({ centre: { x: 50, y: 80 }, side: 96, angle: Math.PI / 2 }, 192);
    expect(affineScale(frameToCrop)).toBeCloseTo(2);
    const centre = applyAffine(frameToCrop, { x: 50, y: 80 });
    expect([centre.x, centre.y]).toEqual([expect.closeTo(95.5), expect.closeTo(95.5)]);
    const below = applyAffine(frameToCrop, { x: 50, y: 90 });
    expect([below.x, below.y]).toEqual([expect.closeTo(115.5), expect.closeTo(95.5)]);
  });

  /** The canonical face turned by roll, then pitch, then yaw, as a mesh whose other points are zero. */
  function turnedFace(yawDeg: number, pitchDeg: number, rollDeg: number): Float32Array {
    const [yaw, pitch, roll] = [yawDeg, pitchDeg, rollDeg].map((angle) => (angle * Math.PI) / 180) as [
      number,
      number,
      number,
    ];
    const mesh = new Float32Array(468 * 3);
    for (const { index, ...p } of canonicalFace) {
      // Clockwise in the picture: right goes down.
      let { x, y, z } = p;
      [x, y] = [x * Math.cos(roll) - y * Math.sin(roll), x * Math.sin(roll) + y * Math.cos(roll)];
      // The nose, at negative z, goes down; then right.
      [y, z] = [y * Math.cos(pitch) - z * Math.sin(pitch), y * Math.sin(pitch) + z * Math.cos(pitch)];
      [x, z] = [x * Math.cos(yaw) - z * Math.sin(yaw), x * Math.sin(yaw) + z * Math.cos(yaw)];
      mesh.set([12 * x + 300, 12 * y + 200, 12 * z - 7], 3 * index);
    }
    return mesh;
  }

  test('the pose of a turned face is what it was turned by, wherever it is and however large', () => {
    const angle = fc.double({ min: -60, max: 60, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, (yawDeg, pitchDeg, rollDeg) => {
        const pose = poseOfMesh(turnedFace(yawDeg, pitchDeg, rollDeg));
        expect(pose.yawDeg).toBeCloseTo(yawDeg, 1);
        expect(pose.pitchDeg).toBeCloseTo(pitchDeg, 1);
        expect(pose.rollDeg).toBeCloseTo(rollDeg, 1);
      }),
    );
  });

  test.each([
    ['yaw grows as the nose moves towards image right', 20, 0, 'x'],
    ['pitch grows as the nose moves down', 0, 20, 'y'],
  ] as const)('%s', (_, yawDeg, pitchDeg, axis) => {
    const mesh = turnedFace(yawDeg, pitchDeg, 0);
    const still = turnedFace(0, 0, 0);
    const at = 3 * 4 + (axis === 'x' ? 0 : 1);
    expect(mesh[at]! - still[at]!).toBeGreaterThan(10);
  });

  test('the canonical face is symmetric and names each of its 46 points once', () => {
    expect(new Set(canonicalFace.map(({ index }) => index)).size).toBe(46);
    expect(canonicalFace.reduce((sum, { x }) => sum + x, 0)).toBeCloseTo(0);
  });
});

describe.each(['wasm', 'reference'] as const)('sampling with the %s kernels', (backend) => {
  test('averages what a reduction leaves out', async () => {
    const kernels = await createKernels(backend);
    // Columns of black and white: a plain bilinear reduction by 8 would pick a few of them.
    const data = new Uint8Array(128 * 128 * 4).map((_, i) => (i % 4 === 3 || (i >> 2) % 2 === 0 ? 255 : 0));
    const frame = kernels.importImage({ width: 128, height: 128, data });
    const tensor = sampleToTensor(
      kernels,
      frame,
      invertAffine(enlargement(8)),
      squareRgb(16, '0..1'),
      'edge',
    );
    const values = kernels.readTensor(tensor);
    expect(tensor.dims).toEqual([1, 16, 16, 3]);
    expect(Math.max(...values)).toBeLessThan(0.56);
    expect(Math.min(...values)).toBeGreaterThan(0.44);
  });
});
