import { applyAffine, composeAffine, type Affine } from '@facet/api';
import type { ReductionBlocks } from './backend.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is averaged before a warp that shrinks, and how the warp goes on from there. */
export interface Reduction extends Size {
  readonly blocks: ReductionBlocks;
  /** From the destination to the averages. */
  readonly dstToReduced: Affine;
}

/** Shrinking up to this needs no average: a bilinear sample reads two pixels along each axis. */
const mostShrinking = 2;

/** The most pixels of a block along an axis: sums of so many bytes down a column fit into 16 bits. */
const mostFactor = 256;

/** A shrinking by two must not become one by 2.00001 on its way through sines and inverses. */
const slack = 1e-6;

/** Averages that a sample reads beyond its position (bicubic: one before, two after), one more for rounded positions. */
const reach = 3;

/** The rule of `WarpOptions.antialias`; nothing where neither axis of the source is shrunk by more than 2. */
export function planReduction(
  src: Size,
  dst: Size,
  srcToDst: Affine,
  dstToSrc: Affine,
): Reduction | undefined {
  const factorX = blockSide(Math.hypot(srcToDst.a, srcToDst.c));
  const factorY = blockSide(Math.hypot(srcToDst.b, srcToDst.d));
  if (factorX === 1 && factorY === 1) return undefined;
  const dstToAverages = composeAffine(dstToSrc, {
    a: 1 / factorX,
    b: 0,
    tx: (1 / factorX - 1) / 2,
    c: 0,
    d: 1 / factorY,
    ty: (1 / factorY - 1) / 2,
  });
  const corners = [0, dst.width - 1].flatMap((x) =>
    [0, dst.height - 1].map((y) => applyAffine(dstToAverages, { x, y })),
  );
  const columns = seen(
    corners.map(({ x }) => x),
    Math.ceil(src.width / factorX),
  );
  const rows = seen(
    corners.map(({ y }) => y),
    Math.ceil(src.height / factorY),
  );
  const [blockX, blockY] = [columns.from, rows.from];
  return {
    width: columns.to - blockX,
    height: rows.to - blockY,
    blocks: { factorX, factorY, blockX, blockY },
    dstToReduced: { ...dstToAverages, tx: dstToAverages.tx - blockX, ty: dstToAverages.ty - blockY },
  };
}

/** @param scale Pixels of the destination per pixel of the source along one of its axes. */
function blockSide(scale: number): number {
  const shrinking = 1 / scale;
  return shrinking > mostShrinking + slack ? Math.min(Math.round(shrinking), mostFactor) : 1;
}

/**
 * Which of `count` averages samples between the positions read, at least one. Those beside the picture read its edge, so that
 * an end of the part that is no end of the picture lies beyond all of them.
 */
function seen(positions: readonly number[], count: number): { readonly from: number; readonly to: number } {
  const clamped = (position: number): number => Math.min(Math.max(position, 0), count - 1);
  return {
    from: clamped(Math.floor(Math.min(...positions)) - reach),
    to: clamped(Math.ceil(Math.max(...positions)) + reach) + 1,
  };
}
