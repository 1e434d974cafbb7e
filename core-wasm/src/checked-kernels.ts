import type {
  Affine,
  Border,
  ColorMap,
  Image,
  Mask,
  MeshWarp,
  PasteOptions,
  Plane,
  Point,
  Rect,
  ResizeFilter,
  Tensor,
  TensorSpec,
  WarpFilter,
  WarpOptions,
} from '@facet/api';
import {
  areaOf,
  checkApart,
  checkFinite,
  checkFiniteArray,
  checkOneOf,
  checkRange,
  checkSameSize,
  checkTransform,
  checkWhole,
  inverseOf,
  maximumMeshCoordinate,
  pixelsInside,
} from './arguments.js';
import type { Arena } from './arena.js';
import type { Backend, Surface } from './backend.js';
import { checkColors, mappedLevels, mappedSpec } from './color-map.js';
import { setUp } from './kernel-setup.js';
import { argumentError } from './errors.js';
import { imageBytes, maximumSide } from './handles.js';
import type { ManagedKernels, OpenOperations, WasmBuild } from './managed-kernels.js';
import { checkMesh } from './mesh-arguments.js';
import { checkRows, cropReach, withinRows } from './paste-bounds.js';
import { PixelStore } from './pixel-store.js';
import { blurCopies, changeByCopies, toneOf } from './plane-operations.js';
import { planReduction } from './reduction.js';
import { checkSpec } from './tensor-arguments.js';

/** Largest sigma of a blur in pixels: running sums stay in 32 bits up to it. */
const maximumSigma = 10_000;

/** A polygon of less than this many square pixels draws nothing. */
const leastArea = 1e-6;

/** Every coordinate of a drawing, in pixels. */
const maximumCoordinate = 1e6;

/** Checks every argument once, for both backends, and hands surfaces instead of handles to the backend. */
export class CheckedKernels extends PixelStore implements ManagedKernels {
  readonly build?: WasmBuild;
  #run: Backend;

  constructor(backend: Backend, arena: Arena, build?: WasmBuild) {
    super(arena);
    if (build !== undefined) this.build = build;
    this.#run = backend;
  }

  get backend(): string {
    return this.#run.name;
  }

  async replaceBackend(name: string, open: OpenOperations): Promise<void> {
    if (this.build === undefined) {
      throw argumentError('replaceBackend', 'kernels', 'kernels in WebAssembly', this.backend);
    }
    const { setup, close } = setUp(this.#run, this.arena);
    try {
      this.#run = { ...(await open(setup)), name };
    } finally {
      close();
    }
  }

  warpAffine(
    src: Image,
    dst: Image,
    srcToDst: Affine,
    filter: WarpFilter,
    border: Border,
    options: WarpOptions = {},
  ): void {
    const operation = 'warpAffine';
    const [from, to] = this.#imagePair(operation, src, dst);
    checkOneOf(operation, 'filter', filter, ['bilinear', 'bicubic']);
    checkOneOf(operation, 'border', border, ['transparent', 'edge']);
    this.#warp(operation, from, to, srcToDst, border, options, (source, dstToSource) =>
      this.#run.warpAffine(source, to, dstToSource, filter, border),
    );
  }

  warpMask(src: Mask, dst: Mask, srcToDst: Affine): void {
    const operation = 'warpMask';
    const from = this.handles.mask(operation, 'src', src);
    const to = this.handles.mask(operation, 'dst', dst);
    checkApart(operation, 'dst', to, 'src', from);
    this.#run.warpMask(from, to, inverseOf(operation, 'srcToDst', srcToDst));
  }

  warpToTensor(
    src: Image,
    dst: Tensor,
    srcToDst: Affine,
    spec: TensorSpec,
    border: Border,
    options: WarpOptions = {},
  ): void {
    const operation = 'warpToTensor';
    const from = this.handles.image(operation, 'src', src);
    const to = this.handles.tensor(operation, 'dst', dst);
    checkSpec(operation, spec, to.length, 'dst');
    checkOneOf(operation, 'border', border, ['transparent', 'edge']);
    this.#warp(operation, from, spec, srcToDst, border, options, (source, dstToSource) =>
      this.#run.warpToTensor(source, to, dstToSource, spec, border),
    );
  }

  tensorToImage(src: Tensor | Float32Array, dst: Image, spec: TensorSpec, colors?: ColorMap): void {
    const operation = 'tensorToImage';
    const to = this.handles.image(operation, 'dst', dst);
    const outside = src instanceof Float32Array;
    const length = outside ? src.length : this.handles.tensor(operation, 'src', src).length;
    checkSpec(operation, spec, length, 'src');
    if (colors !== undefined) checkColors(operation, colors);
    const wanted = colors === undefined ? spec : mappedSpec(spec, colors);
    checkSameSize(operation, 'dst', to, 'spec', { pointer: 0, width: spec.width, height: spec.height });
    if (!outside) {
      this.#run.tensorToImage(this.handles.tensor(operation, 'src', src), to, wanted);
      return;
    }
    const pointer = this.arena.scratch(length * Float32Array.BYTES_PER_ELEMENT);
    this.arena.floats(pointer, length).set(src);
    this.#run.tensorToImage({ pointer, length }, to, wanted);
  }

  resize(src: Image, dst: Image, filter: ResizeFilter): void {
    const operation = 'resize';
    const [from, to] = this.#imagePair(operation, src, dst);
    checkOneOf(operation, 'filter', filter, ['nearest', 'bilinear', 'bicubic', 'lanczos', 'area']);
    this.#run.resize(from, to, filter);
  }

  warpMesh(src: Image, dst: Image, mesh: MeshWarp): void {
    const operation = 'warpMesh';
    const [from, to] = this.#imagePair(operation, src, dst);
    checkMesh(operation, mesh, maximumMeshCoordinate);
    this.#run.warpMesh(from, to, mesh);
  }

  drawBox(mask: Mask, box: Rect, value: number): void {
    const operation = 'drawBox';
    const surface = this.#drawing(operation, mask, value);
    for (const key of ['x', 'y', 'width', 'height'] as const) checkFinite(operation, `box.${key}`, box[key]);
    this.#run.drawBox(
      surface,
      pixelsInside(surface, box.x, box.y, box.x + box.width, box.y + box.height),
      value,
    );
  }

  drawEllipse(
    mask: Mask,
    centre: Point,
    radiusX: number,
    radiusY: number,
    angleDeg: number,
    value: number,
  ): void {
    const operation = 'drawEllipse';
    const surface = this.#drawing(operation, mask, value);
    checkRange(operation, 'centre.x', centre.x, -maximumCoordinate, maximumCoordinate);
    checkRange(operation, 'centre.y', centre.y, -maximumCoordinate, maximumCoordinate);
    checkRange(operation, 'radiusX', radiusX, 0, maximumCoordinate);
    checkRange(operation, 'radiusY', radiusY, 0, maximumCoordinate);
    checkFinite(operation, 'angleDeg', angleDeg);
    if (radiusX < 1e-6 || radiusY < 1e-6) return;
    const cos = Math.cos((angleDeg * Math.PI) / 180);
    const sin = Math.sin((angleDeg * Math.PI) / 180);
    const wide = 1 / radiusX ** 2;
    const high = 1 / radiusY ** 2;
    this.#run.drawEllipse(
      surface,
      {
        x: centre.x,
        y: centre.y,
        xx: cos * cos * wide + sin * sin * high,
        xy: cos * sin * (wide - high),
        yy: sin * sin * wide + cos * cos * high,
      },
      value,
    );
  }

  drawPolygon(mask: Mask, points: Float32Array, value: number): void {
    const operation = 'drawPolygon';
    const surface = this.#drawing(operation, mask, value);
    if (points.length < 6 || points.length % 2 !== 0) {
      throw argumentError(operation, 'points', 'x, y pairs of at least 3 points', `${points.length} numbers`);
    }
    checkFiniteArray(operation, 'points', points, maximumCoordinate);
    if (Math.abs(areaOf(points)) > leastArea) this.#run.drawPolygon(surface, points, value);
  }

  feather(mask: Mask, sigma: number): void {
    const surface = this.handles.mask('feather', 'mask', mask);
    checkRange('feather', 'sigma', sigma, 0, maximumSigma);
    if (sigma > 0) this.#run.feather(surface, sigma);
  }

  erode(mask: Mask, width: number, height: number): void {
    const surface = this.#window('erode', mask, width, height);
    this.#run.erode(surface, width, height);
  }

  dilate(mask: Mask, width: number, height: number): void {
    const surface = this.#window('dilate', mask, width, height);
    this.#run.dilate(surface, width, height);
  }

  combineMasks(dst: Mask, src: Mask, op: 'min' | 'max' | 'multiply'): void {
    const operation = 'combineMasks';
    const to = this.handles.mask(operation, 'dst', dst);
    const from = this.handles.mask(operation, 'src', src);
    checkSameSize(operation, 'src', from, 'dst', to);
    checkOneOf(operation, 'op', op, ['min', 'max', 'multiply']);
    this.#run.combineMasks(to, from, op);
  }

  transferColorMeanStd(image: Image, reference: Image, mask?: Mask): void {
    const operation = 'transferColorMeanStd';
    const to = this.handles.image(operation, 'image', image);
    const from = this.handles.image(operation, 'reference', reference);
    const where = mask === undefined ? undefined : this.handles.mask(operation, 'mask', mask);
    if (where !== undefined) {
      checkSameSize(operation, 'reference', from, 'image', to);
      checkSameSize(operation, 'mask', where, 'image', to);
    }
    this.#run.transferColorMeanStd(to, from, where);
  }

  transferColorHistogram(image: Image, reference: Image): void {
    const operation = 'transferColorHistogram';
    const to = this.handles.image(operation, 'image', image);
    this.#run.transferColorHistogram(to, this.handles.image(operation, 'reference', reference));
  }

  sharpen(image: Image, sigma: number, amount: number): void {
    const surface = this.handles.image('sharpen', 'image', image);
    checkRange('sharpen', 'sigma', sigma, 0, maximumSigma);
    checkRange('sharpen', 'amount', amount, -100, 100);
    if (sigma > 0 && amount !== 0) this.#run.sharpen(surface, sigma, amount);
  }

  blend(dst: Image, src: Image, opacity: number, mask?: Mask): void {
    const operation = 'blend';
    const to = this.handles.image(operation, 'dst', dst);
    const from = this.handles.image(operation, 'src', src);
    const where = mask === undefined ? undefined : this.handles.mask(operation, 'mask', mask);
    checkSameSize(operation, 'src', from, 'dst', to);
    if (where !== undefined) checkSameSize(operation, 'mask', where, 'dst', to);
    checkRange(operation, 'opacity', opacity, 0, 1);
    this.#run.blend(to, from, opacity, where);
  }

  blurPlanes(planes: readonly Plane[], sigma: number, weight?: Plane): void {
    checkRange('blurPlanes', 'sigma', sigma, 0, maximumSigma);
    blurCopies(this.#run, this.arena, planes, sigma, weight);
  }

  measureTone(image: Image): [log: Plane, a: Plane, b: Plane] {
    return toneOf(this.#run, this.arena, this.handles.image('measureTone', 'image', image));
  }

  changeTone(image: Image, change: readonly Plane[], where: Mask): void {
    const operation = 'changeTone';
    const to = this.handles.image(operation, 'image', image);
    const mask = this.handles.mask(operation, 'where', where);
    checkSameSize(operation, 'where', mask, 'image', to);
    changeByCopies(this.#run, this.arena, to, change, mask);
  }

  matchGrain(image: Image, target: Image, measured: Mask, where: Mask, strength: number): void {
    const operation = 'matchGrain';
    const to = this.handles.image(operation, 'image', image);
    const like = this.handles.image(operation, 'target', target);
    const skin = this.handles.mask(operation, 'measured', measured);
    const mask = this.handles.mask(operation, 'where', where);
    checkSameSize(operation, 'target', like, 'image', to);
    checkSameSize(operation, 'measured', skin, 'image', to);
    checkSameSize(operation, 'where', mask, 'image', to);
    checkRange(operation, 'strength', strength, 0, 1);
    if (strength > 0) this.#run.matchGrain(to, like, skin, mask, strength);
  }

  membrane(field: Tensor, region: Mask, anchor?: Mask): void {
    const operation = 'membrane';
    const values = this.handles.tensor(operation, 'field', field);
    const where = this.handles.mask(operation, 'region', region);
    const held = anchor === undefined ? undefined : this.handles.mask(operation, 'anchor', anchor);
    if (held !== undefined) checkSameSize(operation, 'anchor', held, 'region', where);
    const [channels = 0, height, width, ...more] = field.dims;
    if (channels > 4 || height !== where.height || width !== where.width || more.length > 0) {
      const expected = `a tensor of [1 to 4, ${where.height}, ${where.width}], as region says,`;
      throw argumentError(operation, 'field', expected, `[${field.dims.join(', ')}]`);
    }
    this.#run.membrane(values, channels, where, held);
  }

  seamlessClone(dst: Image, src: Image, mask: Mask): void {
    const operation = 'seamlessClone';
    const to = this.handles.image(operation, 'dst', dst);
    const from = this.handles.image(operation, 'src', src);
    const where = this.handles.mask(operation, 'mask', mask);
    checkSameSize(operation, 'src', from, 'dst', to);
    checkSameSize(operation, 'mask', where, 'dst', to);
    this.#run.seamlessClone(to, from, where);
  }

  paste(
    frame: Image,
    crop: Image,
    mask: Mask,
    frameToCrop: Affine,
    { colors, rows }: PasteOptions = {},
  ): Rect {
    const operation = 'paste';
    const [from, to] = this.#imagePair(operation, crop, frame, 'crop', 'frame');
    const where = this.handles.mask(operation, 'mask', mask);
    checkSameSize(operation, 'mask', where, 'crop', from);
    checkTransform(operation, 'frameToCrop', frameToCrop);
    if (colors !== undefined) checkColors(operation, colors);
    if (rows !== undefined) checkRows(operation, rows, to);
    const bounds = withinRows(cropReach(to, from, inverseOf(operation, 'frameToCrop', frameToCrop)), rows);
    if (bounds.x0 >= bounds.x1 || bounds.y0 >= bounds.y1) return { x: 0, y: 0, width: 0, height: 0 };
    const levels = colors === undefined ? undefined : mappedLevels(colors);
    return this.#run.paste(to, from, where, frameToCrop, bounds, levels);
  }

  /** Warps from the source, or with `antialias` from its averages where the transform shrinks it by more than 2. */
  #warp(
    operation: string,
    src: Surface,
    dst: { readonly width: number; readonly height: number },
    srcToDst: Affine,
    border: Border,
    { antialias = false }: WarpOptions,
    run: (source: Surface, dstToSource: Affine) => void,
  ): void {
    const dstToSrc = inverseOf(operation, 'srcToDst', srcToDst);
    checkOneOf(operation, 'options.antialias', antialias, [true, false]);
    const reduction = antialias ? planReduction(src, dst, srcToDst, dstToSrc) : undefined;
    if (reduction === undefined) {
      run(src, dstToSrc);
      return;
    }
    const { width, height, blocks, dstToReduced } = reduction;
    const mark = this.arena.mark();
    try {
      const pointer = this.arena.allocate(width * height * imageBytes);
      const reduced = { pointer, width, height };
      this.#run.reduce(src, reduced, blocks, border);
      run(reduced, dstToReduced);
    } finally {
      this.arena.release(mark);
    }
  }

  #imagePair(
    operation: string,
    src: Image,
    dst: Image,
    srcName = 'src',
    dstName = 'dst',
  ): readonly [Surface, Surface] {
    const from = this.handles.image(operation, srcName, src);
    const to = this.handles.image(operation, dstName, dst);
    checkApart(operation, dstName, to, srcName, from);
    return [from, to];
  }

  #drawing(operation: string, mask: Mask, value: number): Surface {
    const surface = this.handles.mask(operation, 'mask', mask);
    checkWhole(operation, 'value', value, 0, 255);
    return surface;
  }

  #window(operation: string, mask: Mask, width: number, height: number): Surface {
    const surface = this.handles.mask(operation, 'mask', mask);
    checkWhole(operation, 'width', width, 1, maximumSide);
    checkWhole(operation, 'height', height, 1, maximumSide);
    return surface;
  }
}
