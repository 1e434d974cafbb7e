import type { Face, Pixels, Point, Rect } from '@facet/api';
import type { ManagedKernels } from '@facet/core-wasm';
import type { DecodedInfo } from '../media/index.js';
import { encodeImage } from '../media/index.js';
import { cutPixels, regionAround } from './region.js';

/** Longest side of an enlarged part, in pixels. */
const zoomSide = 360;
const quality = 90;

/** A part of the pictures, before and after. */
export interface Cutout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** JPEG as data URIs. */
  readonly before: string;
  readonly after: string;
}

/** The parts of a swap a person looks at. */
export interface Cutouts {
  /** The source's face, about as large as the target's. */
  readonly source: string;
  /** The face and its surroundings, pixel by pixel. */
  readonly face: Cutout;
  /** Enlarged. */
  readonly zooms: readonly Cutout[];
}

export interface CutoutInput {
  readonly source: { readonly pixels: Pixels; readonly face: Face };
  readonly target: Pixels;
  readonly result: Pixels;
  readonly face: Face;
  /** Where the seam shows most. */
  readonly seamAt?: Point;
}

/** Cuts out what the page shows of one swap. */
export async function cutOut(input: CutoutInput, kernels: ManagedKernels): Promise<Cutouts> {
  const { target, result, face, source } = input;
  const full = portrait(face, target);
  const pair = async (title: string, width: number, height: number, part: Rect): Promise<Cutout> => ({
    title,
    width,
    height,
    before: await encode(sample(target, part, width, height, kernels)),
    after: await encode(sample(result, part, width, height, kernels)),
  });
  const zooms: Cutout[] = [];
  for (const { title, part } of zoomsOf(input)) {
    const scale = zoomSide / Math.max(part.width, part.height);
    zooms.push(await pair(title, Math.round(scale * part.width), Math.round(scale * part.height), part));
  }
  const from = portrait(source.face, source.pixels);
  const height = Math.min(full.height, 640);
  const width = Math.max(1, Math.round((from.width / from.height) * height));
  return {
    source: await encode(sample(source.pixels, from, width, height, kernels)),
    face: {
      title: 'Face',
      width: full.width,
      height: full.height,
      before: await encode(cutPixels(target, full)),
      after: await encode(cutPixels(result, full)),
    },
    zooms,
  };
}

function zoomsOf({ face, seamAt }: CutoutInput): readonly { readonly title: string; readonly part: Rect }[] {
  const [left, right, , mouthLeft, mouthRight] = face.landmarks.five;
  const unit = Math.hypot(right.x - left.x, right.y - left.y);
  const around = (centre: Point, width: number, height: number): Rect => ({
    x: centre.x - (width * unit) / 2,
    y: centre.y - (height * unit) / 2,
    width: width * unit,
    height: height * unit,
  });
  return [
    { title: 'Eyes', part: around(between(left, right), 2, 1) },
    { title: 'Mouth', part: around(between(mouthLeft, mouthRight), 1.6, 0.8) },
    ...(seamAt ? [{ title: 'Seam, where it shows most', part: around(seamAt, 1.2, 0.6) }] : []),
  ];
}

/** The face with hair and neck. */
function portrait({ box }: Face, picture: Pixels): Rect {
  return regionAround(box, 0.45 * Math.max(box.width, box.height), picture);
}

/** A part of a picture at another size; what lies beside the picture repeats its edge. */
function sample(pixels: Pixels, part: Rect, width: number, height: number, kernels: ManagedKernels): Pixels {
  const mark = kernels.mark();
  try {
    const nearby = regionAround(part, 4, pixels);
    const from = kernels.importImage(cutPixels(pixels, nearby));
    const scale = width / part.width;
    const factor = Math.max(1, Math.round(1 / scale));
    const large = kernels.createImage(width * factor, height * factor);
    const s = scale * factor;
    const [tx, ty] = [s * (nearby.x - part.x) + (s - 1) / 2, s * (nearby.y - part.y) + (s - 1) / 2];
    kernels.warpAffine(from, large, { a: s, b: 0, tx, c: 0, d: s, ty }, 'bicubic', 'edge');
    const to = factor === 1 ? large : kernels.createImage(width, height);
    if (factor > 1) kernels.resize(large, to, 'area');
    return { width, height, data: kernels.readImage(to) };
  } finally {
    kernels.release(mark);
  }
}

async function encode(pixels: Pixels): Promise<string> {
  const info: DecodedInfo = {
    format: 'jpeg',
    width: pixels.width,
    height: pixels.height,
    hasAlpha: false,
    originally: { depth: 8, space: 'srgb', orientation: 1 },
  };
  const bytes = await encodeImage(pixels, info, 'cutout.jpg', { quality });
  return `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
}

function between(p: Point, q: Point): Point {
  return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 };
}
