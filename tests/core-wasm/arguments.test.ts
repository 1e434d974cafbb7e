import {
  identity,
  type Affine,
  type ColorMap,
  type Kernels,
  type PasteOptions,
  type Plane,
  type TensorSpec,
  type WarpFilter,
} from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from './builds.ts';

const spec: TensorSpec = {
  width: 2,
  height: 2,
  layout: 'chw',
  order: 'rgb',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
/** Colours as they are. */
const plain: ColorMap = { gain: [1, 1, 1], offset: [0, 0, 0] };

/** Every operation that follows a transform. */
const transformed: Readonly<Record<string, (k: Kernels, t: Affine) => unknown>> = {
  'warpAffine, bilinear': (k, t) => warp(k, t, 'bilinear'),
  'warpAffine, bicubic': (k, t) => warp(k, t, 'bicubic'),
  warpMask: (k, t) => k.warpMask(k.createMask(2, 2), k.createMask(2, 2), t),
  warpToTensor: (k, t) => k.warpToTensor(k.createImage(2, 2), k.createTensor([12]), t, spec, 'edge'),
  paste: (k, t) => paste(k, t),
};

/** Transforms that no operation can follow, and a part of the sentence that says so. */
const impossible: readonly (readonly [string, string, Affine])[] = [
  ['onto a line', 'has an inverse', { ...identity, a: 0, b: 0 }],
  ['onto a slanting line', 'has an inverse', { a: 1, b: 2, tx: 0, c: 2, d: 4, ty: 0 }],
  ['onto a point', 'has an inverse', { a: 0, b: 0, tx: 3, c: 0, d: 0, ty: 1 }],
  ...(['a', 'b', 'tx', 'c', 'd', 'ty'] as const).map(
    (key) => [`with NaN for ${key}`, 'six finite numbers', { ...identity, [key]: NaN }] as const,
  ),
  ['with infinity', 'six finite numbers', { ...identity, d: Infinity }],
  ['beyond all numbers', 'six finite numbers', { ...identity, ty: 1e12 }],
];
const mesh = {
  from: new Float32Array(6),
  to: Float32Array.of(0, 0, 3, 0, 0, 3),
  triangles: Uint16Array.of(0, 1, 2),
};

/** What is wrong, and a part of the sentence that says so. */
const mistakes: readonly (readonly [string, string, (k: Kernels) => unknown])[] = [
  ...Object.entries(transformed).flatMap(([kernel, run]) =>
    impossible.map(
      ([what, sentence, t]) =>
        [`${kernel}: a transform ${what}`, sentence, (k: Kernels) => run(k, t)] as const,
    ),
  ),
  ['a picture without width', 'for width', (k) => k.createImage(0, 4)],
  ['a fraction of a pixel', 'for height', (k) => k.createMask(4, 1.5)],
  ['a picture wider than 65535', 'for width', (k) => k.createMask(65_536, 1)],
  ['NaN as a size', 'for width', (k) => k.createImage(NaN, 4)],
  ['a tensor without values', 'for dims', (k) => k.createTensor([2, 0])],
  ['too few pixels', '16 bytes', (k) => k.importImage({ width: 2, height: 2, data: new Uint8Array(15) })],
  ['too many mask bytes', '4 bytes', (k) => k.importMask(2, 2, new Uint8Array(5))],
  ['pixels of another size', '16 bytes', (k) => k.writeImage(k.createImage(2, 2), new Uint8Array(4))],
  ['mask bytes of another size', '4 bytes', (k) => k.writeMask(k.createMask(2, 2), new Uint8Array(1))],
  [
    'a warp onto its own source',
    'another picture than src',
    (k) => {
      const image = k.createImage(2, 2);
      k.warpAffine(image, image, identity, 'bilinear', 'edge');
    },
  ],
  [
    'an unknown filter',
    'bilinear or bicubic',
    (k) => k.warpAffine(k.createImage(2, 2), k.createImage(2, 2), identity, 'cubic' as never, 'edge'),
  ],
  [
    'something else than yes or no for averages',
    'true or false for options.antialias',
    (k) =>
      k.warpAffine(k.createImage(2, 2), k.createImage(2, 2), identity, 'bilinear', 'edge', {
        antialias: 'yes' as never,
      }),
  ],
  [
    'an unknown border',
    'transparent or edge',
    (k) => k.warpAffine(k.createImage(2, 2), k.createImage(2, 2), identity, 'bilinear', 'mirror' as never),
  ],
  [
    'an unknown resize filter',
    'for filter',
    (k) => k.resize(k.createImage(2, 2), k.createImage(2, 2), 'sinc' as never),
  ],
  [
    'a tensor of another size',
    '12 values (3 x 2 x 2)',
    (k) => k.warpToTensor(k.createImage(2, 2), k.createTensor([3, 2]), identity, spec, 'edge'),
  ],
  ['a deviation of 0', 'other than 0', (k) => toImage(k, { ...spec, std: [1, 0, 1] })],
  ['a scale of NaN', 'for spec.scale', (k) => toImage(k, { ...spec, scale: NaN })],
  ['an unknown layout', 'chw or hwc', (k) => toImage(k, { ...spec, layout: 'nchw' as never })],
  ['an image that is not the spec’s size', 'the size of spec', (k) => toImage(k, spec, 3)],
  [
    'mesh points that do not match',
    'as many as mesh.to',
    (k) => drawMesh(k, { ...mesh, from: new Float32Array(4) }),
  ],
  [
    'a mesh index beyond the points',
    'indices below 3',
    (k) => drawMesh(k, { ...mesh, triangles: Uint16Array.of(0, 1, 3) }),
  ],
  ['half a triangle', 'three indices', (k) => drawMesh(k, { ...mesh, triangles: Uint16Array.of(0, 1) })],
  [
    'a mesh point that is NaN',
    'mesh.to',
    (k) => drawMesh(k, { ...mesh, to: Float32Array.of(0, 0, 3, NaN, 0, 3) }),
  ],
  ['a depth too few', 'one per point', (k) => drawMesh(k, { ...mesh, depth: new Float32Array(2) })],
  [
    'a box with NaN',
    'box.width',
    (k) => k.drawBox(k.createMask(2, 2), { x: 0, y: 0, width: NaN, height: 1 }, 1),
  ],
  [
    'a level above 255',
    '0 to 255',
    (k) => k.drawBox(k.createMask(2, 2), { x: 0, y: 0, width: 1, height: 1 }, 256),
  ],
  ['a negative radius', 'radiusX', (k) => k.drawEllipse(k.createMask(2, 2), { x: 1, y: 1 }, -1, 1, 0, 1)],
  ['an ellipse nowhere', 'centre.x', (k) => k.drawEllipse(k.createMask(2, 2), { x: NaN, y: 1 }, 1, 1, 0, 1)],
  [
    'a polygon of two points',
    'at least 3 points',
    (k) => k.drawPolygon(k.createMask(2, 2), new Float32Array(4), 1),
  ],
  [
    'a polygon with NaN',
    'for points',
    (k) => k.drawPolygon(k.createMask(2, 2), Float32Array.of(0, 0, 1, NaN, 2, 2), 1),
  ],
  ['a negative sigma', 'for sigma', (k) => k.feather(k.createMask(2, 2), -1)],
  ['a sigma of NaN', 'for sigma', (k) => k.sharpen(k.createImage(2, 2), NaN, 1)],
  ['an amount of NaN', 'for amount', (k) => k.sharpen(k.createImage(2, 2), 1, NaN)],
  ['a window of 0', 'for width', (k) => k.erode(k.createMask(2, 2), 0, 3)],
  ['a window of half a pixel', 'for height', (k) => k.dilate(k.createMask(2, 2), 3, 0.5)],
  [
    'masks of two sizes',
    'the size of dst, 2x2',
    (k) => k.combineMasks(k.createMask(2, 2), k.createMask(2, 3), 'min'),
  ],
  [
    'an unknown operation',
    'min or max or multiply',
    (k) => k.combineMasks(k.createMask(2, 2), k.createMask(2, 2), 'xor' as never),
  ],
  ['an opacity above 1', 'for opacity', (k) => k.blend(k.createImage(2, 2), k.createImage(2, 2), 1.1)],
  ['an opacity of NaN', 'for opacity', (k) => k.blend(k.createImage(2, 2), k.createImage(2, 2), NaN)],
  ['a blend of two sizes', 'for src', (k) => k.blend(k.createImage(2, 2), k.createImage(3, 2), 1)],
  [
    'a blend mask of another size',
    'for mask',
    (k) => k.blend(k.createImage(2, 2), k.createImage(2, 2), 1, k.createMask(1, 2)),
  ],
  [
    'colour statistics over two sizes with a mask',
    'for reference',
    (k) => k.transferColorMeanStd(k.createImage(2, 2), k.createImage(3, 2), k.createMask(2, 2)),
  ],
  ['no planes', 'at least one plane', (k) => k.blurPlanes([], 1)],
  ['planes of two sizes', '2x2', (k) => k.blurPlanes([plane(2, 2), plane(2, 3)], 1)],
  ['a weight of another size', 'for weight', (k) => k.blurPlanes([plane(2, 2)], 1, plane(3, 2))],
  [
    'a plane with too few values',
    '4 values',
    (k) => k.blurPlanes([{ ...plane(2, 2), data: new Float32Array(3) }], 1),
  ],
  ['a plane blurred by less than nothing', 'for sigma', (k) => k.blurPlanes([plane(2, 2)], -1)],
  [
    'a change of five planes',
    'three gains and three offsets',
    (k) => k.changeTone(k.createImage(2, 2), new Array(5).fill(plane(1, 1)), k.createMask(2, 2)),
  ],
  [
    'a change of tone where another picture is',
    'for where',
    (k) => k.changeTone(k.createImage(2, 2), new Array(6).fill(plane(1, 1)), k.createMask(1, 2)),
  ],
  ['grain of another size', 'for target', (k) => grain(k, 3, 2)],
  ['grain measured on another size', 'for measured', (k) => grain(k, 2, 3)],
  ['grain by more than all', 'for strength', (k) => grain(k, 2, 2, 1.1)],
  ['too few values of a tensor', '6 values', (k) => k.importTensor([2, 3], new Float32Array(5))],
  [
    'a field of another size than its region',
    '[1 to 4, 3, 2]',
    (k) => k.membrane(k.createTensor([1, 2, 3]), k.createMask(2, 3)),
  ],
  ['a field of five channels', 'for field', (k) => k.membrane(k.createTensor([5, 2, 2]), k.createMask(2, 2))],
  [
    'an anchor of another size',
    'for anchor',
    (k) => k.membrane(k.createTensor([1, 2, 2]), k.createMask(2, 2), k.createMask(1, 2)),
  ],
  [
    'a clone of another size',
    'for src',
    (k) => k.seamlessClone(k.createImage(2, 2), k.createImage(3, 2), k.createMask(2, 2)),
  ],
  [
    'a clone mask of another size',
    'for mask',
    (k) => k.seamlessClone(k.createImage(2, 2), k.createImage(2, 2), k.createMask(2, 3)),
  ],
  ['a paste with another mask', 'the size of crop', (k) => paste(k, identity, 3)],
  ['a paste below the frame', 'from 0 to 4', (k) => paste(k, identity, 2, { rows: { from: 2, to: 5 } })],
  [
    'rows that end before they begin',
    'rows.from',
    (k) => paste(k, identity, 2, { rows: { from: 3, to: 2 } }),
  ],
  ['half a row', 'a whole number', (k) => paste(k, identity, 2, { rows: { from: 0.5, to: 2 } })],
  ['a gain of 0', 'colors.gain[1]', (k) => paste(k, identity, 2, { colors: { ...plain, gain: [1, 0, 1] } })],
  ['a gain of NaN', 'colors.gain[2]', (k) => toImage(k, spec, 2, { ...plain, gain: [1, 1, NaN] })],
  [
    'an endless offset',
    'colors.offset[0]',
    (k) => toImage(k, spec, 2, { ...plain, offset: [Infinity, 0, 0] }),
  ],
  [
    'a tensor in place of an image',
    'an image for image but received a tensor',
    (k) => k.readImage(k.createTensor([2]) as never),
  ],
  ['nothing in place of an image', 'received null', (k) => k.readImage(null as never)],
];

describe.each(await bothBackends())('the %s kernels refuse, with a sentence,', (_, kernels) => {
  test.each(mistakes)('%s', (_name, sentence, call) => {
    expect(() => call(kernels)).toThrow(
      expect.objectContaining({
        code: 'KERNEL_ARGUMENT',
        message: expect.stringMatching(/^\w+: expected .+ for .+ but received .+\.$/) as unknown,
        remedy: expect.any(String) as unknown,
      }),
    );
    expect(() => call(kernels)).toThrow(sentence);
    kernels.release(0);
  });

  test('nothing that is only unusual', () => {
    const image = kernels.importImage({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) });
    const mask = kernels.createMask(3, 3);
    kernels.sharpen(image, 0, 5);
    kernels.feather(mask, 0);
    kernels.drawEllipse(mask, { x: 1, y: 1 }, 0, 5, 0, 9);
    kernels.drawPolygon(mask, Float32Array.of(0, 0, 1, 1, 2, 2), 9);
    kernels.drawBox(mask, { x: 2, y: 2, width: -5, height: 4 }, 9);
    kernels.erode(mask, 999, 999);
    expect([...kernels.readImage(image)]).toEqual([1, 2, 3, 4]);
    expect([...kernels.readMask(mask)]).toEqual(new Array(9).fill(0));
    const nothing = { from: new Float32Array(0), to: new Float32Array(0), triangles: new Uint16Array(0) };
    kernels.warpMesh(kernels.createImage(2, 2), image, nothing);
    expect([...kernels.readImage(image)]).toEqual([1, 2, 3, 4]);
    kernels.release(0);
  });
});

function plane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

function grain(k: Kernels, targetWidth: number, measuredWidth: number, strength = 1): void {
  const [measured, where] = [k.createMask(measuredWidth, 2), k.createMask(2, 2)];
  k.matchGrain(k.createImage(2, 2), k.createImage(targetWidth, 2), measured, where, strength);
}

function warp(kernels: Kernels, srcToDst: Affine, filter: WarpFilter): void {
  kernels.warpAffine(kernels.createImage(2, 2), kernels.createImage(2, 2), srcToDst, filter, 'edge');
}

function toImage(kernels: Kernels, wanted: TensorSpec, width = 2, colors?: ColorMap): void {
  kernels.tensorToImage(new Float32Array(12), kernels.createImage(width, 2), wanted, colors);
}

function drawMesh(kernels: Kernels, wanted: Parameters<Kernels['warpMesh']>[2]): void {
  kernels.warpMesh(kernels.createImage(4, 4), kernels.createImage(4, 4), wanted);
}

function paste(kernels: Kernels, frameToCrop: Affine, maskWidth = 2, options?: PasteOptions): void {
  kernels.paste(
    kernels.createImage(4, 4),
    kernels.createImage(2, 2),
    kernels.createMask(maskWidth, 2),
    frameToCrop,
    options,
  );
}
