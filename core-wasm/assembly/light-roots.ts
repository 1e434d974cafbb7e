/*
 * The roots of light of which CIE Lab consists.
 *
 * Computes: f(X), f(Y) and f(Z) of CIE Lab (D65) of RGBA pixels, as 60000 f - 30000 in 16 bits, or exactly.
 * Layout: a block of pixels becomes three planes of i16, `planeBytes` apart.
 * Rounding: light to 1/65532, roots to the nearest: together `rootError` at most, which the darkest colours reach.
 *   `exactRoots` is within 1e-8.
 * Cost per pixel: six table reads and two additions, of three 21-bit numbers in one of 64 bits; exactly, three divisions and
 *   some twenty other operations more.
 */

/** Pixels worked on at a time: all that is noted of them stays in the first cache. */
export const blockPixels: i32 = 256;
/** Bytes from plane to plane. */
export const planeBytes: usize = 512;
/** Bytes of all that is noted of a block. */
export const blockBytes: usize = 3 * planeBytes;

/** What a root of 1 counts, and what is taken from it to fit into 16 bits. */
export const wholeRoot: f64 = 60000;
export const middleRoot: f64 = 30000;
/** By how much a root may be off. */
export const rootError: f64 = 7.4e-5;

/** Light of white, X, Y and Z alike: the last place in `roots`, but for what roundings add. */
const wholeLight: f64 = 65532;
const lightPlaces: i32 = 65536;

/** Above this the function f of CIE Lab is a cube root, below a line. */
const lineEnd: f64 = 0.008856;
const lineGain: f64 = 7.787;
const lineOffset: f64 = 16.0 / 116;

/** What a level of red, green and blue adds to X, Y and Z: 21 bits of each, in 1/32 of a place; red has the half that rounds. */
const lights: usize = memory.data(3 * 256 * 8, 16);
/** The same as f64, white being 1; every fourth is empty. */
const exactLights: usize = memory.data(3 * 256 * 32, 16);
/** An i16 for each amount of light. */
const roots: usize = memory.data(65536 * 2, 16);

/** Linear sRGB to XYZ over that of white, rows X, Y, Z (IEC 61966-2-1, D65). */
const toXyz: usize = memory.data<f64>([
  0.43395276, 0.37621941, 0.18982783, 0.212671, 0.71516, 0.072169, 0.01775791, 0.10947652, 0.87276557,
]);

/** Decodes sRGB, both 0..1. */
export function lightOf(level: f64): f64 {
  return level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
}

/** The inverse of f. */
export function lightOfRoot(root: f64): f64 {
  return root <= 0.206893 ? (root - lineOffset) / lineGain : root * root * root;
}

/** Fills the tables; called once. */
export function prepareRoots(): void {
  for (let level: usize = 0; level < 256; level++) {
    const light = lightOf(<f64>level / 255);
    for (let colour: usize = 0; colour < 3; colour++) {
      const entry = (colour << 8) + level;
      let places: u64 = 0;
      for (let i: usize = 3; i-- > 0; ) {
        const share = light * load<f64>(toXyz + ((i * 3 + colour) << 3));
        store<f64>(exactLights + (entry << 5) + (i << 3), share);
        places = (places << 21) | <u64>(Math.floor(32 * wholeLight * share + 0.5) + (colour === 0 ? 16 : 0));
      }
      store<u64>(lights + (entry << 3), places);
    }
  }
  // A root counts from the light half way to the root before it: cheaper than a cube root of each light.
  let root = Math.floor(wholeRoot * lineOffset + 0.5);
  let next = wholeLight * lightOfRoot((root + 0.5) / wholeRoot);
  for (let i = 0; i < lightPlaces; i++) {
    while (<f64>i >= next) {
      root++;
      next = wholeLight * lightOfRoot((root + 0.5) / wholeRoot);
    }
    store<i16>(roots + (<usize>i << 1), <i16>(root - middleRoot));
  }
}

/** Fills the planes at `to` for `count` pixels, and up to seven more. */
export function rootsOf(pixels: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i += 8) {
    rootsOfOne(pixels, to);
    rootsOfOne(pixels + 4, to + 2);
    rootsOfOne(pixels + 8, to + 4);
    rootsOfOne(pixels + 12, to + 6);
    rootsOfOne(pixels + 16, to + 8);
    rootsOfOne(pixels + 20, to + 10);
    rootsOfOne(pixels + 24, to + 12);
    rootsOfOne(pixels + 28, to + 14);
    pixels += 32;
    to += 16;
  }
}

/** The same of one pixel. Bits are taken from the low half of a number: the engine would widen the index once more otherwise. */
export function rootsOfOne(pixel: usize, to: usize): void {
  const places =
    load<u64>(<usize>load<u8>(pixel) << 3, lights) +
    load<u64>(<usize>load<u8>(pixel, 1) << 3, lights + 256 * 8) +
    load<u64>(<usize>load<u8>(pixel, 2) << 3, lights + 512 * 8);
  store<u16>(to, load<u16>(<usize>(<u32>(places >> 4) & 0x1fffe), roots));
  store<u16>(to, load<u16>(<usize>(<u32>(places >> 25) & 0x1fffe), roots), planeBytes);
  store<u16>(to, load<u16>(<usize>(<u32>(places >> 46) & 0x1fffe), roots), planeBytes * 2);
}

/** f(X), f(Y) and f(Z) of a pixel, three f64 at `to`. `near`: its place in the planes. */
export function exactRoots(pixel: usize, near: usize, to: usize): void {
  const red = exactLights + (<usize>load<u8>(pixel) << 5);
  const green = exactLights + (<usize>load<u8>(pixel, 1) << 5);
  const blue = exactLights + (<usize>load<u8>(pixel, 2) << 5);
  for (let i: usize = 0; i < 3; i++) {
    const at = i << 3;
    const light = load<f64>(red + at) + load<f64>(green + at, 256 * 32) + load<f64>(blue + at, 512 * 32);
    store<f64>(to + at, exactRoot(light, (<f64>load<i16>(near + i * planeBytes) + middleRoot) / wholeRoot));
  }
}

/** One of Newton's steps doubles the right digits of a root, of which there are five. */
function exactRoot(light: f64, near: f64): f64 {
  if (light < lineEnd) return lineGain * light + lineOffset;
  return near - (near - light / (near * near)) / 3;
}
