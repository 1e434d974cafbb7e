/** The descriptive EXIF fields that pass from an input to its output, by tag number (EXIF 3.0, 4.6). */
const imageTags: Readonly<Record<number, string>> = {
  0x010e: 'ImageDescription',
  0x010f: 'Make',
  0x0110: 'Model',
  0x0132: 'DateTime',
  0x013b: 'Artist',
  0x8298: 'Copyright',
};
const photoTags: Readonly<Record<number, string>> = {
  0x9003: 'DateTimeOriginal',
  0x9004: 'DateTimeDigitized',
  0x9010: 'OffsetTime',
  0x9011: 'OffsetTimeOriginal',
  0xa433: 'LensMake',
  0xa434: 'LensModel',
};
const photoIfdTag = 0x8769;

/** Text fields of EXIF: the picture's own and those about the shot. */
export interface ExifText {
  readonly image: Readonly<Record<string, string>>;
  readonly photo: Readonly<Record<string, string>>;
}

/**
 * Reads who made a picture, with what, when, and its copyright.
 *
 * Left out on purpose: the orientation (pixels are upright), the thumbnail (it would show the face before the swap),
 * the place, and makers' notes (they may hold a place or a preview).
 * @param exif The EXIF block with or without its `Exif\0\0` prefix.
 */
export function readExifText(exif: Uint8Array): ExifText {
  const start = exif[0] === 0x45 && exif[1] === 0x78 ? 6 : 0;
  const tiff = exif.subarray(start);
  const data = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = data.getUint16(0) === 0x4949;
    const first = data.getUint32(4, little);
    const photo = findOffset(data, first, little, photoIfdTag);
    return {
      image: readText(data, first, little, imageTags),
      photo: photo === undefined ? {} : readText(data, photo, little, photoTags),
    };
  } catch (error) {
    if (error instanceof RangeError) return { image: {}, photo: {} };
    throw error;
  }
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

function entries(data: DataView, ifd: number, little: boolean): Entry[] {
  return Array.from({ length: data.getUint16(ifd, little) }, (_, i) => {
    const at = ifd + 2 + 12 * i;
    return {
      tag: data.getUint16(at, little),
      type: data.getUint16(at + 2, little),
      count: data.getUint32(at + 4, little),
      at: at + 8,
    };
  });
}

function findOffset(data: DataView, ifd: number, little: boolean, tag: number): number | undefined {
  const entry = entries(data, ifd, little).find((candidate) => candidate.tag === tag);
  return entry && data.getUint32(entry.at, little);
}

/** Fields of type ASCII (2) and UTF-8 (129). */
function readText(
  data: DataView,
  ifd: number,
  little: boolean,
  names: Readonly<Record<number, string>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { tag, type, count, at } of entries(data, ifd, little)) {
    const name = names[tag];
    if (name === undefined || (type !== 2 && type !== 129)) continue;
    const from = count <= 4 ? at : data.getUint32(at, little);
    if (from + count > data.byteLength) continue;
    const bytes = new Uint8Array(data.buffer, data.byteOffset + from, count);
    const text = new TextDecoder()
      .decode(bytes)
      .replace(/\0[^]*$/, '')
      .trim();
    if (text !== '') found[name] = text;
  }
  return found;
}
