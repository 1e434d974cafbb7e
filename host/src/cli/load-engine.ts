import type { ReportProgress } from '../report/write-report.js';
import type { EnginePort, PullProgress } from './engine-port.js';

/** The engine, loaded when first asked for. */
export async function loadEngine(): Promise<EnginePort> {
  const engine = await import('../engine/index.js');
  return {
    ...engine,
    pullModels: (request, io) =>
      engine.pullModels(request, { ...io, onProgress: (event) => io.onProgress(event as PullProgress) }),
    writeQualityReport: (request, io) =>
      engine.writeQualityReport(request, {
        ...io,
        onProgress: (event) => io.onProgress(event as ReportProgress),
      }),
  };
}
