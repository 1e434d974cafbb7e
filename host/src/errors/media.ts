import { FacetError } from '@facet/api';

/** Codes of reading and writing pictures. */
export const mediaCodes = {
  IMAGE_NOT_FOUND: { exit: 2, meaning: 'The picture does not exist.' },
  IMAGE_IS_FOLDER: { exit: 2, meaning: 'A folder was given where a picture is expected.' },
  IMAGE_UNREADABLE: { exit: 1, meaning: 'The file cannot be read: no permission, or not a regular file.' },
  IMAGE_EMPTY: { exit: 1, meaning: 'The file holds no bytes.' },
  IMAGE_FORMAT: { exit: 1, meaning: 'The file is not a JPEG, PNG, WebP, AVIF or TIFF.' },
  IMAGE_TRUNCATED: { exit: 1, meaning: 'The picture is damaged or cut short.' },
  IMAGE_TOO_LARGE: { exit: 1, meaning: 'The picture has more pixels than image.maxPixels allows.' },
  IMAGE_ANIMATED: { exit: 1, meaning: 'The file holds several frames or pages.' },
  IMAGE_TIMEOUT: { exit: 1, meaning: 'Decoding the picture ran past its limit.' },
  IMAGE_DEPTH: {
    exit: 0,
    meaning: 'A warning: the picture has more than 8 bits per channel, and its result has 8.',
  },
  IMAGE_ENCODE: { exit: 1, meaning: 'The result could not be encoded in the format asked for.' },
  OUTPUT_FORMAT: { exit: 2, meaning: 'The extension of the output names no format that can be written.' },
  OUTPUT_FOLDER_MISSING: { exit: 2, meaning: 'The folder of the output does not exist.' },
  OUTPUT_NOT_WRITABLE: { exit: 1, meaning: 'The output cannot be written where it was asked for.' },
  OUTPUT_IS_INPUT: { exit: 2, meaning: 'The output is the same file as an input.' },
  OUTPUT_EXISTS: { exit: 2, meaning: 'The output exists already.' },
} as const;

const readable = 'JPEG, PNG, WebP, AVIF or TIFF';

export const imageNotFound = (path: string, cause: unknown): FacetError =>
  new FacetError('IMAGE_NOT_FOUND', `There is no file "${path}".`, {
    remedy: 'Check the path; relative paths start at the current folder.',
    cause,
  });

export const imageIsFolder = (path: string): FacetError =>
  new FacetError('IMAGE_IS_FOLDER', `"${path}" is a folder, and a picture is expected.`, {
    remedy: 'Name a file in it, or a glob such as "folder/*.jpg".',
  });

export const imageUnreadable = (path: string, reason: string, cause?: unknown): FacetError =>
  new FacetError('IMAGE_UNREADABLE', `"${path}" cannot be read: ${reason}.`, {
    remedy: 'Check that it is a regular file and that you may read it.',
    cause,
  });

export const imageEmpty = (path: string): FacetError =>
  new FacetError('IMAGE_EMPTY', `"${path}" is empty: it holds 0 bytes.`, {
    remedy: 'Copy or export the picture again.',
  });

/** @param found What the bytes look like instead, when that is known. */
export const imageFormat = (path: string, found?: string): FacetError =>
  new FacetError(
    'IMAGE_FORMAT',
    found === undefined
      ? `"${path}" is not a picture, whatever its name says.`
      : `"${path}" is ${found}, which Facet does not read.`,
    { remedy: `Save it as ${readable}.` },
  );

export const imageTruncated = (path: string, format: string, reason: string, cause?: unknown): FacetError =>
  new FacetError('IMAGE_TRUNCATED', `"${path}" is damaged or cut short (${format}: ${reason}).`, {
    remedy: 'Copy or export the picture again.',
    cause,
  });

const inMegapixels = (pixels: number): string => `${(pixels / 1e6).toFixed(pixels < 1e7 ? 2 : 0)} megapixels`;

export const imageTooLarge = (path: string, width: number, height: number, maxPixels: number): FacetError =>
  new FacetError(
    'IMAGE_TOO_LARGE',
    `"${path}" is ${width} x ${height} (${inMegapixels(width * height)}), more than the limit of ${inMegapixels(maxPixels)}.`,
    {
      remedy:
        'Scale the picture down, or raise image.maxPixels (for requests: server.maxPixels) in the config.',
      details: { width, height, maxPixels },
    },
  );

export const fileTooLarge = (path: string, sizeBytes: number, maxBytes: number): FacetError =>
  new FacetError(
    'IMAGE_TOO_LARGE',
    `"${path}" has ${sizeBytes} bytes, more than the ${maxBytes} a picture file may have.`,
    { remedy: 'Save it scaled down or compressed.', details: { sizeBytes, maxBytes } },
  );

/** @param what The format and what it holds, such as `an animated GIF` or `a TIFF with 3 pages`. */
export const imageAnimated = (path: string, what: string): FacetError =>
  new FacetError('IMAGE_ANIMATED', `"${path}" is ${what}; Facet works on still pictures with one frame.`, {
    remedy: 'Save the frame you want as a picture of its own.',
  });

export const imageTimeout = (path: string, limitMs: number, cause: unknown): FacetError =>
  new FacetError('IMAGE_TIMEOUT', `"${path}" was not decoded within ${limitMs / 1000} seconds.`, {
    remedy: 'Save the picture anew; a sound one of any allowed size takes far less.',
    cause,
  });

export const imageEncode = (path: string, format: string, reason: string, cause: unknown): FacetError =>
  new FacetError('IMAGE_ENCODE', `"${path}" could not be encoded as ${format}: ${reason}.`, {
    remedy: 'Choose another format by the extension of the output; PNG holds any size.',
    cause,
  });

export const outputFormat = (path: string, extension: string): FacetError =>
  new FacetError(
    'OUTPUT_FORMAT',
    extension === ''
      ? `The output "${path}" has no extension, so its format is not known.`
      : `The output "${path}" ends in "${extension}", which is no format Facet writes.`,
    { remedy: 'Let it end in .jpg, .png, .webp, .avif or .tif.' },
  );

export const outputFolderMissing = (path: string, folder: string): FacetError =>
  new FacetError('OUTPUT_FOLDER_MISSING', `The output "${path}" lies in a folder that does not exist.`, {
    remedy: `Create "${folder}", or choose another output.`,
    details: { folder },
  });

export const outputNotWritable = (path: string, reason: string, cause?: unknown): FacetError =>
  new FacetError('OUTPUT_NOT_WRITABLE', `The output "${path}" cannot be written: ${reason}.`, {
    remedy: 'Choose another output, or make its folder writable.',
    cause,
  });

export const outputIsInput = (output: string, input: string): FacetError =>
  new FacetError('OUTPUT_IS_INPUT', `The output "${output}" is the same file as the input "${input}".`, {
    remedy: 'Choose another output, or pass --overwrite to replace the input.',
  });

export const outputExists = (path: string): FacetError =>
  new FacetError('OUTPUT_EXISTS', `The output "${path}" exists already.`, {
    remedy: 'Choose another output, or pass --overwrite to replace it.',
  });
