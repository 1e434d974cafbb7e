/*
 * Colour transfer between pictures in 8-bit CIE Lab.
 *
 * Computes: mean and deviation of each Lab channel (E. Reinhard and others, 2001), or histogram matching of each channel
 *   followed by the picture's own luminance (FaceSwapLab's colour correction).
 * Layout: RGBA. Scratch: four bytes Lab per pixel of the picture, then the histograms (3 x 256 u32, twice) and curves (3 x 256 u8).
 * Rounding: histograms are exact, curves are made in 64-bit floats in the order of the reference; colours as in lab.ts.
 * Cost: lab.ts there for both pictures, a table read per channel, and lab.ts back; luminance about 30 operations more.
 */
import { DONE, holds } from './status';
import { labToLevels, pixelToLab } from './lab';
import { packPixel } from './sample';

const histogramBytes: usize = 256 * 4;

export function transferScratch(count: i32): usize {
  return (<usize>count << 2) + histogramBytes * 6 + 256 * 3 + 256 * 16 + 64;
}

/** `mask` 0 stands for no mask; with one, pictures and mask have the same size. */
export function transferMeanStd(
  image: usize,
  count: i32,
  reference: usize,
  referenceCount: i32,
  mask: usize,
  scratch: usize,
): i32 {
  assert(holds(image, <usize>count << 2), 'the picture lies in memory');
  assert(holds(reference, <usize>referenceCount << 2), 'the reference lies in memory');
  assert(holds(scratch, transferScratch(count)), 'the scratch space lies in memory');
  const lab = scratch;
  const found = lab + (<usize>count << 2);
  const wanted = found + histogramBytes * 3;
  const curves = wanted + histogramBytes * 3;
  memory.fill(found, 0, histogramBytes * 6);
  if (countLab(image, count, mask, found, lab) === 0) return DONE;
  countLab(reference, referenceCount, mask, wanted, 0);
  for (let channel: usize = 0; channel < 3; channel++) {
    stretch(found + channel * histogramBytes, wanted + channel * histogramBytes, curves + (channel << 8));
  }
  for (let i = 0; i < count; i++) {
    const at = image + (<usize>i << 2);
    const colour = f32x4.add(curved(load<u32>(lab + (<usize>i << 2)), curves), f32x4.splat(0.5));
    store<u32>(at, packColour(colour) | (load<u32>(at) & 0xff000000));
  }
  return DONE;
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
  const found = lab + (<usize>count << 2);
  const wanted = found + histogramBytes * 3;
  const curves = wanted + histogramBytes * 3;
  const shares = (curves + 256 * 3 + 15) & ~15;
  memory.fill(found, 0, histogramBytes * 6);
  countLab(image, count, 0, found, lab);
  countLab(reference, referenceCount, 0, wanted, 0);
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
  for (let i = 0; i < count; i++) {
    const at = image + (<usize>i << 2);
    store<u32>(at, withLuminance(load<u32>(at), curved(load<u32>(lab + (<usize>i << 2)), curves)));
  }
  return DONE;
}

/** Counts the Lab bytes where the mask is not 0, keeps them at `lab` unless that is 0, and returns how many pixels counted. */
function countLab(pixels: usize, count: i32, mask: usize, histograms: usize, lab: usize): i32 {
  let counted = 0;
  for (let i = 0; i < count; i++) {
    const bytes = pixelToLab(load<u32>(pixels + (<usize>i << 2)));
    if (lab !== 0) store<u32>(lab + (<usize>i << 2), bytes);
    if (mask !== 0 && load<u8>(mask + <usize>i) === 0) continue;
    counted++;
    increment(histograms + (<usize>(bytes & 255) << 2));
    increment(histograms + histogramBytes + (<usize>((bytes >> 8) & 255) << 2));
    increment(histograms + histogramBytes * 2 + (<usize>((bytes >> 16) & 255) << 2));
  }
  return counted;
}

function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

/** Lab bytes through the three curves, as levels of red, green and blue. */
function curved(lab: u32, curves: usize): v128 {
  return labToLevels(
    <i32>load<u8>(curves + <usize>(lab & 255)),
    <i32>load<u8>(curves + 256 + <usize>((lab >> 8) & 255)),
    <i32>load<u8>(curves + 512 + <usize>((lab >> 16) & 255)),
  );
}

/** The curve that gives one histogram the mean and deviation of another. */
function stretch(found: usize, wanted: usize, curve: usize): void {
  const fromMean = meanOf(found);
  const toMean = meanOf(wanted);
  const fromDeviation = deviationOf(found, fromMean);
  const toDeviation = deviationOf(wanted, toMean);
  const gain: f64 = fromDeviation > 0 ? toDeviation / fromDeviation : 1;
  for (let value = 0; value < 256; value++) {
    const level = (<f64>value - fromMean) * gain + toMean;
    store<u8>(curve + <usize>value, level > 0 ? <u8>min<f64>(Math.floor(level + 0.5), 255) : 0);
  }
}

function meanOf(histogram: usize): f64 {
  let times: f64 = 0;
  let sum: f64 = 0;
  for (let value = 0; value < 256; value++) {
    const here = <f64>load<u32>(histogram + (<usize>value << 2));
    times += here;
    sum += here * <f64>value;
  }
  return times > 0 ? sum / times : 0;
}

function deviationOf(histogram: usize, mean: f64): f64 {
  let times: f64 = 0;
  let squares: f64 = 0;
  for (let value = 0; value < 256; value++) {
    const here = <f64>load<u32>(histogram + (<usize>value << 2));
    times += here;
    squares += here * <f64>value * <f64>value;
  }
  return times > 0 ? Math.sqrt(Math.max(squares / times - mean * mean, 0)) : 0;
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

/** A colour with the luminance (Rec. 601) and alpha of the pixel it replaces; it moves towards grey until it fits into bytes. */
function withLuminance(pixel: u32, colour: v128): u32 {
  const target =
    <f32>0.299 * <f32>(pixel & 255) +
    <f32>0.587 * <f32>((pixel >> 8) & 255) +
    <f32>0.114 * <f32>((pixel >> 16) & 255);
  const red = f32x4.extract_lane(colour, 0);
  const green = f32x4.extract_lane(colour, 1);
  const blue = f32x4.extract_lane(colour, 2);
  const present = <f32>0.299 * red + <f32>0.587 * green + <f32>0.114 * blue;
  const low = min(red, min(green, blue)) - present;
  const high = max(red, max(green, blue)) - present;
  let chroma: f32 = 1;
  if (low + target < 0) chroma = target / -low;
  if (high + target > 255) chroma = min(chroma, (255 - target) / high);
  const distance = f32x4.mul(f32x4.sub(colour, f32x4.splat(present)), f32x4.splat(chroma));
  return packColour(f32x4.add(distance, f32x4.splat(target + <f32>0.5))) | (pixel & 0xff000000);
}

/** Cuts levels to whole ones and clamps them; alpha is 0. */
function packColour(levels: v128): u32 {
  return packPixel(i32x4.trunc_sat_f32x4_s(levels)) & 0x00ffffff;
}
