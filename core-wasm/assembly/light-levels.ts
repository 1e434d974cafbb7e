/*
 * Levels of sRGB from linear light.
 *
 * Layout: light, times `lightScale`, is the upper half of a 32-bit float, as i16, in planes as in light-roots.ts. What is
 *   negative stays so.
 * Rounding: light to 1/256 of itself, which is .22 of a level at white, and less where it is darker.
 * Cost per pixel: six table reads. Of the table, what colours of sRGB need is 2 KB.
 */
import { lightOf, planeBytes } from './light-roots';

/** XYZ over that of white to linear sRGB, rows red, green, blue (IEC 61966-2-1). */
export const toLinear: usize = memory.data<f64>([
  3.07993271, -1.53715, -0.54278198, -0.92123518, 1.875991, 0.04524426, 0.05289098, -0.204043, 1.15115158,
]);

/** What makes the line of f, the roots of CIE Lab, one of slope 1, and light that times its square as large. */
export const rootScale: f64 = Math.sqrt(7.787);
const lightScale: f64 = 7.787 * rootScale;

/** A byte of each upper half. */
const levels: usize = memory.data(65536, 16);

/** Fills the table; called once. */
export function prepareLevels(): void {
  let level: u8 = 0;
  let next = lightOf(0.5 / 255);
  for (let half: u32 = 0; half < 32768; half++) {
    const middle = reinterpret<f32>((half << 16) | 0x8000);
    while (level < 255 && <f64>middle >= lightScale * next) {
      level++;
      next = lightOf((<f64>level + 0.5) / 255);
    }
    store<u8>(levels + <usize>half, level);
  }
}

/** The upper half of an amount of light. */
export function halfOf(light: f64): i16 {
  return <i16>(reinterpret<i32>(<f32>(light * lightScale)) >> 16);
}

/** Writes red, green and blue of `count` pixels. */
export function writeLevels(light: usize, pixels: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    writeLevel(light, pixels);
    light += 2;
    pixels += 4;
  }
}

/** The same of eight pixels. */
export function writeEight(light: usize, pixels: usize): void {
  writeLevel(light, pixels);
  writeLevel(light + 2, pixels + 4);
  writeLevel(light + 4, pixels + 8);
  writeLevel(light + 6, pixels + 12);
  writeLevel(light + 8, pixels + 16);
  writeLevel(light + 10, pixels + 20);
  writeLevel(light + 12, pixels + 24);
  writeLevel(light + 14, pixels + 28);
}

function writeLevel(light: usize, pixel: usize): void {
  store<u8>(pixel, load<u8>(<usize>load<u16>(light), levels));
  store<u8>(pixel, load<u8>(<usize>load<u16>(light, planeBytes), levels), 1);
  store<u8>(pixel, load<u8>(<usize>load<u16>(light, planeBytes * 2), levels), 2);
}
