import type { Emit } from '../operation.js';
import { activationOps } from './activation.js';
import { arithmeticOps } from './arithmetic.js';
import { convOps } from './conv.js';
import { gatherOps } from './gather.js';
import { pictureOps } from './picture.js';
import { poolOps } from './pool.js';
import { shapeOps } from './shape.js';

/** Every TensorFlow operation that can be converted. */
export const operations: ReadonlyMap<string, Emit> = new Map(
  [activationOps, arithmeticOps, convOps, gatherOps, pictureOps, poolOps, shapeOps].flatMap((family) =>
    Object.entries(family),
  ),
);
