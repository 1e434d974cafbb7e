/**
 * The mesh point that stands for each of the 68 points of the iBUG scheme (C. Sagonas et al., 2013): jaw 0-16 from image left
 * to image right, brows 17-26, nose 27-35, eyes 36-47, lips 48-67. Points of the mesh are MediaPipe's canonical face model;
 * the pairs are symmetric about the middle of the face.
 */
export const meshOf68: readonly number[] = [
  ...[127, 234, 93, 132, 58, 136, 150, 176, 152, 400, 379, 365, 288, 361, 323, 454, 356],
  ...[70, 63, 105, 66, 107, 336, 296, 334, 293, 300],
  ...[168, 197, 5, 4, 98, 97, 2, 326, 327],
  ...[33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380],
  ...[61, 39, 37, 0, 267, 269, 291, 321, 314, 17, 84, 91, 78, 82, 13, 312, 308, 317, 14, 87],
];

/** The areas of a face as groups of iBUG points, as FaceFusion has them. */
export const areas = {
  'upper-face': [...range(0, 2), ...range(31, 35), ...range(14, 16), ...range(17, 26)],
  'lower-face': [...range(3, 13), ...range(31, 35)],
  mouth: range(48, 67),
} as const satisfies Record<string, readonly number[]>;

export type Area = keyof typeof areas;

/** Whole numbers from `first` to `last`, both included. */
function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
