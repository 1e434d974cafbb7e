/** A point of the mesh with its place in the canonical face. */
export interface CanonicalPoint {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Points of the symmetric canonical face on its middle line: index, y, z in centimetres, y up, z towards the camera. */
const middle: readonly (readonly [number, number, number])[] = [
  [10, 8.261778, 4.481535],
  [151, 6.54539, 5.027311],
  [9, 4.885979, 5.385258],
  [8, 4.019042, 5.284764],
  [168, 3.271027, 5.236015],
  [6, 2.473255, 5.788627],
  [197, 1.728369, 6.31675],
  [195, 1.059413, 6.774605],
  [5, 0.365669, 7.24287],
  [4, -0.46317, 7.58658],
];

/** Pairs of points: index image-left, index image-right, distance from the middle line, y, z. */
const pairs: readonly (readonly [number, number, number, number, number])[] = [
  [33, 263, 4.445859, 2.663991, 3.173422],
  [133, 362, 1.856432, 2.585245, 3.757904],
  [127, 356, 7.743095, 2.364999, -2.005167],
  [234, 454, 7.664182, 0.673132, -2.435867],
  [162, 389, 7.555811, 4.106811, -0.991917],
  [21, 251, 7.08796, 5.434801, 0.09962],
  [54, 284, 6.279331, 6.615427, 1.42585],
  [103, 332, 5.133204, 7.485602, 2.660442],
  [67, 297, 3.523964, 8.005976, 3.729163],
  [109, 338, 1.891399, 8.236377, 4.274997],
  [116, 345, 6.46517, 0.937119, 1.689873],
  [117, 346, 5.258659, 0.945811, 2.974312],
  [118, 347, 4.432338, 0.722096, 3.522615],
  [119, 348, 3.300681, 0.861641, 3.872784],
  [50, 280, 4.765501, -0.701554, 3.534632],
  [101, 330, 3.327324, 0.104863, 4.11386],
  [122, 351, 0.563221, 2.307693, 5.566789],
  [193, 417, 0.766444, 3.182131, 4.861453],
];

/**
 * 46 points that keep their place in the head whatever the expression: forehead, bridge of the nose, corners of the eyes, temples, cheekbones.
 * The places are those of MediaPipe's canonical face model (Apache-2.0), turned into the axes of a picture: x right, y down,
 * z away from the camera.
 */
export const canonicalFace: readonly CanonicalPoint[] = [
  ...middle.map(([index, up, near]) => ({ index, x: 0, y: -up, z: -near })),
  ...pairs.flatMap(([left, right, aside, up, near]) => [
    { index: left, x: -aside, y: -up, z: -near },
    { index: right, x: aside, y: -up, z: -near },
  ]),
];
