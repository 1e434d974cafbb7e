import type { Affine, MeshWarp, Rect, ResizeFilter, TensorSpec } from '@facet/api';
import { alignment, type Arena } from '../arena.js';
import type { Backend, PixelBox, Surface } from '../backend.js';
import { boxBlurOf } from '../box-blur.js';
import { gaussianPyramid, type GaussianPyramid } from '../gaussian-pyramid.js';
import { channelScales, type ChannelScale } from '../tensor-arguments.js';
import type { WasmExports } from './exports.js';

const filters: Readonly<Record<ResizeFilter, number>> = {
  nearest: 0,
  bilinear: 1,
  bicubic: 2,
  lanczos: 3,
  area: 4,
};

/** What 1 is to a blend's weights of 15 bits. */
const fullWeight = 32_767;

/** What 1 is to the weights of a blur. */
const fullTap = 16_384;

/** Bytes of a blur's weights along one axis: more than it ever has, the others being 0. */
const weightsBytes = 32;

/** Bytes of six f32: gain and offset of three channels. */
const scalesBytes = 32;

/** The kernels in WebAssembly. Scratch space comes from above the arena's top, so that no call allocates. */
export function wasmBackend(exports: WasmExports, arena: Arena): Backend {
  /** Scratch space of several parts; returns where each begins. */
  function scratch(...sizes: readonly number[]): number[] {
    let total = 0;
    const offsets = sizes.map((size) => {
      const offset = total;
      total += Math.ceil(size / alignment) * alignment + alignment;
      return offset;
    });
    const base = arena.scratch(total);
    return offsets.map((offset) => base + offset);
  }

  function writeScales(pointer: number, scales: readonly ChannelScale[], spec: TensorSpec): void {
    const inOrder = spec.order === 'rgb' ? scales : [...scales].reverse();
    arena.floats(pointer, 6).set(inOrder.flatMap(({ gain, offset }) => [gain, offset]));
  }

  /** Scratch space of a blur, with the weights of its convolutions: those of the rows, then those of the columns. */
  function blurSpace(
    { width, height }: Surface,
    channels: number,
    sigma: number,
  ): { levels: number; weights: number; taps: number; space: number } {
    const axes = [gaussianPyramid(sigma, width), gaussianPyramid(sigma, height)] as const;
    const { levels } = axes[0];
    const taps = Math.max(...axes.map((axis) => axis.weights.length)) - 1;
    const [weights, space] = scratch(
      weightsBytes * 2,
      exports.blurScratch(width, height, channels, levels, taps),
    ) as [number, number];
    axes.forEach((axis, i) => {
      const words = arena.words(weights + i * weightsBytes, weightsBytes / 2);
      words.fill(0);
      words.set(wholeWeights(axis));
    });
    return { levels, weights, taps, space };
  }

  /** What holds the pixels that are set and their neighbours. */
  function regionBox(region: Surface): PixelBox {
    const [result] = scratch(16) as [number];
    done(exports.regionBox(...picture(region), result));
    const [x0, y0, x1, y1] = arena.integers(result, 4) as unknown as [number, number, number, number];
    return { x0, y0, x1, y1 };
  }

  return {
    name: 'wasm',

    warpAffine(src, dst, dstToSrc, filter, border) {
      const [space] = scratch(exports.warpScratch(dst.width)) as [number];
      const how = [filter === 'bicubic', border === 'edge'] as const;
      done(exports.warp(...picture(src), ...picture(dst), ...numbers(dstToSrc), ...how, space));
    },

    warpMask(src, dst, dstToSrc) {
      const [space] = scratch(exports.warpScratch(dst.width)) as [number];
      done(exports.warpMask(...picture(src), ...picture(dst), ...numbers(dstToSrc), space));
    },

    warpToTensor(src, dst, dstToSrc, spec, border) {
      const [scales, space] = scratch(scalesBytes, exports.tensorScratch(spec.width)) as [number, number];
      writeScales(scales, channelScales(spec), spec);
      done(
        exports.warpToTensor(
          ...picture(src),
          dst.pointer,
          spec.width,
          spec.height,
          ...numbers(dstToSrc),
          border === 'edge',
          spec.layout === 'chw',
          spec.order === 'bgr',
          scales,
          space,
        ),
      );
    },

    reduce(src, dst, { blockX, blockY, factorX, factorY }, border) {
      const columns = Math.min(dst.width * factorX, src.width);
      const [space] = scratch(exports.reduceScratch(columns)) as [number];
      const blocks = [blockX, blockY, factorX, factorY] as const;
      done(exports.reduce(...picture(src), ...picture(dst), ...blocks, border === 'edge', space));
    },

    tensorToImage(src, dst, spec) {
      // A tensor handed over from outside lies in scratch space already: stay clear of it.
      const [, scales] = scratch(src.length * Float32Array.BYTES_PER_ELEMENT, scalesBytes) as [
        number,
        number,
      ];
      const inverse = channelScales(spec).map(({ gain, offset }) => ({
        gain: 1 / gain,
        offset: -offset / gain,
      }));
      writeScales(scales, inverse, spec);
      done(
        exports.tensorToImage(
          src.pointer,
          ...picture(dst),
          spec.layout === 'chw',
          spec.order === 'bgr',
          scales,
        ),
      );
    },

    resize(src, dst, filter) {
      const kind = filters[filter];
      const [space] = scratch(exports.resizeScratch(src.width, src.height, dst.width, dst.height, kind)) as [
        number,
      ];
      done(exports.resize(...picture(src), ...picture(dst), kind, space));
    },

    warpMesh(src, dst, mesh) {
      const [from, to, depth, triangles, depths] = scratch(
        mesh.from.byteLength,
        mesh.to.byteLength,
        mesh.depth?.byteLength ?? 0,
        mesh.triangles.byteLength,
        mesh.depth === undefined ? 0 : dst.width * dst.height * Float32Array.BYTES_PER_ELEMENT,
      ) as [number, number, number, number, number];
      writeMesh(arena, mesh, from, to, depth, triangles);
      done(
        exports.warpMesh(
          ...picture(src),
          ...picture(dst),
          from,
          to,
          mesh.depth === undefined ? 0 : depth,
          triangles,
          mesh.triangles.length / 3,
          depths,
        ),
      );
    },

    drawBox({ pointer, width }, { x0, y0, x1, y1 }, value) {
      done(exports.drawBox(pointer, width, x0, y0, x1, y1, value));
    },

    drawEllipse(mask, { x, y, xx, xy, yy }, value) {
      done(exports.drawEllipse(...picture(mask), x, y, xx, xy, yy, value));
    },

    drawPolygon(mask, points, value) {
      const [at] = scratch(points.byteLength) as [number];
      arena.floats(at, points.length).set(points);
      done(exports.drawPolygon(...picture(mask), at, points.length / 2, value));
    },

    feather(mask, sigma) {
      const { levels, weights, taps, space } = blurSpace(mask, 1, sigma);
      done(exports.feather(...picture(mask), levels, weights, taps, space));
    },

    erode(mask, width, height) {
      const [space] = scratch(exports.morphologyScratch(mask.width, mask.height)) as [number];
      done(exports.filterMask(...picture(mask), width, height, 0, space));
    },

    dilate(mask, width, height) {
      const [space] = scratch(exports.morphologyScratch(mask.width, mask.height)) as [number];
      done(exports.filterMask(...picture(mask), width, height, -1, space));
    },

    combineMasks(dst, src, op) {
      const kernel = { min: exports.minimumOf, max: exports.maximumOf, multiply: exports.productOf }[op];
      done(kernel(dst.pointer, src.pointer, pixelsOf(dst)));
    },

    transferColorMeanStd(image, reference, mask) {
      const [space] = scratch(exports.meanTransferScratch(pixelsOf(image))) as [number];
      done(
        exports.transferMeanStd(
          image.pointer,
          pixelsOf(image),
          reference.pointer,
          pixelsOf(reference),
          mask?.pointer ?? 0,
          space,
        ),
      );
    },

    transferColorHistogram(image, reference) {
      const [space] = scratch(exports.transferScratch(pixelsOf(image))) as [number];
      done(
        exports.transferHistogram(
          image.pointer,
          pixelsOf(image),
          reference.pointer,
          pixelsOf(reference),
          space,
        ),
      );
    },

    sharpen(image, sigma, amount) {
      const { levels, weights, taps, space } = blurSpace(image, 4, sigma);
      done(exports.sharpen(...picture(image), levels, weights, taps, amount, space));
    },

    blend(dst, src, opacity, mask) {
      const weight = Math.round(opacity * fullWeight);
      done(exports.blend(dst.pointer, src.pointer, mask?.pointer ?? 0, weight, pixelsOf(dst)));
    },

    blurPlanes(field, channels, width, height, sigma, weight) {
      const { factor, whole, part } = boxBlurOf(sigma, weight !== undefined);
      const [space] = scratch(
        exports.blurPlanesScratch(width, height, factor, whole, weight !== undefined),
      ) as [number];
      const weights = weight?.pointer ?? 0;
      done(exports.blurPlanes(field.pointer, channels, width, height, weights, factor, whole, part, space));
    },

    measureTone(src, dst) {
      const [space] = scratch(exports.toneScratch()) as [number];
      done(exports.measureTone(src.pointer, pixelsOf(src), dst.pointer, space));
    },

    changeTone(image, change, columns, rows, where) {
      const [space] = scratch(exports.changeToneScratch(image.width, columns, rows)) as [number];
      done(exports.changeTone(...picture(image), change.pointer, columns, rows, where.pointer, space));
    },

    matchGrain(image, target, measured, where, strength) {
      const { width, height, pointer } = image;
      const [space] = scratch(exports.grainScratch(width, height)) as [number];
      done(
        exports.matchGrain(
          pointer,
          target.pointer,
          width,
          height,
          measured.pointer,
          where.pointer,
          strength,
          space,
        ),
      );
    },

    membrane(field, channels, region, anchor) {
      const box = regionBox(region);
      if (isEmpty(box)) return;
      const { width, height, pointer } = region;
      const [space] = scratch(exports.membraneScratch(box.x1 - box.x0, box.y1 - box.y0)) as [number];
      const where = anchor?.pointer ?? 0;
      done(exports.membrane(field.pointer, channels, width, height, pointer, where, ...corners(box), space));
    },

    seamlessClone(dst, src, mask) {
      const box = regionBox(mask);
      if (isEmpty(box)) return;
      const [space] = scratch(exports.membraneScratch(box.x1 - box.x0, box.y1 - box.y0)) as [number];
      const { width, height, pointer } = mask;
      done(exports.seamlessClone(dst.pointer, src.pointer, width, height, pointer, ...corners(box), space));
    },

    paste(frame, crop, mask, frameToCrop, bounds, levels) {
      const [result, table, space] = scratch(
        16,
        levels?.length ?? 0,
        exports.pasteScratch(crop.width, crop.height, bounds.x1),
      ) as [number, number, number];
      if (levels !== undefined) arena.bytes(table, levels.length).set(levels);
      done(
        exports.paste(
          frame.pointer,
          frame.width,
          crop.pointer,
          mask.pointer,
          crop.width,
          crop.height,
          ...numbers(frameToCrop),
          levels === undefined ? 0 : table,
          ...corners(bounds),
          result,
          space,
        ),
      );
      return touched(arena.integers(result, 4));
    },
  };
}

/** A convolution's weights as whole numbers: all but the first for two taps together. */
function wholeWeights({ weights }: GaussianPyramid): number[] {
  const shares = weights.slice(1).map((weight) => Math.round(2 * weight * fullTap));
  return [shares.reduce((sum, share) => sum - share, fullTap), ...shares];
}

function picture({ pointer, width, height }: Surface): [number, number, number] {
  return [pointer, width, height];
}

function pixelsOf({ width, height }: Surface): number {
  return width * height;
}

function numbers({ a, b, tx, c, d, ty }: Affine): [number, number, number, number, number, number] {
  return [a, b, tx, c, d, ty];
}

function isEmpty({ x0, y0, x1, y1 }: PixelBox): boolean {
  return x0 >= x1 || y0 >= y1;
}

function corners({ x0, y0, x1, y1 }: PixelBox): [number, number, number, number] {
  return [x0, y0, x1, y1];
}

function writeMesh(
  arena: Arena,
  mesh: MeshWarp,
  from: number,
  to: number,
  depth: number,
  triangles: number,
): void {
  arena.floats(from, mesh.from.length).set(mesh.from);
  arena.floats(to, mesh.to.length).set(mesh.to);
  if (mesh.depth !== undefined) arena.floats(depth, mesh.depth.length).set(mesh.depth);
  arena.words(triangles, mesh.triangles.length).set(mesh.triangles);
}

function touched([left, top, right, bottom]: Int32Array): Rect {
  if (right! < left!) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left!, y: top!, width: right! - left! + 1, height: bottom! - top! + 1 };
}

/** Arguments were checked before, so a status other than 0 is a fault of this package. */
function done(status: number): void {
  if (status !== 0) throw new Error(`A kernel refused its arguments (status ${status})`);
}
