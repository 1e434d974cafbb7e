import type { FastifyRequest } from 'fastify';
import { requestInvalid } from '../../errors/server.js';
import { decodeBase64 } from '../base64.js';
import type { JobFolder } from '../job-folder.js';
import { storePicture } from '../pictures.js';
import { parse } from '../validation.js';
import type { JobRequest, JobSettings } from './schema.js';
import { jobSettings, pictureName } from './schema.js';
import type { JobFiles } from './settings.js';

/** Files a multipart request may bring. */
export const maxFiles = 320;

export interface ReadJob {
  readonly settings: JobSettings;
  readonly files: JobFiles;
}

/**
 * Reads a job and stores its pictures: JSON with base64, or multipart/form-data with the field `job` (JSON) and one file
 * field for each picture, named as the picture; a checkpoint's file name ends in `.safetensors`.
 */
export async function readJob(
  request: FastifyRequest,
  body: JobRequest | null | undefined,
  folder: JobFolder,
  maxPixels: number,
): Promise<ReadJob> {
  if (request.isMultipart()) return readMultipart(request, folder, maxPixels);
  if (!body) throw requestInvalid(['The body is empty.']);
  return readJson(body, folder, maxPixels);
}

async function readJson(
  { pictures, checkpoints, job }: JobRequest,
  folder: JobFolder,
  maxPixels: number,
): Promise<ReadJob> {
  const files = new Map<string, string>();
  for (const [name, picture] of Object.entries(pictures)) {
    files.set(name, await storePicture(folder, name, picture, maxPixels));
  }
  for (const [name, checkpoint] of Object.entries(checkpoints)) {
    files.set(
      name,
      await folder.write(`${name}.safetensors`, decodeBase64(checkpoint, `checkpoints.${name}`)),
    );
  }
  return { settings: job, files };
}

async function readMultipart(
  request: FastifyRequest,
  folder: JobFolder,
  maxPixels: number,
): Promise<ReadJob> {
  const files = new Map<string, string>();
  let job: string | undefined;
  for await (const part of request.parts()) {
    const name = part.fieldname;
    if (part.type === 'field') {
      if (name !== 'job' || typeof part.value !== 'string') {
        throw requestInvalid([`The field "${name}" is not expected; "job" and files are.`]);
      }
      job = part.value;
    } else {
      if (!pictureName.test(name)) throw requestInvalid([`"${name}" cannot name a picture.`]);
      const bytes = await part.toBuffer();
      const isCheckpoint = part.filename.endsWith('.safetensors');
      const file = isCheckpoint
        ? await folder.write(`${name}.safetensors`, bytes)
        : await storePicture(folder, name, bytes, maxPixels);
      files.set(name, file);
    }
  }
  if (job === undefined) throw requestInvalid(['The field "job" is missing.']);
  return { settings: parse(jobSettings, readJsonText(job)), files };
}

function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw requestInvalid(['The field "job" is no JSON.']);
  }
}
