/** Opening of the mouth between the inner lips, in IOD. */
export function mouthOpening(mesh: Float32Array, interocular: number): number {
  const [top, bottom] = [3 * 13, 3 * 14];
  return (
    Math.hypot(
      mesh[top]! - mesh[bottom]!,
      mesh[top + 1]! - mesh[bottom + 1]!,
      mesh[top + 2]! - mesh[bottom + 2]!,
    ) / interocular
  );
}

/** An opening beyond which the inside of a mouth shows. Source: measured, in IOD. */
const open = 0.06;

/** Whether the target's mouth interior must stay: it is open and the source has no such inside to give. */
export function keepsInterior(targetOpening: number, sourceOpening: number): boolean {
  return targetOpening > open && sourceOpening < targetOpening / 2;
}
