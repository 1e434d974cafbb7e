/** The sRGB primaries adapted to D50, as ICC profiles of sRGB hold them (IEC 61966-2-1 with Bradford adaptation). */
const primaries: Readonly<Record<string, readonly [number, number, number]>> = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};

/** How far a primary or a point of the curve may be off; rounding in common sRGB profiles stays below it. */
const tolerance = 0.003;

/**
 * Whether an ICC profile says sRGB: a matrix profile with sRGB's primaries and curve (ICC.1:2022, 8.3 and 10.18).
 * Pixels under such a profile are sRGB already, and converting them would only add rounding.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  if (profile.length < 132) return false;
  const data = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (ascii(profile, 16) !== 'RGB ' || ascii(profile, 36) !== 'acsp') return false;
  const tags = new Map<string, number>();
  const count = Math.min(data.getUint32(128), Math.floor((profile.length - 132) / 12));
  for (let i = 0; i < count; i++) tags.set(ascii(profile, 132 + 12 * i), data.getUint32(136 + 12 * i));
  try {
    const samePrimaries = Object.entries(primaries).every(([tag, expected]) => {
      const at = tags.get(tag);
      return (
        at !== undefined &&
        expected.every((value, i) => Math.abs(data.getInt32(at + 8 + 4 * i) / 65536 - value) < tolerance)
      );
    });
    return (
      samePrimaries &&
      !tags.has('A2B0') &&
      ['rTRC', 'gTRC', 'bTRC'].every((tag) => isSrgbCurve(data, tags.get(tag)))
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isSrgbCurve(data: DataView, at: number | undefined): boolean {
  if (at === undefined) return false;
  return [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1].every(
    (x) => Math.abs(evaluateCurve(data, at, x) - srgbToLinear(x)) < tolerance,
  );
}

function srgbToLinear(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** A `curv` or `para` element at `x`, 0..1; NaN for a type that is neither. */
function evaluateCurve(data: DataView, at: number, x: number): number {
  const type = data.getUint32(at);
  if (type === 0x63757276) {
    const count = data.getUint32(at + 8);
    if (count === 0) return x;
    if (count === 1) return x ** (data.getUint16(at + 12) / 256);
    const position = x * (count - 1);
    const low = Math.min(Math.floor(position), count - 2);
    const sample = (i: number): number => data.getUint16(at + 12 + 2 * i) / 65535;
    return sample(low) + (sample(low + 1) - sample(low)) * (position - low);
  }
  if (type === 0x70617261 && data.getUint16(at + 8) === 3) {
    const [g = 1, a = 1, b = 0, c = 1, d = 0] = [0, 1, 2, 3, 4].map(
      (i) => data.getInt32(at + 12 + 4 * i) / 65536,
    );
    return x >= d ? (a * x + b) ** g : c * x;
  }
  return NaN;
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
