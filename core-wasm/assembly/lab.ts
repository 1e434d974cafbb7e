/*
 * Pictures between sRGB and 8-bit CIE Lab.
 *
 * Computes: L * 255 / 100, a + 128, b + 128 (D65), the bytes of OpenCV's COLOR_RGB2LAB; and back.
 * Layout: RGBA pixels become 4 bytes L, a, b, 0. Back, four pixels at a time.
 * Rounding: forward in integers (linear light in 1/8 levels, matrix of 12 bits, roots of 15 bits), exactly as the reference.
 *   Back in 32-bit floats; gamma from a table of 4096 steps of the light's root, within 0.1 level.
 * Cost: forward three 16-byte loads, three table reads and two multiplications per pixel; back three table reads on either
 *   side and a quarter of about 50 vector operations.
 */

/** Three times 256 entries of four i32: what a level of red, green or blue adds to X, Y and Z, in 1/4096; red has the rounding. */
const sums: usize = memory.data(3 * 256 * 16, 16);
/** 3072 u16: the function f of CIE Lab, 15 bits. */
const root: usize = memory.data(3072 * 2, 16);
/** sRGB encoded at equal steps of the root of light: 4097 f32. */
const gammaSteps: f32 = 4096;
const gammaLevels: usize = memory.data(4097 * 4, 16);

/** Constants as whole vectors, loaded where they are used: the engine would make them anew in every turn of a loop. */
const constants: usize = memory.data(21 * 16, 16);

/** Which is which among `constants`, as places in bytes. */
const middle: usize = 0;
const ofLightness: usize = 16;
const belowLightness: usize = 32;
const ofGreenRed: usize = 48;
const ofBlueYellow: usize = 64;
const lineGain: usize = 80;
const lineOffset: usize = 96;
const lineEnd: usize = 112;
const one: usize = 128;
const stepsOfOne: usize = 144;
const roundingBias: usize = 160;
const stepBits: usize = 176;
/** Nine coefficients from XYZ to linear sRGB, the white point of D65 included. */
const toLinear: usize = 192;

const xr: i32 = 1777;
const xg: i32 = 1541;
const xb: i32 = 778;
const yr: i32 = 871;
const yg: i32 = 2929;
const yb: i32 = 296;
const zr: i32 = 73;
const zg: i32 = 448;
const zb: i32 = 3575;

function keepWhole(place: usize, value: i32): void {
  v128.store(constants + place, i32x4.splat(value));
}

function keepFraction(place: usize, value: f64): void {
  v128.store(constants + place, f32x4.splat(<f32>value));
}

function prepareConstants(): void {
  keepWhole(middle, (128 << 15) + 16384);
  keepWhole(ofLightness, 296);
  keepWhole(belowLightness, 16384 - 1336934);
  keepWhole(ofGreenRed, 500);
  keepWhole(ofBlueYellow, 200);
  keepFraction(lineGain, 1 / 7.787);
  keepFraction(lineOffset, 16.0 / 116 / 7.787);
  keepFraction(lineEnd, 0.206893);
  keepFraction(one, 1);
  keepFraction(stepsOfOne, gammaSteps);
  keepFraction(roundingBias, 8388608);
  keepWhole(stepBits, 0x1fff);
  keepFraction(toLinear, 3.07993271);
  keepFraction(toLinear + 16, -1.53715);
  keepFraction(toLinear + 32, -0.54278198);
  keepFraction(toLinear + 48, -0.92123518);
  keepFraction(toLinear + 64, 1.875991);
  keepFraction(toLinear + 80, 0.04524426);
  keepFraction(toLinear + 96, 0.05289098);
  keepFraction(toLinear + 112, -0.204043);
  keepFraction(toLinear + 128, 1.15115158);
}

/** Fills the tables; called once. */
export function prepareLab(): void {
  prepareConstants();
  for (let i = 0; i < 256; i++) {
    const level = <f64>i / 255;
    const light = level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
    const linear = <i32>Math.floor(2040 * light + 0.5);
    const at = sums + (<usize>i << 4);
    v128.store(at, i32x4(linear * xr + 2048, linear * yr + 2048, linear * zr + 2048, 0));
    v128.store(at, i32x4(linear * xg, linear * yg, linear * zg, 0), 256 * 16);
    v128.store(at, i32x4(linear * xb, linear * yb, linear * zb, 0), 512 * 16);
  }
  for (let i = 0; i < 3072; i++) {
    const value = <f64>i / 2040;
    const f = value < 0.008856 ? 7.787 * value + 16.0 / 116 : Math.cbrt(value);
    store<u16>(root + (<usize>i << 1), <u16>Math.floor(32768 * f + 0.5));
  }
  for (let i = 0; i <= 4096; i++) {
    const light = (<f64>i / 4096) * (<f64>i / 4096);
    const level = 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * Math.pow(light, 1 / 2.4) - 0.055);
    store<f32>(gammaLevels + (<usize>i << 2), <f32>level);
  }
}

/** X, Y and Z of an RGBA pixel, as places in the table of roots. */
function lightAt(at: usize): v128 {
  return i32x4.shr_s(
    i32x4.add(
      i32x4.add(
        v128.load(sums + (<usize>load<u8>(at) << 4)),
        v128.load(sums + (<usize>load<u8>(at, 1) << 4), 256 * 16),
      ),
      v128.load(sums + (<usize>load<u8>(at, 2) << 4), 512 * 16),
    ),
    12,
  );
}

/** Four pixels' roots of one of X, Y and Z, as i32. */
function rootsOf(p: i32, q: i32, r: i32, s: i32): v128 {
  let found = v128.load16_splat(root + (<usize>p << 1));
  found = v128.load16_lane(root + (<usize>q << 1), found, 1);
  found = v128.load16_lane(root + (<usize>r << 1), found, 2);
  return i32x4.extend_low_i16x8_u(v128.load16_lane(root + (<usize>s << 1), found, 3));
}

/** The four RGBA pixels at `at` as bytes L, a, b, 0. No colour of sRGB leaves the range of the bytes. */
export function labAt(at: usize): v128 {
  const p = lightAt(at);
  const q = lightAt(at + 4);
  const r = lightAt(at + 8);
  const s = lightAt(at + 12);
  const fx = rootsOf(
    i32x4.extract_lane(p, 0),
    i32x4.extract_lane(q, 0),
    i32x4.extract_lane(r, 0),
    i32x4.extract_lane(s, 0),
  );
  const fy = rootsOf(
    i32x4.extract_lane(p, 1),
    i32x4.extract_lane(q, 1),
    i32x4.extract_lane(r, 1),
    i32x4.extract_lane(s, 1),
  );
  const fz = rootsOf(
    i32x4.extract_lane(p, 2),
    i32x4.extract_lane(q, 2),
    i32x4.extract_lane(r, 2),
    i32x4.extract_lane(s, 2),
  );
  const centre = v128.load(constants, middle);
  const lightness = i32x4.add(
    i32x4.mul(fy, v128.load(constants, ofLightness)),
    v128.load(constants, belowLightness),
  );
  const greenRed = i32x4.add(i32x4.mul(i32x4.sub(fx, fy), v128.load(constants, ofGreenRed)), centre);
  const blueYellow = i32x4.add(i32x4.mul(i32x4.sub(fy, fz), v128.load(constants, ofBlueYellow)), centre);
  return v128.or(
    i32x4.shr_s(lightness, 15),
    v128.or(i32x4.shl(i32x4.shr_s(greenRed, 15), 8), i32x4.shl(i32x4.shr_s(blueYellow, 15), 16)),
  );
}

/** Bytes of the tables that `prepareBack` fills. */
export const backBytes: usize = 256 * 4 * 3;

/** Fills three tables of 256 f32: what each Lab byte, seen through its curve (256 bytes each), means for f(Y), f(X) and f(Z). */
export function prepareBack(tables: usize, curves: usize): void {
  for (let value: usize = 0; value < 256; value++) {
    const at = tables + (value << 2);
    store<f32>(at, (<f32>load<u8>(curves + value) * <f32>(100.0 / 255) + 16) * <f32>(1.0 / 116));
    store<f32>(at, <f32>(<i32>load<u8>(curves + value, 256) - 128) * <f32>0.002, 1024);
    store<f32>(at, <f32>(<i32>load<u8>(curves + value, 512) - 128) * <f32>0.005, 2048);
  }
}

/** Four Lab pixels to steps of the gamma tables: red, green and blue of all four, as three times four i32 at `steps`. */
export function lightSteps(lab: usize, tables: usize, steps: usize): void {
  storeSteps(entries(lab, tables), entries(lab + 1, tables + 1024), entries(lab + 2, tables + 2048), steps);
}

/** From f(Y), f(X) - f(Y) and f(Y) - f(Z). */
export function storeSteps(fy: v128, beyondY: v128, belowY: v128, steps: usize): void {
  const x = cubed(f32x4.add(fy, beyondY));
  const y = cubed(fy);
  const z = cubed(f32x4.sub(fy, belowY));
  v128.store(steps, stepOf(x, y, z, constants + toLinear));
  v128.store(steps, stepOf(x, y, z, constants + toLinear + 48), 16);
  v128.store(steps, stepOf(x, y, z, constants + toLinear + 96), 32);
}

/** The table's values for every fourth byte. */
function entries(bytes: usize, table: usize): v128 {
  let found = v128.load32_zero(table + (<usize>load<u8>(bytes) << 2));
  found = v128.load32_lane(table + (<usize>load<u8>(bytes, 4) << 2), found, 1);
  found = v128.load32_lane(table + (<usize>load<u8>(bytes, 8) << 2), found, 2);
  return v128.load32_lane(table + (<usize>load<u8>(bytes, 12) << 2), found, 3);
}

/** The inverse of f. */
function cubed(light: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(light, light), light);
  const line = f32x4.sub(f32x4.mul(light, v128.load(constants, lineGain)), v128.load(constants, lineOffset));
  return v128.bitselect(line, cube, f32x4.le(light, v128.load(constants, lineEnd)));
}

/** One row of the matrix from XYZ to linear sRGB, three vectors at `row`, as rounded steps of the gamma tables. */
function stepOf(x: v128, y: v128, z: v128, row: usize): v128 {
  const light = f32x4.add(
    f32x4.add(f32x4.mul(x, v128.load(row)), f32x4.mul(y, v128.load(row, 16))),
    f32x4.mul(z, v128.load(row, 32)),
  );
  const inRange = f32x4.pmin(v128.load(constants, one), f32x4.pmax(f32x4.splat(0), light));
  const place = f32x4.mul(f32x4.sqrt(inRange), v128.load(constants, stepsOfOne));
  // Adding 2^23 leaves the rounded whole part in the lowest bits.
  return v128.and(f32x4.add(place, v128.load(constants, roundingBias)), v128.load(constants, stepBits));
}

/** One channel's levels at four steps, f32, not rounded. */
export function levelsAt(steps: usize): v128 {
  let found = v128.load32_zero(gammaLevels + (<usize>load<u32>(steps) << 2));
  found = v128.load32_lane(gammaLevels + (<usize>load<u32>(steps, 4) << 2), found, 1);
  found = v128.load32_lane(gammaLevels + (<usize>load<u32>(steps, 8) << 2), found, 2);
  return v128.load32_lane(gammaLevels + (<usize>load<u32>(steps, 12) << 2), found, 3);
}
