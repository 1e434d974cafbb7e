import { requestInvalid } from '../../errors/server.js';
import { isOwnModel } from '../../models/index.js';
import { findCheckpoint } from '../checkpoint-file.js';
import type { JobSettings } from './schema.js';

/** Files of a job by the names its request gives them. */
export type JobFiles = ReadonlyMap<string, string>;

/**
 * The settings of a job with files instead of names. A name is a picture or checkpoint of the request, or else a
 * checkpoint on the server; nothing else can be reached.
 * @throws FacetError `REQUEST_INVALID`, `CHECKPOINT_NAME`, `CHECKPOINT_UNKNOWN`.
 */
export async function resolveNames(
  settings: JobSettings,
  files: JobFiles,
  checkpoints: string,
): Promise<{ readonly targets: readonly string[]; readonly settings: Record<string, unknown> }> {
  const { targets, units, unitDefaults, quality, detector, landmarker, recognizer, classifier } = settings;
  const { postprocess, finishers } = settings;
  refuseModelFiles(settings, 'job');
  const target = (name: string): string => {
    const file = files.get(name);
    if (file === undefined)
      throw requestInvalid([`job.targets names "${name}", and there is no such picture.`]);
    return file;
  };
  const find = async (name: string): Promise<string> => files.get(name) ?? findCheckpoint(checkpoints, name);
  const resolved = [];
  for (const unit of units) resolved.push(await resolveUnit({ ...unit }, find));
  return {
    targets: targets.map(target),
    settings: {
      ...given({ detector, landmarker, recognizer, classifier, postprocess, finishers }),
      units: resolved,
      ...(unitDefaults && { unitDefaults: await resolveFaces({ ...unitDefaults }, find) }),
      ...(quality !== undefined && { image: { quality } }),
    },
  };
}

/** A request cannot name files of the server, neither as models. */
function refuseModelFiles(value: unknown, where: string): void {
  if (typeof value === 'string' && isOwnModel(value))
    throw requestInvalid([`${where} names a file of the server, "${value}"; only its config can.`]);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) refuseModelFiles(inner, `${where}.${key}`);
}

/** What a request leaves out, the config of the server says. */
function given(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

type Find = (name: string) => Promise<string>;
type Settings = Readonly<Record<string, unknown>>;

async function resolveUnit(unit: Settings, find: Find): Promise<Settings> {
  const { source, checkpoint } = unit;
  const sources = typeof source === 'string' ? [source] : (source as readonly string[] | undefined);
  return {
    ...(await resolveFaces(unit, find)),
    ...(sources && { source: await Promise.all(sources.map(find)) }),
    ...(typeof checkpoint === 'string' && { checkpoint: await find(checkpoint) }),
  };
}

/** `faces.reference.image` is the other place where a unit names a file. */
async function resolveFaces(unit: Settings, find: Find): Promise<Settings> {
  const faces = unit.faces as Settings | undefined;
  const reference = faces?.reference as Settings | undefined;
  if (typeof reference?.image !== 'string') return unit;
  return { ...unit, faces: { ...faces, reference: { ...reference, image: await find(reference.image) } } };
}
