import type { Plane } from '@facet/api';
import type { Arena } from './arena.js';
import type { Backend, Surface } from './backend.js';
import { argumentError } from './errors.js';
import { checkPlanes, readPlanes, withPlanes, withRoom } from './plane-arguments.js';

/** `blurPlanes` on copies in the kernels' memory. */
export function blurCopies(
  run: Backend,
  arena: Arena,
  planes: readonly Plane[],
  sigma: number,
  weight: Plane | undefined,
): void {
  checkPlanes('blurPlanes', 'planes', planes);
  const all = weight === undefined ? planes : [...planes, weight];
  if (weight !== undefined) checkPlanes('blurPlanes', 'weight', all);
  const { width, height } = planes[0]!;
  withPlanes(arena, all, ({ pointer }) => {
    const field = { pointer, length: planes.length * width * height };
    const weights = weight && {
      pointer: pointer + field.length * Float32Array.BYTES_PER_ELEMENT,
      length: width * height,
    };
    run.blurPlanes(field, planes.length, width, height, sigma, weights);
    readPlanes(arena, field, planes);
  });
}

/** The planes of `measureTone`. */
export function toneOf(run: Backend, arena: Arena, image: Surface): [log: Plane, a: Plane, b: Plane] {
  const { width, height } = image;
  const plane = (): Plane => ({ width, height, data: new Float32Array(width * height) });
  const tone: [Plane, Plane, Plane] = [plane(), plane(), plane()];
  withRoom(arena, 3 * width * height, (values) => {
    run.measureTone(image, values);
    readPlanes(arena, values, tone);
  });
  return tone;
}

/** `changeTone` with copies of the change in the kernels' memory. */
export function changeByCopies(
  run: Backend,
  arena: Arena,
  image: Surface,
  change: readonly Plane[],
  where: Surface,
): void {
  checkPlanes('changeTone', 'change', change);
  if (change.length !== 6) {
    throw argumentError('changeTone', 'change', 'three gains and three offsets', `${change.length} planes`);
  }
  const { width, height } = change[0]!;
  withPlanes(arena, change, (values) => run.changeTone(image, values, width, height, where));
}
