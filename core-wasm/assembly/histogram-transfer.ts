/*
 * Lab histograms from one picture to another.
 *
 * Computes: histogram matching of each channel of 8-bit CIE Lab, followed by the picture's own luminance (FaceSwapLab's
 *   colour correction).
 * Layout: RGBA. Scratch: four bytes Lab per pixel of the picture, then the histograms (3 x 256 u32, twice), curves
 *   (3 x 256 u8), the tables of lab.ts, and three vectors. The last group of four pixels reaches into the spare bytes.
 * Rounding: histograms are exact, curves are made in 64-bit floats in the order of the reference; colours as in lab.ts.
 * Cost: lab.ts there for both pictures, three counts per pixel, and lab.ts back; luminance a quarter of 40 operations more.
 */
import { DONE, holds } from './status';
import { backBytes, labAt, levelsAt, lightSteps, prepareBack } from './lab';

const histogramBytes: usize = 256 * 4;

export function transferScratch(count: i32): usize {
  return (<usize>count << 2) + 16 + histogramBytes * 6 + 256 * 3 + 256 * 16 + backBytes + 64 + 128;
}

export function transferHistogram(
  image: usize,
  count: i32,
  reference: usize,
  referenceCount: i32,
  scratch: usize,
): i32 {
  assert(holds(image, <usize>count << 2), 'the picture lies in memory');
  assert(holds(reference, <usize>referenceCount << 2), 'the reference lies in memory');
  assert(holds(scratch, transferScratch(count)), 'the scratch space lies in memory');
  const lab = scratch;
  const found = lab + (((<usize>count << 2) + 31) & ~15);
  const wanted = found + histogramBytes * 3;
  const curves = wanted + histogramBytes * 3;
  const shares = (curves + 256 * 3 + 15) & ~15;
  memory.fill(found, 0, histogramBytes * 6);
  countLab(image, count, found, lab);
  countLab(reference, referenceCount, wanted, 0);
  for (let channel: usize = 0; channel < 3; channel++) {
    match(
      found + channel * histogramBytes,
      count,
      wanted + channel * histogramBytes,
      referenceCount,
      curves + (channel << 8),
      shares,
    );
  }
  const steps = shares + 256 * 16;
  const tables = steps + 48;
  prepareBack(tables, curves);
  for (let i = 0; i < count; i += 4) {
    lightSteps(lab + (<usize>i << 2), tables, steps);
    const at = image + (<usize>i << 2);
    v128.store(at, withLuminance(v128.load(at), levelsAt(steps), levelsAt(steps + 16), levelsAt(steps + 32)));
  }
  return DONE;
}

/** Counts the Lab bytes, and keeps them at `lab` unless that is 0. */
function countLab(pixels: usize, count: i32, histograms: usize, lab: usize): void {
  let i = 0;
  for (; i < count; i += 4) {
    const bytes = labAt(pixels + (<usize>i << 2));
    if (lab !== 0) v128.store(lab + (<usize>i << 2), bytes);
    countPixel(histograms, i32x4.extract_lane(bytes, 0));
    if (i + 1 < count) countPixel(histograms, i32x4.extract_lane(bytes, 1));
    if (i + 2 < count) countPixel(histograms, i32x4.extract_lane(bytes, 2));
    if (i + 3 < count) countPixel(histograms, i32x4.extract_lane(bytes, 3));
  }
}

function countPixel(histograms: usize, bytes: u32): void {
  increment(histograms + (<usize>(bytes & 255) << 2));
  increment(histograms + histogramBytes + (<usize>((bytes >> 8) & 255) << 2));
  increment(histograms + histogramBytes * 2 + (<usize>(bytes >> 16) << 2));
}

function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

/** The curve that carries one cumulative distribution onto another, cut to whole bytes. `shares`: room for 256 pairs of f64. */
function match(found: usize, count: i32, wanted: usize, wantedCount: i32, curve: usize, shares: usize): void {
  let entries: usize = 0;
  let running: f64 = 0;
  for (let value = 0; value < 256; value++) {
    const times = load<u32>(wanted + (<usize>value << 2));
    if (times === 0) continue;
    running += <f64>times;
    store<f64>(shares + (entries << 4), running / <f64>wantedCount);
    store<f64>(shares + (entries << 4), <f64>value, 8);
    entries++;
  }
  running = 0;
  let above: usize = 0;
  for (let value = 0; value < 256; value++) {
    running += <f64>load<u32>(found + (<usize>value << 2));
    const share = running / <f64>count;
    while (above < entries && load<f64>(shares + (above << 4)) <= share) above++;
    store<u8>(curve + <usize>value, <u8>interpolate(share, above, entries, shares));
  }
}

/** Linear between the entry before `above` and the one there; constant beyond the ends. */
function interpolate(share: f64, above: usize, entries: usize, shares: usize): f64 {
  if (above === 0) return load<f64>(shares, 8);
  const low = shares + ((above - 1) << 4);
  if (above === entries) return load<f64>(low, 8);
  const slope = (load<f64>(low, 24) - load<f64>(low, 8)) / (load<f64>(low, 16) - load<f64>(low));
  return slope * (share - load<f64>(low)) + load<f64>(low, 8);
}

/**
 * Four colours with the luminance (Rec. 601) and alpha of the pixels they replace; they move towards grey until they fit
 * into bytes.
 */
function withLuminance(pixels: v128, red: v128, green: v128, blue: v128): v128 {
  const byte = i32x4.splat(255);
  const target = luminance(
    f32x4.convert_i32x4_s(v128.and(pixels, byte)),
    f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 8), byte)),
    f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 16), byte)),
  );
  const present = luminance(red, green, blue);
  const low = f32x4.sub(f32x4.pmin(red, f32x4.pmin(green, blue)), present);
  const high = f32x4.sub(f32x4.pmax(red, f32x4.pmax(green, blue)), present);
  const one = f32x4.splat(1);
  const room = f32x4.sub(f32x4.splat(255), target);
  const below = f32x4.lt(f32x4.add(low, target), f32x4.splat(0));
  const above = f32x4.gt(high, room);
  let chroma = v128.bitselect(f32x4.div(target, f32x4.neg(low)), one, below);
  chroma = f32x4.pmin(chroma, v128.bitselect(f32x4.div(room, high), one, above));
  const base = f32x4.add(target, f32x4.splat(0.5));
  const redWord = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(f32x4.sub(red, present), chroma), base));
  const greenWord = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(f32x4.sub(green, present), chroma), base));
  const blueWord = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(f32x4.sub(blue, present), chroma), base));
  const zero = i32x4.splat(0);
  const bytes = i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(redWord, greenWord),
    i16x8.narrow_i32x4_s(blueWord, zero),
  );
  return v128.bitselect(pixels, i8x16.swizzle(bytes, v128.load(interleaved)), i32x4.splat(0xff000000));
}

function luminance(red: v128, green: v128, blue: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(red, f32x4.splat(<f32>0.299)), f32x4.mul(green, f32x4.splat(<f32>0.587))),
    f32x4.mul(blue, f32x4.splat(<f32>0.114)),
  );
}

/** Brings four bytes of each channel together as four pixels. */
const interleaved: usize = memory.data<u8>([0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], 16);
