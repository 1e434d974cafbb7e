import type { Plane } from '@facet/api';
import type { Arena } from '../arena.js';
import type { Backend, Surface, Values } from '../backend.js';
import { blend } from './blend.js';
import { blurPlanes } from './blur-planes.js';
import { feather, sharpen } from './blur.js';
import { transferColorHistogram, transferColorMeanStd } from './color-transfer.js';
import { drawBox, drawEllipse, drawPolygon } from './draw.js';
import { matchGrain } from './grain.js';
import { combineMasks } from './masks.js';
import { membrane, seamlessClone } from './membrane.js';
import { warpMesh } from './mesh.js';
import { dilate, erode } from './morphology.js';
import { paste } from './paste.js';
import type { Raster } from './raster.js';
import { reduce } from './reduce.js';
import { resize } from './resize.js';
import { tensorToImage, warpToTensor } from './tensor.js';
import { changeTone, measureTone } from './tone.js';
import { warpAffine, warpMask } from './warp.js';

/** The kernels in plain TypeScript, over the same memory layout. */
export function referenceBackend(arena: Arena): Backend {
  const raster = ({ pointer, width, height }: Surface, bytes: number): Raster => ({
    width,
    height,
    data: arena.bytes(pointer, width * height * bytes),
  });
  const image = (surface: Surface): Raster => raster(surface, 4);
  const mask = (surface: Surface): Raster => raster(surface, 1);
  const optional = (surface: Surface | undefined): Raster | undefined => surface && mask(surface);
  const planes = ({ pointer }: Values, count: number, width: number, height: number): Plane[] =>
    Array.from({ length: count }, (_, k) => {
      const size = width * height;
      const start = pointer + k * size * Float32Array.BYTES_PER_ELEMENT;
      return { width, height, data: arena.floats(start, size) };
    });
  return {
    name: 'reference',
    warpAffine: (src, dst, dstToSrc, filter, border) =>
      warpAffine(image(src), image(dst), dstToSrc, filter, border),
    warpMask: (src, dst, dstToSrc) => warpMask(mask(src), mask(dst), dstToSrc),
    warpToTensor: (src, dst, dstToSrc, spec, border) =>
      warpToTensor(image(src), arena.floats(dst.pointer, dst.length), dstToSrc, spec, border),
    reduce: (src, dst, blocks, border) => reduce(image(src), image(dst), blocks, border),
    tensorToImage: (src, dst, spec) => tensorToImage(arena.floats(src.pointer, src.length), image(dst), spec),
    resize: (src, dst, filter) => resize(image(src), image(dst), filter),
    warpMesh: (src, dst, mesh) => warpMesh(image(src), image(dst), mesh),
    drawBox: (surface, box, value) => drawBox(mask(surface), box, value),
    drawEllipse: (surface, ellipse, value) => drawEllipse(mask(surface), ellipse, value),
    drawPolygon: (surface, points, value) => drawPolygon(mask(surface), points, value),
    feather: (surface, sigma) => feather(mask(surface), sigma),
    erode: (surface, width, height) => erode(mask(surface), width, height),
    dilate: (surface, width, height) => dilate(mask(surface), width, height),
    combineMasks: (dst, src, op) => combineMasks(mask(dst), mask(src), op),
    transferColorMeanStd: (target, reference, where) =>
      transferColorMeanStd(image(target), image(reference), optional(where)),
    transferColorHistogram: (target, reference) => transferColorHistogram(image(target), image(reference)),
    sharpen: (surface, sigma, amount) => sharpen(image(surface), sigma, amount),
    blend: (dst, src, opacity, where) => blend(image(dst), image(src), opacity, optional(where)),
    blurPlanes: (field, channels, width, height, sigma, weight) =>
      blurPlanes(
        planes(field, channels, width, height),
        sigma,
        weight && planes(weight, 1, width, height)[0],
      ),
    measureTone: (src, dst) => measureTone(image(src), arena.floats(dst.pointer, dst.length)),
    changeTone: (target, change, columns, rows, where) =>
      changeTone(image(target), planes(change, 6, columns, rows), mask(where)),
    matchGrain: (picture, target, measured, where, strength) =>
      matchGrain(image(picture), image(target), mask(measured), mask(where), strength),
    membrane: (field, channels, region, anchor) => {
      const values = arena.floats(field.pointer, field.length);
      membrane(values, channels, mask(region), optional(anchor));
    },
    seamlessClone: (dst, src, region) => seamlessClone(image(dst), image(src), mask(region)),
    paste: (frame, crop, where, frameToCrop, bounds, levels) =>
      paste(image(frame), image(crop), mask(where), frameToCrop, bounds, levels),
  };
}
