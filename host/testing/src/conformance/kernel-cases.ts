import type { Affine, Border, Image, Kernels, Mask, Pixels, Plane, TensorSpec } from '@facet/api';
import { syntheticFrame } from '../synthetic-frame.js';

/** One operation on the same input by any kernels. */
export interface KernelCase {
  /** Such as `resize area`. */
  readonly name: string;
  /** The largest difference two backends may show, in levels of 255; as `Kernels` states it. */
  readonly tolerance: number;
  /** Values that may differ by more, because they lie on an outline. */
  readonly outliers: number;
  readonly run: (kernels: Kernels) => ArrayLike<number>;
}

/** Odd sizes: a kernel that works on several pixels at once must get its last ones right too. */
const wide: Pixels = syntheticFrame(67, 41);
const small: Pixels = syntheticFrame(29, 23, 2);
const sameAsWide: Pixels = syntheticFrame(67, 41, 3);

/** A soft blob with a hole and hard sides. */
function maskData({ width, height }: Pixels): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    if (x > 40 && x < 48 && y > 10 && y < 22) return 0;
    const distance = Math.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2));
    return Math.max(0, Math.min(255, Math.round(400 * (1 - distance))));
  });
}

const transforms: Readonly<Record<string, Affine>> = {
  identity: { a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0 },
  'a turn': { a: 0.83, b: -0.47, tx: 11.25, c: 0.47, d: 0.83, ty: -6.5 },
  'an enlargement past the edges': { a: 2.6, b: 0.3, tx: -31.4, c: -0.3, d: 2.6, ty: -12.1 },
};

const specs: readonly TensorSpec[] = [
  {
    width: 32,
    height: 19,
    layout: 'chw',
    order: 'rgb',
    scale: 1 / 255,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  },
  { width: 17, height: 21, layout: 'hwc', order: 'bgr', scale: 1, mean: [104, 117, 123], std: [1, 1, 1] },
];

const image = (kernels: Kernels, pixels: Pixels): Image => kernels.importImage(pixels);
const mask = (kernels: Kernels, of: Pixels): Mask => kernels.importMask(of.width, of.height, maskData(of));

/** A plane made of one channel of a picture. */
function planeOf({ width, height, data }: Pixels, channel: number, value: (level: number) => number): Plane {
  const size = width * height;
  return {
    width,
    height,
    data: Float32Array.from({ length: size }, (_, i) => value(data[4 * i + channel]!)),
  };
}

function drawing(
  name: string,
  tolerance: number,
  outliers: number,
  draw: (kernels: Kernels, mask: Mask) => void,
): KernelCase {
  return {
    name,
    tolerance,
    outliers,
    run: (kernels) => {
      const target = mask(kernels, wide);
      draw(kernels, target);
      return kernels.readMask(target);
    },
  };
}

function painting(
  name: string,
  tolerance: number,
  paint: (kernels: Kernels, target: Image) => void,
): KernelCase {
  return {
    name,
    tolerance,
    outliers: 0,
    run: (kernels) => {
      const target = image(kernels, wide);
      paint(kernels, target);
      return kernels.readImage(target);
    },
  };
}

const borders: readonly Border[] = ['transparent', 'edge'];

const warps = Object.entries(transforms).flatMap(([what, srcToDst]): readonly KernelCase[] => [
  ...borders.flatMap((border) =>
    (['bilinear', 'bicubic'] as const).map((filter): KernelCase => ({
      name: `warpAffine ${filter}, ${border}, ${what}`,
      tolerance: filter === 'bilinear' ? 1 : 2,
      outliers: 0,
      run: (kernels) => {
        const dst = kernels.createImage(53, 37);
        kernels.warpAffine(image(kernels, wide), dst, srcToDst, filter, border);
        return kernels.readImage(dst);
      },
    })),
  ),
  {
    name: `warpMask, ${what}`,
    tolerance: 1,
    outliers: 0,
    run: (kernels) => {
      const dst = kernels.createMask(53, 37);
      kernels.warpMask(mask(kernels, wide), dst, srcToDst);
      return kernels.readMask(dst);
    },
  },
  {
    name: `paste, ${what}`,
    tolerance: 2,
    outliers: 0,
    run: (kernels) => {
      const frame = image(kernels, wide);
      const { x, y, width, height } = kernels.paste(
        frame,
        image(kernels, small),
        mask(kernels, small),
        srcToDst,
      );
      // The rectangle must agree exactly: ten times its numbers lie beyond the tolerance.
      return [...kernels.readImage(frame), 10 * x, 10 * y, 10 * width, 10 * height];
    },
  },
]);

const reductions = borders.flatMap((border) =>
  (['bilinear', 'bicubic'] as const).map((filter): KernelCase => ({
    name: `warpAffine ${filter}, ${border}, to less than a third with averages`,
    tolerance: filter === 'bilinear' ? 1 : 2,
    outliers: 0,
    run: (kernels) => {
      const dst = kernels.createImage(24, 11);
      const srcToDst = { a: 0.29, b: 0.06, tx: 1.5, c: -0.04, d: 0.21, ty: 2.2 };
      kernels.warpAffine(image(kernels, wide), dst, srcToDst, filter, border, { antialias: true });
      return kernels.readImage(dst);
    },
  })),
);

const colors = { gain: [1.2, 0.8, -1], offset: [-12, 20, 255] } as const;

const inOtherColours: KernelCase = {
  name: 'paste with other colours, in some rows',
  tolerance: 2,
  outliers: 0,
  run: (kernels) => {
    const frame = image(kernels, wide);
    const rows = { from: 3, to: wide.height - 5 };
    kernels.paste(frame, image(kernels, small), mask(kernels, small), transforms['a turn']!, {
      colors,
      rows,
    });
    return kernels.readImage(frame);
  },
};

const tensors = specs.flatMap((spec): readonly KernelCase[] => [
  {
    name: `warpToTensor ${spec.layout} ${spec.order}`,
    tolerance: 1,
    outliers: 0,
    run: (kernels) => {
      const dst = kernels.createTensor([3, spec.height, spec.width]);
      kernels.warpToTensor(image(kernels, wide), dst, transforms['a turn']!, spec, 'edge');
      const level = spec.scale / Math.max(...spec.std);
      return kernels.readTensor(dst).map((value) => value / level);
    },
  },
  {
    name: `tensorToImage ${spec.layout} ${spec.order}`,
    tolerance: 1,
    outliers: 0,
    run: (kernels) => {
      const dst = kernels.createImage(spec.width, spec.height);
      const count = 3 * spec.width * spec.height;
      const values = Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9) * 300 * spec.scale);
      kernels.tensorToImage(values, dst, spec);
      return kernels.readImage(dst);
    },
  },
]);

const resizes = (['nearest', 'bilinear', 'bicubic', 'lanczos', 'area'] as const).flatMap((filter) =>
  (
    [
      ['to less', 31, 18],
      ['to more', 131, 90],
    ] as const
  ).map(([what, width, height]): KernelCase => {
    return {
      name: `resize ${filter} ${what}`,
      tolerance: { nearest: 0, bilinear: 1, bicubic: 1, lanczos: 2, area: 2 }[filter],
      outliers: 0,
      run: (kernels) => {
        const dst = kernels.createImage(width, height);
        kernels.resize(image(kernels, wide), dst, filter);
        return kernels.readImage(dst);
      },
    };
  }),
);

const mesh = {
  from: Float32Array.of(2, 2, 60, 4, 58, 38, 5, 36, 33, 20),
  to: Float32Array.of(5.5, 3.25, 55, 8, 61, 33.5, 3, 39, 30, 17.75),
  triangles: Uint16Array.of(0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4),
};

/** What every backend must do as the reference does, within the tolerances that `Kernels` states. */
export const kernelCases: readonly KernelCase[] = [
  ...warps,
  ...reductions,
  inOtherColours,
  ...tensors,
  ...resizes,
  { ...painting('warpMesh', 1, (k, target) => k.warpMesh(image(k, sameAsWide), target, mesh)), outliers: 8 },
  drawing('drawBox', 0, 0, (k, target) => k.drawBox(target, { x: 3.4, y: -2, width: 40.5, height: 30 }, 77)),
  drawing('drawEllipse', 0, 4, (k, target) => k.drawEllipse(target, { x: 30.5, y: 19 }, 22.5, 11, 25, 200)),
  drawing('drawPolygon', 0, 4, (k, target) =>
    k.drawPolygon(target, Float32Array.of(8, 5, 60, 9, 48, 38, 12, 30), 255),
  ),
  drawing('feather by 0.7', 1, 0, (k, target) => k.feather(target, 0.7)),
  drawing('feather by 6', 1, 0, (k, target) => k.feather(target, 6)),
  drawing('erode', 0, 0, (k, target) => k.erode(target, 5, 8)),
  drawing('dilate', 0, 0, (k, target) => k.dilate(target, 90, 3)),
  ...(['min', 'max', 'multiply'] as const).map((op) =>
    drawing(`combineMasks ${op}`, 0, 0, (k, target) =>
      k.combineMasks(target, k.importMask(67, 41, maskData(wide).toReversed()), op),
    ),
  ),
  painting('transferColorMeanStd', 2, (k, target) => k.transferColorMeanStd(target, image(k, small))),
  painting('transferColorMeanStd where a mask is set', 2, (k, target) =>
    k.transferColorMeanStd(target, image(k, sameAsWide), mask(k, wide)),
  ),
  painting('transferColorHistogram', 2, (k, target) => k.transferColorHistogram(target, image(k, small))),
  painting('sharpen', 1, (k, target) => k.sharpen(target, 3, 0.5)),
  painting('blend', 1, (k, target) => k.blend(target, image(k, sameAsWide), 0.37)),
  painting('blend where a mask is set', 1, (k, target) =>
    k.blend(target, image(k, sameAsWide), 1, mask(k, wide)),
  ),
  ...[undefined, 1.3, 9].map((sigma): KernelCase => ({
    name: sigma === undefined ? 'blurPlanes' : `blurPlanes by ${sigma} with a weight`,
    tolerance: 1,
    outliers: 0,
    run: (kernels) => {
      const weight = planeOf(wide, 1, (level) => (level > 150 ? level / 255 : 0));
      const planes = [0, 2].map((channel) => planeOf(wide, channel, (level) => (1000 / 255) * level));
      kernels.blurPlanes(planes, sigma ?? 3, sigma === undefined ? undefined : weight);
      return planes.flatMap(({ data }) => [...data]);
    },
  })),
  {
    name: 'measureTone',
    tolerance: 1,
    outliers: 0,
    run: (kernels) =>
      kernels
        .measureTone(image(kernels, wide))
        .flatMap(({ data }) => [...data].map((value) => 10_000 * value)),
  },
  painting('changeTone', 1, (k, target) => {
    const [gain, offset] = [
      planeOf(small, 0, (level) => 0.8 + level / 600),
      planeOf(small, 1, (l) => l / 900),
    ];
    k.changeTone(target, [gain, gain, gain, offset, offset, offset], mask(k, wide));
  }),
  painting('matchGrain to a smoother picture', 2, (k, target) =>
    k.matchGrain(target, k.createImage(67, 41), mask(k, wide), mask(k, wide), 0.7),
  ),
  {
    name: 'matchGrain to a rougher picture',
    tolerance: 2,
    outliers: 0,
    run: (kernels) => {
      const { width, height } = wide;
      const data = new Uint8Array(4 * width * height).fill(120);
      const smooth = kernels.importImage({ width, height, data });
      kernels.matchGrain(smooth, image(kernels, wide), mask(kernels, wide), mask(kernels, wide), 1);
      return kernels.readImage(smooth);
    },
  },
  painting('seamlessClone', 1, (k, target) => k.seamlessClone(target, image(k, sameAsWide), mask(k, wide))),
  ...([undefined, 'a free edge'] as const).map((edge): KernelCase => ({
    name: `membrane${edge === undefined ? '' : ` with ${edge}`}`,
    tolerance: 1,
    outliers: 0,
    run: (kernels) => {
      const { width, height, data } = wide;
      const values = Float32Array.from({ length: 2 * width * height }, (_, i) => data[i]!);
      const field = kernels.importTensor([2, height, width], values);
      const upper = kernels.createMask(width, height);
      kernels.drawBox(upper, { x: 0, y: 0, width, height: 20 }, 255);
      kernels.membrane(field, mask(kernels, wide), edge && upper);
      return kernels.readTensor(field);
    },
  })),
];
