/*
 * The roots of light of which CIE Lab consists, in 16 bits.
 *
 * Computes: f(X), f(Y) and f(Z) of CIE Lab (D65) of RGBA pixels, in 1/26000; and levels from light.
 * Layout: a block of pixels becomes three planes of u16, `planeBytes` apart.
 * Rounding: light in 1/32765, which is at most 0.014 of L and 0.12 of a in the dark; roots to the nearest.
 * Cost per pixel: six table reads and two additions, of three 21-bit numbers in one of 64 bits.
 */

/** Pixels worked on at a time: all that is noted of them stays in the first cache. */
export const blockPixels: i32 = 256;
/** Bytes from plane to plane. */
export const planeBytes: usize = 512;
/** Bytes of all that is noted of a block. */
export const blockBytes: usize = 3 * planeBytes;

/** A root of 1. */
export const wholeRoot: i32 = 26000;
/** Light of white, X, Y and Z alike: the last place in `roots`, but for what roundings add. */
const wholeLight: f64 = 32765;

/** What a level of red, green and blue adds to X, Y and Z: 21 bits of each, in 1/32 of a place; red has the half that rounds. */
const lights: usize = memory.data(3 * 256 * 8, 16);
/** A u16 for each amount of light. */
const roots: usize = memory.data(32768 * 2, 16);

/** Linear sRGB to XYZ over that of white, rows X, Y, Z (IEC 61966-2-1, D65). */
const toXyz: usize = memory.data<f64>([
  0.43395276, 0.37621941, 0.18982783, 0.212671, 0.71516, 0.072169, 0.01775791, 0.10947652, 0.87276557,
]);

/** Decodes sRGB, both 0..1. */
export function lightOf(level: f64): f64 {
  return level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
}

/** The share of one of red, green and blue (0..2) in one of X, Y and Z (0..2). */
export function shareOf(colour: i32, light: i32): f64 {
  return load<f64>(toXyz + ((<usize>light * 3 + <usize>colour) << 3));
}

/** The function f of CIE Lab. */
export function rootOf(light: f64): f64 {
  return light < 0.008856 ? 7.787 * light + 16.0 / 116 : Math.cbrt(light);
}

/** Fills the tables; called once. */
export function prepareRoots(): void {
  for (let level = 0; level < 256; level++) {
    const light = wholeLight * lightOf(<f64>level / 255);
    for (let colour = 0; colour < 3; colour++) {
      let places: u64 = 0;
      for (let i = 2; i >= 0; i--) {
        places = (places << 21) | <u64>(nearest(32 * light * shareOf(colour, i)) + (colour === 0 ? 16 : 0));
      }
      store<u64>(lights + (<usize>(colour * 256 + level) << 3), places);
    }
  }
  for (let i = 0; i < 32768; i++) {
    store<u16>(roots + (<usize>i << 1), <u16>nearest(<f64>wholeRoot * rootOf(<f64>i / wholeLight)));
  }
}

/** Fills the planes at `to` for `count` pixels, and up to three more. */
export function rootsOf(pixels: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i += 4) {
    writeRoots(pixels, to);
    writeRoots(pixels + 4, to + 2);
    writeRoots(pixels + 8, to + 4);
    writeRoots(pixels + 12, to + 6);
    pixels += 16;
    to += 8;
  }
}

function writeRoots(pixel: usize, to: usize): void {
  const places =
    load<u64>(<usize>load<u8>(pixel) << 3, lights) +
    load<u64>(<usize>load<u8>(pixel, 1) << 3, lights + 256 * 8) +
    load<u64>(<usize>load<u8>(pixel, 2) << 3, lights + 512 * 8);
  store<u16>(to, load<u16>(<usize>((places >> 4) & 0xfffe), roots));
  store<u16>(to, load<u16>(<usize>((places >> 25) & 0xfffe), roots), planeBytes);
  store<u16>(to, load<u16>(<usize>((places >> 46) & 0xfffe), roots), planeBytes * 2);
}
