/** Alpha of source pixels that show something else than the face. Above 0, which stands for pixels the mesh does not reach. */
export const coveredAlpha = 32;
/** Alpha of pixels painted with the other half of the face. */
export const mirroredAlpha = 112;
/** The least alpha of pixels that show the face as the camera saw it. */
export const bareAlpha = 128;

/** Whether a (resampled) alpha stands for the face, be it painted. */
export function isBare(alpha: number): boolean {
  return alpha > (coveredAlpha + mirroredAlpha) / 2;
}

/** Whether a (resampled) alpha stands for the face as the camera saw it. */
export function isSeen(alpha: number): boolean {
  return alpha > (mirroredAlpha + bareAlpha) / 2;
}

/** How surely the pixel shows plainly lit skin, 0..1. */
export function trustOfAlpha(alpha: number): number {
  return Math.max(0, (alpha - bareAlpha) / (255 - bareAlpha));
}

export function alphaOfTrust(trust: number): number {
  return bareAlpha + (255 - bareAlpha) * trust;
}
