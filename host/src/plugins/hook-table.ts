import type { Crop, Face, FrameInfo, HookName } from '@facet/api';
import { show } from './schema-sentences.js';

/** How tapable runs a hook: each tap gets the last one's value, the first answer ends it, all run in turn, or all run at once without waiting. */
export type HookKind = 'waterfall' | 'bail' | 'series' | 'sync';

/** Says what was expected when a result breaks the hook's contract; `value` is what the hook was called with. */
type ResultCheck = (result: unknown, value: unknown) => string | undefined;

export interface HookRow {
  readonly kind: HookKind;
  /** Not called for `undefined`, which every hook allows. */
  readonly check?: ResultCheck;
  /** What of the result lives in the kernels' memory. */
  readonly handle?: 'image' | 'mask' | 'crop';
}

const record: ResultCheck = (result) =>
  typeof result === 'object' && result !== null && !Array.isArray(result) ? undefined : 'a plain object';

const faces: ResultCheck = (result) =>
  Array.isArray(result) && result.every(isFace)
    ? undefined
    : 'an array of faces with id, box and landmarks.five';

const picture: ResultCheck = (result) => (isSized(result) ? undefined : 'an image');

const sameShape: ResultCheck = (result, value) => {
  const { width, height } = value as Sized;
  return isSized(result) && result.width * height === result.height * width
    ? undefined
    : `an image of the proportions ${width} x ${height}`;
};

const sameSize =
  (what: string): ResultCheck =>
  (result, value) => {
    const { width, height } = value as Sized;
    return isSized(result) && result.width === width && result.height === height
      ? undefined
      : `${what} of ${width} x ${height}`;
  };

const crop: ResultCheck = (result, value) => {
  const { width, height } = (value as Crop).image;
  const found = result as Partial<Crop> | null;
  const affine = typeof found === 'object' ? found?.frameToCrop : undefined;
  const fits =
    isSized(found?.image) &&
    found.image.width === width &&
    found.image.height === height &&
    affine !== undefined &&
    [affine.a, affine.b, affine.tx, affine.c, affine.d, affine.ty].every(Number.isFinite);
  return fits ? undefined : `a crop of ${width} x ${height} with a finite frameToCrop`;
};

const refusal: ResultCheck = (result) => {
  const reason = (result as { reason?: unknown } | null)?.reason;
  return typeof reason === 'string' && reason !== '' ? undefined : 'a refusal with a reason';
};

const yesOrNo: ResultCheck = (result) => (typeof result === 'boolean' ? undefined : 'true or false');

const decisions = ['retry', 'skip-face', 'keep-original', 'abort'];
const decision: ResultCheck = (result) =>
  decisions.includes(result as string) ? undefined : `one of ${decisions.join(', ')}`;

/** Every hook: its kind, what a tap may return. */
export const hookTable: Readonly<Record<HookName, HookRow>> = {
  config: { kind: 'waterfall', check: record },
  configResolved: { kind: 'sync' },
  plan: { kind: 'waterfall', check: record },
  runStart: { kind: 'series' },
  runEnd: { kind: 'series' },
  check: { kind: 'bail', check: refusal },
  faces: { kind: 'waterfall', check: faces },
  select: { kind: 'waterfall', check: faces },
  beforeSwap: { kind: 'waterfall', check: crop, handle: 'crop' },
  afterSwap: { kind: 'waterfall', check: sameShape, handle: 'image' },
  mask: { kind: 'waterfall', check: sameSize('a mask'), handle: 'mask' },
  beforePaste: { kind: 'bail', check: yesOrNo },
  finish: { kind: 'waterfall', check: picture, handle: 'image' },
  stageError: { kind: 'bail', check: decision },
  diagnostic: { kind: 'sync' },
};

export const hookNames = Object.keys(hookTable) as readonly HookName[];

interface Place extends Partial<FrameInfo> {
  readonly frame?: FrameInfo;
  readonly unit?: number;
  readonly face?: Face;
}

const place = ([value, context]: readonly [unknown, unknown]): Place => context ?? value ?? {};

/** The picture a hook was called for. */
export function targetOf(args: readonly [unknown, unknown]): string | undefined {
  const { frame, path } = place(args);
  const target = frame?.path ?? path;
  return typeof target === 'string' ? target : undefined;
}

/** The face it was called for. */
export const faceOf = (args: readonly [unknown, unknown]): number | undefined => place(args).face?.id;

/** Where a hook was called, for messages: ` on "photo.jpg", unit 0, face 2`, or nothing. */
export function placeOf(args: readonly [unknown, unknown]): string {
  const target = targetOf(args);
  if (target === undefined) return '';
  const { unit, face } = place(args);
  return ` on "${target}"${unit === undefined ? '' : `, unit ${unit}`}${face === undefined ? '' : `, face ${face.id}`}`;
}

/** A result as messages show it. */
export function describeResult(result: unknown): string {
  return isSized(result) ? `one of ${result.width} x ${result.height}` : show(result);
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function isSized(value: unknown): value is Sized {
  if (typeof value !== 'object' || value === null) return false;
  const { width, height } = value as Partial<Sized>;
  return Number.isInteger(width) && Number.isInteger(height) && width! > 0 && height! > 0;
}

function isFace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, box, landmarks } = value as Partial<Face>;
  return (
    typeof id === 'number' &&
    box !== undefined &&
    [box.x, box.y, box.width, box.height].every(Number.isFinite) &&
    landmarks?.five.length === 5
  );
}
