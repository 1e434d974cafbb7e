/*
 * Where the rounding of roots would show in the levels of a colour transfer, and those pixels computed exactly.
 *
 * A root's error becomes an error of light, 3 f^2 times as large at a root f, and the more the gains and the rows to sRGB
 * multiply it. A level is that light times the slope of sRGB, steepest at black. So a pixel can be off only when one of its
 * colours is dark while its brightest is bright; from which light to which depends on the gains (`noteLimits`).
 */
import { exactRoots, lightOfRoot, planeBytes, rootError } from './light-roots';
import { halfOf, toLinear } from './light-levels';

/** Levels that the roots' errors may cost; half of one more is lost by rounding the level itself. */
const mostLevels: f64 = 1.5;
/** Levels per light of sRGB at black, and what it is at any light above `lineLight` times that to the power of -7/12. */
const slopeAtBlack: f64 = 12.92 * 255;
const slopeAtWhite: f64 = (1.055 * 255) / 2.4;
const lineLight: f64 = 0.0031308;
/** Below this root, light falls as fast as there. */
const lineEnd: f64 = 0.2069;

/** Gain and offset of f(Y), f(X) - f(Y) and f(Y) - f(Z), six f64. */
export const stretch: usize = memory.data(48, 16);

/** Light below which a colour is dark and from which on it is bright, upper halves of floats, eight times each. */
const limits: usize = memory.data(32, 16);
/** Roots, then light of the pixel at hand. */
const exact: usize = memory.data(24, 16);

function gain(channel: usize): f64 {
  return load<f64>(stretch + (channel << 4));
}

function offset(channel: usize): f64 {
  return load<f64>(stretch + (channel << 4), 8);
}

/** How many times larger an error of the roots can be in the stretched ones; the rows to sRGB included. */
export function growth(): f64 {
  const y = gain(0);
  const x = gain(1) + Math.abs(y - gain(1));
  const z = gain(2) + Math.abs(y - gain(2));
  let most: f64 = 0;
  for (let row = toLinear; row < toLinear + 72; row += 24) {
    const sum = x * Math.abs(load<f64>(row)) + y * Math.abs(load<f64>(row, 8)) + z * Math.abs(load<f64>(row, 16));
    most = Math.max(most, sum);
  }
  return most;
}

/** The largest root that the stretch can make of any colour. */
function largestRoot(): f64 {
  const y = gain(0);
  const atX = gain(1) + largest(y - gain(1)) + offset(0) + offset(1);
  const atZ = gain(2) + largest(y - gain(2)) + offset(0) - offset(2);
  return Math.max(y + offset(0), Math.max(atX, atZ));
}

/** The largest product of a factor and the root of a colour. */
function largest(factor: f64): f64 {
  return factor > 0 ? factor : (factor * 16) / 116;
}

/** Notes which pixels are to be mended. */
export function noteLimits(): void {
  const perSquare = 3 * rootError * growth();
  const root = Math.max(largestRoot(), lineEnd);
  const slope = mostLevels / (perSquare * root * root);
  const dark = Math.max(Math.pow(slopeAtWhite / slope, 12.0 / 7), lineLight);
  const square = mostLevels / slopeAtBlack / perSquare;
  // Upper halves of negative numbers are negative, and -32768 is less than any.
  v128.store(limits, i16x8.splat(slope > slopeAtBlack ? -32768 : halfOf(dark) + 1));
  v128.store(limits, i16x8.splat(square < lineEnd * lineEnd ? -32768 : halfOf(Math.pow(square, 1.5)) - 1), 16);
}

/** Which of eight pixels are to be mended, from their light: two bits each. */
export function mended(red: v128, green: v128, blue: v128): i32 {
  const darkest = i16x8.min_s(i16x8.min_s(red, green), blue);
  const brightest = i16x8.max_s(i16x8.max_s(red, green), blue);
  const dark = i16x8.gt_s(v128.load(limits), darkest);
  return i8x16.bitmask(v128.and(dark, i16x8.gt_s(brightest, v128.load(limits, 16))));
}

/** Computes a pixel's light exactly. `roots`, `light`: its places in the planes. */
export function mend(pixel: usize, roots: usize, light: usize): void {
  exactRoots(pixel, roots, exact);
  const x = load<f64>(exact);
  const y = load<f64>(exact, 8);
  const root = gain(0) * y + offset(0);
  const lightX = lightOfRoot(root + gain(1) * (x - y) + offset(1));
  const lightY = lightOfRoot(root);
  const lightZ = lightOfRoot(root - gain(2) * (y - load<f64>(exact, 16)) - offset(2));
  for (let row = toLinear; row < toLinear + 72; row += 24) {
    const sum = lightX * load<f64>(row) + lightY * load<f64>(row, 8) + lightZ * load<f64>(row, 16);
    store<i16>(light, halfOf(sum));
    light += planeBytes;
  }
}
