import type { Point } from './geometry.js';
import type { FivePoints } from './face.js';

/**
 * Where the five landmarks of an aligned face lie in a square crop, as fractions of its side.
 * The values are the ones the published models were trained with (insightface, FFHQ, MTCNN, DeepFaceLab).
 */
export const templates = {
  arcface_112_v1: five(
    0.35473214,
    0.45658929,
    0.64526786,
    0.45658929,
    0.5,
    0.61154464,
    0.37913393,
    0.776875,
    0.62086607,
    0.776875,
  ),
  arcface_112_v2: five(
    0.34191607,
    0.46157411,
    0.65653393,
    0.45983393,
    0.500225,
    0.64050536,
    0.37097589,
    0.82469196,
    0.63151696,
    0.82325089,
  ),
  arcface_128: five(
    0.36167656,
    0.40387734,
    0.63696719,
    0.40235469,
    0.50019687,
    0.56044219,
    0.38710391,
    0.72160547,
    0.61507734,
    0.72034453,
  ),
  dfl_whole_face: five(
    0.35342266,
    0.39285716,
    0.62797622,
    0.39285716,
    0.48660713,
    0.5401786,
    0.38839287,
    0.68750011,
    0.59821427,
    0.68750011,
  ),
  ffhq_512: five(
    0.37691676,
    0.46864664,
    0.62285697,
    0.46912813,
    0.50123859,
    0.61331904,
    0.39308822,
    0.725411,
    0.61150205,
    0.72490465,
  ),
  mtcnn_512: five(
    0.36562865,
    0.46733799,
    0.63305391,
    0.46585885,
    0.50019127,
    0.61942959,
    0.39032951,
    0.77598822,
    0.61178945,
    0.77476328,
  ),
  styleganex_384: five(
    0.42353745,
    0.52289879,
    0.57725008,
    0.52319972,
    0.50123859,
    0.61331904,
    0.43364461,
    0.68337652,
    0.57015325,
    0.68306005,
  ),
} as const satisfies Record<string, FivePoints>;

export type TemplateName = keyof typeof templates;

/** The points of a template in a square crop of `size` pixels. */
export function templatePoints(name: TemplateName, size: number): FivePoints {
  const [a, b, c, d, e] = templates[name];
  const at = (p: Point): Point => ({ x: p.x * size, y: p.y * size });
  return [at(a), at(b), at(c), at(d), at(e)];
}

function five(
  ...v: [number, number, number, number, number, number, number, number, number, number]
): FivePoints {
  return [
    { x: v[0], y: v[1] },
    { x: v[2], y: v[3] },
    { x: v[4], y: v[5] },
    { x: v[6], y: v[7] },
    { x: v[8], y: v[9] },
  ];
}
