import type { Crop, Face, Image, Kernels, Kind, Mask, Point } from '@facet/api';
import { applyAffine } from '@facet/api';
import { syntheticFace } from '../synthetic-face.js';
import { syntheticFrame } from '../synthetic-frame.js';
import type { TestCall } from '../test-host.js';

/** What a check cannot make up by itself. */
export interface ConformanceSamples {
  /** The frame given to the provider; a synthetic one of 256 x 256 by default. */
  readonly frame?: Image;
  /** A face of that frame; a synthetic one, without a mesh, by default. */
  readonly face?: Face;
  /** Options over the contribution's defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Required to check an importer. */
  readonly importer?: { readonly main: string; readonly files: ReadonlyMap<string, Uint8Array> };
  /** Required to check a command. */
  readonly command?: { readonly args: readonly string[] };
}

/** What the check of one provider works on; problems are collected as sentences. */
export interface Stage {
  readonly kernels: Kernels;
  readonly frame: Image;
  readonly face: Face;
  readonly call: TestCall;
  readonly samples: ConformanceSamples;
  readonly problems: string[];
  readonly expect: (holds: boolean, sentence: string) => void;
}

export function setStage(kind: Kind, kernels: Kernels, call: TestCall, samples: ConformanceSamples): Stage {
  const problems: string[] = [];
  return {
    kernels,
    frame: samples.frame ?? kernels.importImage(syntheticFrame(256, 256)),
    face: samples.face ?? syntheticFace(),
    call,
    samples,
    problems,
    expect: (holds, sentence) => {
      if (!holds) problems.push(`${kind === 'kernels' ? 'Kernels' : `A ${kind}`} ${sentence}`);
    },
  };
}

/** A crop of the stage's face, 128 pixels square, straight from the frame. */
export function cropOf({ kernels, frame, face }: Stage): Crop {
  const size = 128;
  const scale = size / (1.5 * Math.max(face.box.width, face.box.height));
  const tx = size / 2 - scale * (face.box.x + face.box.width / 2);
  const ty = size / 2 - scale * (face.box.y + face.box.height / 2);
  const frameToCrop = { a: scale, b: 0, tx, c: 0, d: scale, ty };
  const image = kernels.createImage(size, size);
  kernels.warpAffine(frame, image, frameToCrop, 'bilinear', 'edge', { antialias: true });
  return { image, frameToCrop };
}

/** Runs `work` and says so when it changed one of the pictures it was given. */
export async function keeping<T>(stage: Stage, images: readonly Image[], work: () => Promise<T>): Promise<T> {
  const before = images.map((image) => stage.kernels.readImage(image));
  const result = await work();
  images.forEach((image, i) => {
    const after = stage.kernels.readImage(image);
    stage.expect(
      after.every((value, at) => value === before[i]![at]),
      'must leave the pictures it is given as they are.',
    );
  });
  return result;
}

export function isPoint(point: Point): boolean {
  return Number.isFinite(point.x) && Number.isFinite(point.y);
}

export function isUnit(value: number): boolean {
  return value >= 0 && value <= 1;
}

export function hasSize(picture: Image | Mask, width: number, height: number): boolean {
  return picture.width === width && picture.height === height;
}

/** The frame's pixel at a point of the crop's corner, to see that an alignment can be inverted. */
export function isInvertible({ frameToCrop: t }: Pick<Crop, 'frameToCrop'>): boolean {
  const corner = applyAffine(t, { x: 1, y: 1 });
  return isPoint(corner) && Math.abs(t.a * t.d - t.b * t.c) > 1e-12;
}
