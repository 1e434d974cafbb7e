/*
 * Pictures between sRGB and 8-bit CIE Lab.
 *
 * Computes: L * 255 / 100, a + 128, b + 128 (D65), the bytes of OpenCV's COLOR_RGB2LAB; and back.
 * Layout: RGBA pixels become 4 bytes L, a, b, 0.
 * Rounding: forward in integers (linear light in 1/8 levels, matrix of 12 bits, roots of 15 bits), exactly as the reference.
 *   Back in 32-bit floats, gamma from a table of 8192 steps with
 *   linear interpolation, within 0.01 level.
 * Cost: forward six table reads and nine multiplications per pixel; back three reads and about 40 operations.
 */

/** 256 u16: sRGB decoded, in 1/8 levels. */
const linear: usize = memory.data(256 * 2, 16);
/** 3072 u16: the function f of CIE Lab, 15 bits. */
const root: usize = memory.data(3072 * 2, 16);
/** 8194 f32: sRGB encoded, in levels, at equal steps of light; the last one twice. */
const gammaSteps: i32 = 8192;
const gamma: usize = memory.data(8194 * 4, 16);

/** Columns of XYZ to linear sRGB, the white point of D65 included. */
const fromX: usize = memory.data<f32>([3.07993271, -0.92123518, 0.05289098, 0], 16);
const fromY: usize = memory.data<f32>([-1.53715, 1.875991, -0.204043, 0], 16);
const fromZ: usize = memory.data<f32>([-0.54278198, 0.04524426, 1.15115158, 0], 16);

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
  for (let i = 0; i < gammaSteps + 2; i++) {
    const light = min<f64>(<f64>i / <f64>gammaSteps, 1);
    const level = light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
    store<f32>(gamma + (<usize>i << 2), <f32>(255 * level));
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

/** Lab bytes as levels of red, green and blue, f32, not rounded; the fourth lane means nothing. */
export function labToLevels(l: i32, a: i32, b: i32): v128 {
  const fy = (<f32>l * <f32>(100.0 / 255) + 16) * <f32>(1.0 / 116);
  const fx = fy + <f32>(a - 128) * <f32>0.002;
  const fz = fy - <f32>(b - 128) * <f32>0.005;
  const light = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(fx), 1, fy), 2, fz);
  const cube = f32x4.mul(f32x4.mul(light, light), light);
  const line = f32x4.mul(f32x4.sub(light, f32x4.splat(<f32>(16.0 / 116))), f32x4.splat(<f32>(1 / 7.787)));
  const xyz = v128.bitselect(line, cube, f32x4.le(light, f32x4.splat(<f32>0.206893)));
  const x = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 0, 0, 0, 0), v128.load(fromX));
  const y = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 1, 1, 1, 1), v128.load(fromY));
  const z = f32x4.mul(v128.shuffle<f32>(xyz, xyz, 2, 2, 2, 2), v128.load(fromZ));
  const linearLight = f32x4.add(f32x4.add(x, y), z);
  const inRange = f32x4.min(f32x4.max(linearLight, f32x4.splat(0)), f32x4.splat(1));
  const place = f32x4.mul(inRange, f32x4.splat(<f32>gammaSteps));
  const index = i32x4.trunc_sat_f32x4_s(place);
  const fraction = f32x4.sub(place, f32x4.convert_i32x4_s(index));
  const red = gamma + (<usize>i32x4.extract_lane(index, 0) << 2);
  const green = gamma + (<usize>i32x4.extract_lane(index, 1) << 2);
  const blue = gamma + (<usize>i32x4.extract_lane(index, 2) << 2);
  const low = v128.load32_lane(blue, v128.load32_lane(green, v128.load32_zero(red), 1), 2);
  const high = v128.load32_lane(blue, v128.load32_lane(green, v128.load32_zero(red, 4), 1, 4), 2, 4);
  return f32x4.add(low, f32x4.mul(f32x4.sub(high, low), fraction));
}
