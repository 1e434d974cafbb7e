import { invertAffine, type Affine, type Point, type Rect } from '@facet/api';

/** A square part of the frame, turned clockwise by `angle` radians around its centre. */
export interface Region {
  readonly centre: Point;
  readonly side: number;
  readonly angle: number;
}

/** The square around a box, `margin` times as large as its longer side. */
export function regionAround(box: Rect, margin: number, angle: number): Region {
  return {
    centre: { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    side: Math.max(box.width, box.height) * margin,
    angle,
  };
}

/** The angle of the line from the image-left to the image-right eye: 0 upright, positive clockwise. */
export function eyeLineAngle(left: Point, right: Point): number {
  return Math.atan2(right.y - left.y, right.x - left.x);
}

/** From pixel centres of the frame to pixel centres of a crop of `pixels` a side that shows the region upright. */
export function frameToRegion({ centre, side, angle }: Region, pixels: number): Affine {
  const scale = side / pixels;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const middle = (pixels - 1) / 2;
  return invertAffine({
    a: cos,
    b: -sin,
    tx: centre.x - (cos - sin) * middle,
    c: sin,
    d: cos,
    ty: centre.y - (sin + cos) * middle,
  });
}
