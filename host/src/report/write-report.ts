import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { apiVersion } from '@facet/api';
import type { Environment } from '../engine/environment.js';
import { checkOutput, writeAtomic } from '../media/index.js';
import { Bench } from './bench.js';
import { reportPage } from './page.js';
import type { Pair } from './pairs.js';
import type { QualityReport } from './records.js';
import { runPairs } from './run-pairs.js';
import { summarize } from './summary.js';

/** What `facet report` asks an engine for. */
export interface ReportRequest {
  readonly pairs: readonly Pair[];
  /** Absolute; it is made when it is not there. */
  readonly folder: string;
  /** Whether an older report there may be replaced. */
  readonly overwrite: boolean;
}

/** What is told before each pair. */
export interface ReportProgress {
  readonly index: number;
  readonly count: number;
  readonly name: string;
}

export interface WrittenReport {
  readonly report: QualityReport;
  readonly page: string;
  readonly json: string;
}

/**
 * Runs pairs through the configured pipeline, judges the results, and writes `index.html`, `report.json` and the swapped pictures into a folder.
 * @throws FacetError for what is wrong with the config or the folder, and `INTERRUPTED`; what is wrong with one pair stands in the report.
 */
export async function writeReport(
  environment: Environment,
  cwd: string,
  { pairs, folder, overwrite }: ReportRequest,
  onProgress: (progress: ReportProgress) => void,
  signal: AbortSignal,
): Promise<WrittenReport> {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const results = path.join(folder, 'results');
  const [page, json] = [path.join(folder, 'index.html'), path.join(folder, 'report.json')];
  await mkdir(results, { recursive: true });
  for (const file of [page, json]) await checkOutput(file, { overwrite });
  const bench = await Bench.open(environment, cwd, pairs, signal);
  const { active } = await bench.mainPipeline();
  const judged = await runPairs(pairs, { folder, results, overwrite }, bench, (index) =>
    onProgress({ index, count: pairs.length, name: pairs[index]!.name }),
  );
  const reports = judged.map((one) => one.report);
  const { units, ...shared } = active.plan;
  const [unit] = units;
  const report: QualityReport = {
    qualityReport: 1,
    facet: apiVersion,
    startedAt,
    ms: Math.round(performance.now() - start),
    plan: { ...shared, unit: { ...unit, sources: undefined } },
    summary: summarize(reports),
    pairs: reports,
  };
  const text = new TextEncoder();
  await writeAtomic(json, text.encode(`${JSON.stringify(report, null, 2)}\n`), { overwrite, signal });
  await writeAtomic(
    page,
    text.encode(
      reportPage(
        report,
        judged.map((one) => one.cutouts),
      ),
    ),
    { overwrite, signal },
  );
  return { report, page, json };
}
