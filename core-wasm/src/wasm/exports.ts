import type { WasmMemory } from '../web-assembly.js';

type Status = number;
type Transform = readonly [a: number, b: number, tx: number, c: number, d: number, ty: number];
type Picture = readonly [pointer: number, width: number, height: number];
type Box = readonly [x0: number, y0: number, x1: number, y1: number];
type Blur = readonly [levels: number, weights: number, taps: number];

/** What the compiled module offers; each function is described in the assembly file of its family. */
export interface WasmExports {
  readonly memory: WasmMemory;
  readonly heapBase: () => number;
  readonly prepare: () => void;
  readonly warpScratch: (width: number) => number;
  readonly warp: (
    ...args: [
      ...src: Picture,
      ...dst: Picture,
      ...dstToSrc: Transform,
      cubic: boolean,
      edge: boolean,
      scratch: number,
    ]
  ) => Status;
  readonly warpMask: (
    ...args: [...src: Picture, ...dst: Picture, ...dstToSrc: Transform, scratch: number]
  ) => Status;
  readonly tensorScratch: (width: number) => number;
  readonly warpToTensor: (
    ...args: [
      ...src: Picture,
      ...dst: Picture,
      ...dstToSrc: Transform,
      edge: boolean,
      planar: boolean,
      swapped: boolean,
      scales: number,
      scratch: number,
    ]
  ) => Status;
  readonly tensorToImage: (
    ...args: [src: number, ...dst: Picture, planar: boolean, swapped: boolean, scales: number]
  ) => Status;
  readonly reduceScratch: (columns: number) => number;
  readonly reduce: (
    ...args: [
      ...src: Picture,
      ...dst: Picture,
      blockX: number,
      blockY: number,
      factorX: number,
      factorY: number,
      edge: boolean,
      scratch: number,
    ]
  ) => Status;
  readonly resizeScratch: (
    srcWidth: number,
    srcHeight: number,
    dstWidth: number,
    dstHeight: number,
    filter: number,
  ) => number;
  readonly resize: (...args: [...src: Picture, ...dst: Picture, filter: number, scratch: number]) => Status;
  readonly warpMesh: (
    ...args: [
      ...src: Picture,
      ...dst: Picture,
      from: number,
      to: number,
      depth: number,
      triangles: number,
      count: number,
      scratch: number,
    ]
  ) => Status;
  readonly drawBox: (
    mask: number,
    width: number,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    value: number,
  ) => Status;
  readonly drawEllipse: (
    ...args: [...mask: Picture, x: number, y: number, xx: number, xy: number, yy: number, value: number]
  ) => Status;
  readonly drawPolygon: (...args: [...mask: Picture, points: number, count: number, value: number]) => Status;
  readonly blurScratch: (
    width: number,
    height: number,
    channels: number,
    levels: number,
    taps: number,
  ) => number;
  readonly feather: (...args: [...mask: Picture, ...blur: Blur, scratch: number]) => Status;
  readonly sharpen: (...args: [...image: Picture, ...blur: Blur, amount: number, scratch: number]) => Status;
  readonly morphologyScratch: (width: number, height: number) => number;
  readonly filterMask: (
    ...args: [...mask: Picture, windowWidth: number, windowHeight: number, invert: number, scratch: number]
  ) => Status;
  readonly minimumOf: (dst: number, src: number, count: number) => Status;
  readonly maximumOf: (dst: number, src: number, count: number) => Status;
  readonly productOf: (dst: number, src: number, count: number) => Status;
  readonly transferScratch: (count: number) => number;
  readonly meanTransferScratch: (count: number) => number;
  readonly transferMeanStd: (
    image: number,
    count: number,
    reference: number,
    referenceCount: number,
    mask: number,
    scratch: number,
  ) => Status;
  readonly transferHistogram: (
    image: number,
    count: number,
    reference: number,
    referenceCount: number,
    scratch: number,
  ) => Status;
  readonly blend: (dst: number, src: number, mask: number, opacity: number, count: number) => Status;
  readonly blurPlanesScratch: (
    width: number,
    height: number,
    factor: number,
    whole: number,
    weighted: boolean,
  ) => number;
  readonly blurPlanes: (
    field: number,
    channels: number,
    width: number,
    height: number,
    weights: number,
    factor: number,
    whole: number,
    part: number,
    scratch: number,
  ) => Status;
  readonly toneScratch: () => number;
  readonly measureTone: (src: number, count: number, dst: number, scratch: number) => Status;
  readonly changeToneScratch: (width: number, columns: number, rows: number) => number;
  readonly changeTone: (
    ...args: [
      ...image: Picture,
      change: number,
      columns: number,
      rows: number,
      where: number,
      scratch: number,
    ]
  ) => Status;
  readonly grainScratch: (width: number, height: number) => number;
  readonly matchGrain: (
    image: number,
    target: number,
    width: number,
    height: number,
    measured: number,
    where: number,
    strength: number,
    scratch: number,
  ) => Status;
  readonly regionBox: (...args: [...region: Picture, result: number]) => Status;
  readonly membraneScratch: (width: number, height: number) => number;
  readonly membrane: (
    ...args: [
      field: number,
      channels: number,
      width: number,
      height: number,
      region: number,
      anchor: number,
      ...box: Box,
      scratch: number,
    ]
  ) => Status;
  readonly seamlessClone: (
    ...args: [
      dst: number,
      src: number,
      width: number,
      height: number,
      region: number,
      ...box: Box,
      scratch: number,
    ]
  ) => Status;
  readonly pasteScratch: (cropWidth: number, cropHeight: number, right: number) => number;
  readonly paste: (
    ...args: [
      frame: number,
      frameWidth: number,
      crop: number,
      mask: number,
      cropWidth: number,
      cropHeight: number,
      ...frameToCrop: Transform,
      levels: number,
      x0: number,
      y0: number,
      x1: number,
      y1: number,
      result: number,
      scratch: number,
    ]
  ) => Status;
}
