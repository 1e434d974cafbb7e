import { createRequire } from 'node:module';
import { sharp } from './sharp.js';

/** IPTC's term for a picture composited with the help of trained models (IPTC NewsCodes, Digital Source Type). */
export const digitalSourceType =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The XMP packet every output carries. It replaces the input's: what that said of the picture no longer holds. */
export const provenanceXmp = [
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
  ` xmp:CreatorTool="Facet ${version}" Iptc4xmpExt:DigitalSourceType="${digitalSourceType}"/>`,
  '</rdf:RDF></x:xmpmeta>',
  '<?xpacket end="w"?>',
].join('');

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
