/*
 * Writes the reference page of the error codes: `node dist/errors/write-error-page.js <file>`.
 */
import { writeFile } from 'node:fs/promises';
import { errorPage } from './error-page.js';

const [file = 'errors.md'] = process.argv.slice(2);
await writeFile(file, errorPage());
