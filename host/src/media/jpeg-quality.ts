/** The luminance table of ITU-T T.81, annex K.1, in zigzag order: what libjpeg scales by its quality. */
const luminance = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/**
 * The libjpeg quality, 1..100, whose luminance table is nearest to a JPEG's own.
 * Exact for files written by libjpeg and its kin; the nearest match for other encoders' tables.
 * @returns `undefined` when the file has no table before its pixels.
 */
export function estimateJpegQuality(jpeg: Uint8Array): number | undefined {
  const table = luminanceTable(jpeg);
  if (!table) return undefined;
  let best = 1;
  let bestError = Infinity;
  for (let quality = 1; quality <= 100; quality++) {
    const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
    let error = 0;
    for (let i = 0; i < 64; i++) {
      const step = Math.min(255, Math.max(1, Math.floor((luminance[i]! * scale + 50) / 100)));
      error += Math.abs(step - table[i]!);
    }
    if (error <= bestError) {
      best = quality;
      bestError = error;
    }
  }
  return best;
}

/** Quantisation table 0 in zigzag order, from the DQT segments (ITU-T T.81, B.2.4.1). */
function luminanceTable(jpeg: Uint8Array): readonly number[] | undefined {
  const data = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff;) {
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) return undefined;
    const end = at + 2 + data.getUint16(at + 2);
    if (marker === 0xdb) {
      for (let table = at + 4; table < Math.min(end, jpeg.length);) {
        const wide = jpeg[table]! >> 4 !== 0;
        const id = jpeg[table]! & 15;
        const size = wide ? 128 : 64;
        if (table + 1 + size > jpeg.length) return undefined;
        const values = Array.from({ length: 64 }, (_, i) =>
          wide ? data.getUint16(table + 1 + 2 * i) : jpeg[table + 1 + i]!,
        );
        if (id === 0) return values;
        table += 1 + size;
      }
    }
    at = end;
  }
  return undefined;
}
