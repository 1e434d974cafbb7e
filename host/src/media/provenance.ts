import { createRequire } from 'node:module';
import type { ExifText } from './exif.js';
import { sharp } from './sharp.js';

/** IPTC's term for a picture composited with the help of trained models (IPTC NewsCodes, Digital Source Type). */
export const digitalSourceType =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/**
 * The XMP packet every output carries. It replaces the input's: what that said of the picture no longer holds.
 * Author, rights and description come along from EXIF, because XMP holds any script and EXIF writers only ASCII.
 */
export function provenanceXmp(exif?: ExifText): string {
  const { Artist, Copyright, ImageDescription } = exif?.image ?? {};
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ` xmp:CreatorTool="Facet ${version}" Iptc4xmpExt:DigitalSourceType="${digitalSourceType}">`,
    list('dc:creator', 'Seq', '', Artist),
    list('dc:rights', 'Alt', ' xml:lang="x-default"', Copyright),
    list('dc:description', 'Alt', ' xml:lang="x-default"', ImageDescription),
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].join('');
}

/** Dublin Core properties are arrays, with a language where they are prose (ISO 16684-1, 8.3). */
function list(name: string, kind: 'Seq' | 'Alt', attributes: string, value: string | undefined): string {
  if (value === undefined) return '';
  return `<${name}><rdf:${kind}><rdf:li${attributes}>${escapeXml(value)}</rdf:li></rdf:${kind}></${name}>`;
}

/** Text for an XML element; characters XML 1.0 does not allow are left out. */
function escapeXml(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** What a picture says of how it was made. */
export interface Provenance {
  readonly digitalSourceType?: string;
  readonly creatorTool?: string;
}

/** Reads the provenance mark of an encoded picture, whoever wrote it; empty when there is none. */
export async function readProvenance(bytes: Uint8Array): Promise<Provenance> {
  const { xmp } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (!xmp) return {};
  const packet = xmp.toString('utf8');
  const sourceType = property(packet, 'Iptc4xmpExt:DigitalSourceType');
  const creatorTool = property(packet, 'xmp:CreatorTool');
  return {
    ...(sourceType !== undefined && { digitalSourceType: sourceType }),
    ...(creatorTool !== undefined && { creatorTool }),
  };
}

/** XMP writes a simple property as an attribute or as an element (ISO 16684-1, 7.4 and 7.9.2.2). */
function property(packet: string, name: string): string | undefined {
  const match = new RegExp(`${name}(?:\\s*=\\s*["']([^"']*)["']|\\s*>\\s*([^<]*?)\\s*<)`).exec(packet);
  return match?.[1] ?? match?.[2];
}
