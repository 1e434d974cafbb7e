/**
 * CIE Lab of sRGB (D65), in 8 bits (L * 255 / 100, a + 128, b + 128) and as it is.
 *
 * The way to bytes is OpenCV's integer arithmetic for 8-bit pictures (linear light in 1/8 levels, cube roots with 15 bits),
 * so the bytes agree with `cv2.COLOR_RGB2LAB`, and both backends count the very same histograms.
 */

/** Linear light is kept in 1/8 levels: 0..2040. */
const linearScale = 8;
const matrixBits = 12;
const rootBits = 15;

/** sRGB to XYZ (IEC 61966-2-1, D65), rows X, Y, Z. */
const toXyz = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
] as const;

const white = [0.950456, 1, 1.088754] as const;

const linear = Uint16Array.from({ length: 256 }, (_, level) =>
  Math.round(255 * linearScale * toLinear(level / 255)),
);

const root = Uint16Array.from({ length: 256 * 1.5 * linearScale }, (_, i) =>
  Math.round(2 ** rootBits * labRoot(i / (255 * linearScale))),
);

const matrix = toXyz.map((row, i) => row.map((value) => Math.round((2 ** matrixBits * value) / white[i]!)));

/** Writes the Lab bytes of one colour to `lab[at..at+2]`. */
export function rgbToLab(red: number, green: number, blue: number, lab: Uint8Array, at: number): void {
  const light = [linear[red]!, linear[green]!, linear[blue]!] as const;
  const [fx, fy, fz] = matrix.map((row) => {
    const sum = row[0]! * light[0] + row[1]! * light[1] + row[2]! * light[2];
    return root[descale(sum, matrixBits)]!;
  }) as [number, number, number];
  const lightness = Math.trunc((116 * 255 + 50) / 100);
  const offset = -Math.trunc((16 * 255 * 2 ** rootBits + 50) / 100);
  const centre = 128 * 2 ** rootBits;
  lab[at] = clampByte(descale(lightness * fy + offset, rootBits));
  lab[at + 1] = clampByte(descale(500 * (fx - fy) + centre, rootBits));
  lab[at + 2] = clampByte(descale(200 * (fy - fz) + centre, rootBits));
}

/** L (0..100), a and b of one colour, not rounded. */
export function exactLab(red: number, green: number, blue: number): [number, number, number] {
  const light = [red, green, blue].map((level) => toLinear(level / 255)) as [number, number, number];
  const [fx, fy, fz] = toXyz.map((row, i) =>
    labRoot((row[0] * light[0] + row[1] * light[1] + row[2] * light[2]) / white[i]!),
  ) as [number, number, number];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** The colour of three Lab bytes, as `labToRgb`. */
export function labBytesToRgb(l: number, a: number, b: number): [number, number, number] {
  return labToRgb((l * 100) / 255, a - 128, b - 128);
}

/** L, a and b as levels 0..255, not rounded; colours beyond sRGB are clamped channel by channel. */
export function labToRgb(l: number, a: number, b: number): [number, number, number] {
  const fy = (l + 16) / 116;
  const x = labCube(fy + a / 500) * white[0];
  const y = labCube(fy);
  const z = labCube(fy - b / 200) * white[2];
  return [
    255 * toGamma(3.240479 * x - 1.53715 * y - 0.498535 * z),
    255 * toGamma(-0.969256 * x + 1.875991 * y + 0.041556 * z),
    255 * toGamma(0.055648 * x - 0.204043 * y + 1.057311 * z),
  ];
}

function descale(value: number, bits: number): number {
  return Math.floor((value + 2 ** (bits - 1)) / 2 ** bits);
}

function clampByte(value: number): number {
  return Math.min(Math.max(value, 0), 255);
}

/** Decodes sRGB, 0..1. */
function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Encodes sRGB, clamped to 0..1. */
function toGamma(value: number): number {
  const light = Math.min(Math.max(value, 0), 1);
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** The function f of CIE Lab. */
function labRoot(value: number): number {
  return value < 0.008856 ? 7.787 * value + 16 / 116 : Math.cbrt(value);
}

/** Its inverse. */
function labCube(value: number): number {
  return value <= 0.206893 ? (value - 16 / 116) / 7.787 : value ** 3;
}
