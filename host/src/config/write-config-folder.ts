/*
 * Writes what is generated from the code into a folder: `node dist/config/write-config-folder.js <folder>`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configFolderFiles } from './config-folder.js';

const [folder = 'config'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [name, text] of configFolderFiles()) await writeFile(path.join(folder, name), text);
