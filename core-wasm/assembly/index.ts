/*
 * Every kernel. Pointers and sizes go in, a status comes out (0 is done); nothing here allocates or holds state beyond
 * constant tables. The TypeScript side owns the memory from `heapBase` on.
 */
import { prepareGrain } from './grain';
import { prepareLab } from './lab';
import { prepareTransfer } from './mean-transfer';
import { preparePaired } from './paired';
import { prepareSample } from './sample';
import { prepareTone } from './tone';
import { prepareBicubic } from './warp-bicubic';

export { warp, warpMask, warpScratch } from './warp';
export { tensorScratch, tensorToImage, warpToTensor } from './tensor';
export { reduce, reduceScratch } from './reduce';
export { resize, resizeScratch } from './resize';
export { warpMesh } from './mesh';
export { drawBox, drawEllipse, drawPolygon } from './draw';
export { blurScratch, feather, sharpen } from './blur';
export { filterMask, morphologyScratch } from './morphology';
export { maximumOf, minimumOf, productOf } from './masks';
export { transferHistogram, transferScratch } from './histogram-transfer';
export { meanTransferScratch, transferMeanStd } from './mean-transfer';
export { blend } from './blend';
export { membrane, membraneScratch, regionBox, seamlessClone } from './membrane';
export { paste, pasteScratch } from './paste';
export { blurPlanes, blurPlanesScratch } from './blur-planes';
export { changeTone, changeToneScratch, measureTone, toneScratch } from './tone';
export { grainScratch, matchGrain } from './grain';

/** First byte after the module's own data. */
export function heapBase(): usize {
  return __heap_base;
}

/** Fills the constant tables; called once per instance. */
export function prepare(): void {
  prepareSample();
  preparePaired();
  prepareBicubic();
  prepareLab();
  prepareTransfer();
  prepareTone();
  prepareGrain();
}
