import { stat } from 'node:fs/promises';
import path from 'node:path';

const ending = '.safetensors';
const fallback = 'default_name';
/** Bytes a file name may have on common systems. */
const maxNameBytes = 255;
/** Room for a number such as `_12`. */
const numberBytes = 8;

/** FaceSwapLab's rule: only letters of ASCII, digits, `_`, `.` and spaces stay, and spaces become `_`. */
export function checkpointName(name: string): string {
  const clean = name.replace(/[^A-Za-z0-9_. ]/g, '').replaceAll(' ', '_');
  return clean.slice(0, maxNameBytes - ending.length - numberBytes) || fallback;
}

/** The file for a name in a folder: numbered (`name_1`, `name_2`, …) while the name is taken, unless it may be overwritten. */
export async function checkpointFile(folder: string, name: string, overwrite: boolean): Promise<string> {
  const clean = checkpointName(name);
  const plain = path.join(folder, `${clean}${ending}`);
  let file = plain;
  for (let n = 1; !overwrite && (await exists(file)); n++) file = path.join(folder, `${clean}_${n}${ending}`);
  return file;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
