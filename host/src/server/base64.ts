import { notBase64 } from '../errors/server.js';

/**
 * The bytes of a base64 text, bare or as a data URL (everything up to `base64,` is dropped, as FaceSwapLab does).
 * @param field What messages call it.
 * @throws FacetError `NOT_BASE64` for anything Node would silently skip.
 */
export function decodeBase64(text: string, field: string): Uint8Array {
  const mark = text.slice(0, 200).indexOf('base64,');
  const body = mark === -1 ? text : text.slice(mark + 'base64,'.length);
  const bytes = Buffer.from(body, 'base64');
  if (!isBase64(body, bytes.length)) throw notBase64(field);
  return bytes;
}

/** Letters alone decide, then the length does: white space and missing padding are common and harmless. */
function isBase64(text: string, byteCount: number): boolean {
  if (!/^[A-Za-z0-9+/\-_\s]*={0,2}\s*$/.test(text)) return false;
  const letters = text.replaceAll(/[\s=]/g, '').length;
  return letters % 4 !== 1 && byteCount === Math.floor((letters * 3) / 4);
}
