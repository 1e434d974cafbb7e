import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { apiVersion, isFacetError } from '@facet/api';
import type { ConfigRequest } from '../../config/index.js';
import { writeAtomic } from '../../media/write-atomic.js';
import { discoverPlugin } from '../../plugins/discover.js';
import type { NpmCall } from '../npm.js';
import { npm } from '../npm.js';
import type { SheetContent } from './contact-sheet.js';
import { contactSheet } from './contact-sheet.js';
import type { SamplePictures } from './sample-config.js';
import { notInSample, sampleConfig } from './sample-config.js';

/** The part of a run report that is shown. */
export interface TrialReport {
  readonly targets: readonly {
    readonly path: string;
    readonly outcome: string;
    readonly warnings: readonly string[];
    readonly error?: { readonly code: string; readonly message: string; readonly remedy?: string };
    readonly inspection?: readonly string[];
    readonly times?: readonly { readonly stage: string; readonly provider: string; readonly ms: number }[];
  }[];
}

export interface TrialRequest {
  /** For the build; its `dir` is the plugin's folder. */
  readonly call: NpmCall;
  readonly pictures: SamplePictures;
  /** Expressions that win over the sample config. */
  readonly set?: readonly string[];
  readonly run: (config: ConfigRequest) => Promise<TrialReport>;
}

export interface Trial extends SheetContent {
  /** The page with all pictures. */
  readonly sheet: string;
  /** What a swap does not run, as `<kind> <id>`. */
  readonly apart: readonly string[];
}

/**
 * Builds the plugin where it has a build script, swaps the samples with it, and writes the page. What goes wrong with the plugin stands in the
 * trial: work on it goes on.
 */
export async function tryPlugin({ call, pictures, set, run }: TrialRequest): Promise<Trial> {
  const { dir, env } = call;
  const at = new Date();
  let name = path.basename(dir);
  let apart: readonly string[] = [];
  const finish = async (rest: Pick<SheetContent, 'failure' | 'targets'>): Promise<Trial> => {
    const content = { plugin: name, at, ...rest };
    const sheet = path.join(pictures.out, 'index.html');
    await mkdir(pictures.out, { recursive: true });
    const text = await contactSheet(content);
    await writeAtomic(sheet, new TextEncoder().encode(text), { overwrite: true });
    return { ...content, sheet, apart };
  };
  try {
    if (await hasBuild(dir)) await npm(['run', 'build'], call);
    const plugin = await discoverPlugin({ spec: dir, from: dir }, apiVersion);
    name = `${plugin.id} ${plugin.version}`;
    apart = notInSample(plugin);
    const report = await run({
      cwd: dir,
      file: false,
      env: Object.fromEntries(Object.entries(env).filter(([key]) => key.startsWith('FACET_'))),
      flags: sampleConfig(plugin, pictures),
      ...(set && { set }),
    });
    return await finish({
      targets: report.targets.map(({ inspection = [], times = [], ...target }) => ({
        ...target,
        times,
        pictures: inspection,
      })),
    });
  } catch (error) {
    if (call.signal.aborted || !isFacetError(error)) throw error;
    const { code, message, remedy } = error;
    return finish({ targets: [], failure: { code, message, ...(remedy !== undefined && { remedy }) } });
  }
}

async function hasBuild(dir: string): Promise<boolean> {
  try {
    const { scripts } = JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8')) as {
      readonly scripts?: Readonly<Record<string, string>>;
    };
    return scripts?.build !== undefined;
  } catch {
    // What is wrong with it is said when the manifest is read.
    return false;
  }
}
