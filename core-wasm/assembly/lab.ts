/*
 * Pictures between sRGB and 8-bit CIE Lab.
 *
 * Computes: L * 255 / 100, a + 128, b + 128 (D65), the bytes of OpenCV's COLOR_RGB2LAB; and back.
 * Layout: RGBA pixels become 4 bytes L, a, b, 0.
 * Rounding: forward in integers (linear light in 1/8 levels, matrix of 12 bits, roots of 15 bits), exactly as the reference.
 *   Back in 32-bit floats and a table of 8192 gamma levels, within 1.
 * Cost: forward six table reads and nine multiplications per pixel; back three reads and about 40 operations.
 */

/** 256 u16: sRGB decoded, in 1/8 levels. */
const linear: usize = memory.data(256 * 2, 16);
/** 3072 u16: the function f of CIE Lab, 15 bits. */
const root: usize = memory.data(3072 * 2, 16);
/** 8193 u8: sRGB encoded. */
const gammaSteps: i32 = 8192;
const gamma: usize = memory.data(8208, 16);

const xr: i32 = 1777;
const xg: i32 = 1541;
const xb: i32 = 778;
const yr: i32 = 871;
const yg: i32 = 2929;
const yb: i32 = 296;
const zr: i32 = 73;
const zg: i32 = 448;
const zb: i32 = 3575;

/** Fills the tables; called once. */
export function prepareLab(): void {
  for (let i = 0; i < 256; i++) {
    const level = <f64>i / 255;
    const light = level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
    store<u16>(linear + (<usize>i << 1), <u16>Math.floor(2040 * light + 0.5));
  }
  for (let i = 0; i < 3072; i++) {
    const value = <f64>i / 2040;
    const f = value < 0.008856 ? 7.787 * value + 16.0 / 116 : Math.cbrt(value);
    store<u16>(root + (<usize>i << 1), <u16>Math.floor(32768 * f + 0.5));
  }
  for (let i = 0; i <= gammaSteps; i++) {
    const light = <f64>i / <f64>gammaSteps;
    const level = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
    store<u8>(gamma + <usize>i, <u8>Math.floor(255 * level + 0.5));
  }
}

/** One RGBA pixel as bytes L, a, b, 0. */
export function pixelToLab(pixel: u32): u32 {
  const r = <i32>load<u16>(linear + (<usize>(pixel & 255) << 1));
  const g = <i32>load<u16>(linear + (<usize>((pixel >> 8) & 255) << 1));
  const b = <i32>load<u16>(linear + (<usize>((pixel >> 16) & 255) << 1));
  const fx = rootOf(r * xr + g * xg + b * xb);
  const fy = rootOf(r * yr + g * yg + b * yb);
  const fz = rootOf(r * zr + g * zg + b * zb);
  const lightness = clampByte((296 * fy - 1336934 + 16384) >> 15);
  const greenRed = clampByte((500 * (fx - fy) + (128 << 15) + 16384) >> 15);
  const blueYellow = clampByte((200 * (fy - fz) + (128 << 15) + 16384) >> 15);
  return lightness | (greenRed << 8) | (blueYellow << 16);
}

function rootOf(sum: i32): i32 {
  return <i32>load<u16>(root + (<usize>((sum + 2048) >> 12) << 1));
}

function clampByte(value: i32): i32 {
  return min(max(value, 0), 255);
}

/** Lab bytes as one pixel with alpha 0. */
export function labToPixel(l: i32, a: i32, b: i32): u32 {
  const fy = (<f32>l * <f32>(100.0 / 255) + 16) * <f32>(1.0 / 116);
  const x = cubeOf(fy + <f32>(a - 128) * <f32>0.002) * <f32>0.950456;
  const y = cubeOf(fy);
  const z = cubeOf(fy - <f32>(b - 128) * <f32>0.005) * <f32>1.088754;
  const red = encoded(<f32>3.240479 * x - <f32>1.53715 * y - <f32>0.498535 * z);
  const green = encoded(<f32>-0.969256 * x + <f32>1.875991 * y + <f32>0.041556 * z);
  const blue = encoded(<f32>0.055648 * x - <f32>0.204043 * y + <f32>1.057311 * z);
  return red | (green << 8) | (blue << 16);
}

function cubeOf(value: f32): f32 {
  return value <= <f32>0.206893 ? (value - <f32>(16.0 / 116)) * <f32>(1 / 7.787) : value * value * value;
}

function encoded(light: f32): u32 {
  const step = min(max(light, <f32>0), <f32>1) * <f32>gammaSteps + <f32>0.5;
  return <u32>load<u8>(gamma + <usize>step);
}
