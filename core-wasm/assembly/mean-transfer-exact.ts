/*
 * As mean-transfer.ts in 64-bit floats, for pictures of so little contrast that rounding would show in the result.
 *
 * Layout: RGBA. Scratch: sums and moments, 256 f64, six f64.
 * Rounding: none before the level of sRGB.
 * Cost per pixel: three cube roots for both pictures, three powers more for the picture: some twenty times as much.
 */
import { lightOf, rootOf, shareOf } from './light-roots';
import { gainOf, momentsBytes, sumsBytes, writeMoment } from './root-sums';

/** Decoded sRGB of each level. */
const lights: usize = memory.data(256 * 8, 16);
/** L + 16, a and b of the pixel at hand. */
const lab: usize = memory.data(24, 16);
const toRed: usize = memory.data<f64>([3.07993271, -1.53715, -0.54278198]);
const toGreen: usize = memory.data<f64>([-0.92123518, 1.875991, 0.04524426]);
const toBlue: usize = memory.data<f64>([0.05289098, -0.204043, 1.15115158]);

export function exactTransfer(
  image: usize,
  count: i32,
  reference: usize,
  referenceCount: i32,
  mask: usize,
  scratch: usize,
): void {
  for (let i: usize = 0; i < 256; i++) store<f64>(lights + (i << 3), lightOf(<f64>i / 255));
  const found = scratch + sumsBytes;
  const wanted = found + momentsBytes;
  momentsOf(image, count, mask, scratch, found);
  momentsOf(reference, referenceCount, mask, scratch, wanted);
  for (let i = 0; i < count; i++) {
    const pixel = image + (<usize>i << 2);
    labAt(pixel);
    for (let channel: usize = 0; channel < 3; channel++) {
      const at = lab + (channel << 3);
      const from = found + (channel << 4);
      const to = wanted + (channel << 4);
      store<f64>(at, (load<f64>(at) - load<f64>(from)) * gainOf(from, to) + load<f64>(to));
    }
    const y = load<f64>(lab) / 116;
    const lightY = lightOfRoot(y);
    const lightX = lightOfRoot(y + load<f64>(lab, 8) / 500);
    const lightZ = lightOfRoot(y - load<f64>(lab, 16) / 200);
    store<u8>(pixel, levelOf(lightX, lightY, lightZ, toRed));
    store<u8>(pixel, levelOf(lightX, lightY, lightZ, toGreen), 1);
    store<u8>(pixel, levelOf(lightX, lightY, lightZ, toBlue), 2);
  }
}

function momentsOf(pixels: usize, count: i32, mask: usize, sums: usize, moments: usize): void {
  memory.fill(sums, 0, sumsBytes);
  for (let i = 0; i < count; i++) {
    if (mask !== 0 && load<u8>(mask + <usize>i) === 0) continue;
    labAt(pixels + (<usize>i << 2));
    store<f64>(sums, load<f64>(sums) + 1);
    for (let channel: usize = 0; channel < 3; channel++) {
      const value = load<f64>(lab + (channel << 3));
      const at = sums + (channel << 4);
      store<f64>(at, load<f64>(at, 8) + value, 8);
      store<f64>(at, load<f64>(at, 16) + value * value, 16);
    }
  }
  for (let channel: usize = 0; channel < 3; channel++) {
    writeMoment(load<f64>(sums), sums + (channel << 4) + 8, 1, moments + (channel << 4));
  }
}

function labAt(pixel: usize): void {
  const x = rootAt(pixel, 0);
  const y = rootAt(pixel, 1);
  const z = rootAt(pixel, 2);
  store<f64>(lab, 116 * y);
  store<f64>(lab, 500 * (x - y), 8);
  store<f64>(lab, 200 * (y - z), 16);
}

function rootAt(pixel: usize, light: i32): f64 {
  let sum: f64 = 0;
  for (let colour = 0; colour < 3; colour++) {
    const level = <usize>load<u8>(pixel + <usize>colour);
    sum += load<f64>(lights + (level << 3)) * shareOf(colour, light);
  }
  return rootOf(sum);
}

/** The inverse of `rootOf`. */
function lightOfRoot(root: f64): f64 {
  return root <= 0.206893 ? (root - 16.0 / 116) / 7.787 : root * root * root;
}

function levelOf(x: f64, y: f64, z: f64, row: usize): u8 {
  const sum = x * load<f64>(row) + y * load<f64>(row, 8) + z * load<f64>(row, 16);
  const light = Math.min(Math.max(sum, 0), 1);
  const level = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  return <u8>Math.floor(255 * level + 0.5);
}
