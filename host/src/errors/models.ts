import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';

/** Codes of model files: their declarations, the cache, and fetching. */
export const modelsCodes = {
  MODEL_UNDECLARED: { exit: 1, meaning: 'A plugin runs a model that its manifest does not declare.' },
  MODEL_MISSING: { exit: 1, meaning: 'A model is not in the cache.' },
  MODEL_CORRUPT: { exit: 1, meaning: 'A model in the cache is not the file its declaration describes.' },
  MODEL_SOURCE: { exit: 2, meaning: 'The declaration of a model names a source that cannot be used.' },
  MODEL_FETCH: { exit: 1, meaning: 'The source of a model could not be reached or did not deliver it.' },
  MODEL_MISMATCH: {
    exit: 1,
    meaning: 'What the source of a model delivered is not what its declaration describes.',
  },
  MODEL_IMPORT: { exit: 1, meaning: 'The weights of a model could not be converted to ONNX.' },
  MODEL_FILE_MISSING: { exit: 1, meaning: 'A model file that was named cannot be read.' },
  MODEL_FILE_UNREADABLE: { exit: 1, meaning: 'A file that was named as a model is no ONNX model.' },
  MODEL_STORE: { exit: 1, meaning: 'A model could not be written to the cache.' },
} as const;

const pull = (model: string): string => `Run "facet models pull ${model}".`;

export const modelFileMissing = (file: string, cause: unknown): FacetError =>
  new FacetError('MODEL_FILE_MISSING', `The model file "${file}" cannot be read: ${messageOf(cause)}.`, {
    remedy: 'Check the path; "facet models list" shows the models there are by name.',
    cause,
  });

export const modelFileChanged = (file: string, expected: string, found: string): FacetError =>
  new FacetError(
    'MODEL_MISMATCH',
    `The model file "${file}" is not the one the config means: its SHA-256 should be ${expected} but is ${found}.`,
    { remedy: 'Use the file with that hash, or correct what follows "#sha256=" in the config.' },
  );

export const modelFileUnreadable = (file: string, problem: string, cause: unknown): FacetError =>
  new FacetError('MODEL_FILE_UNREADABLE', `"${file}" is no ONNX model: ${problem}.`, {
    remedy: 'Give the path of an .onnx file; if it is one, it was cut off or damaged on its way here.',
    cause,
  });

export const modelMissing = (model: string, path: string): FacetError =>
  new FacetError('MODEL_MISSING', `The model "${model}" is not in the cache (there is no "${path}").`, {
    remedy: pull(model),
    details: { model, path },
  });

export const modelCorrupt = (model: string, path: string, expected: string, found: string): FacetError =>
  new FacetError(
    'MODEL_CORRUPT',
    `The file "${path}" of the model "${model}" is damaged: its SHA-256 should be ${expected} but is ${found}.`,
    { remedy: `${pull(model)} It replaces the file.`, details: { model, path, expected, found } },
  );

export const modelUnreadable = (model: string, path: string, cause: unknown): FacetError =>
  new FacetError(
    'MODEL_STORE',
    `The file "${path}" of the model "${model}" cannot be read: ${messageOf(cause)}.`,
    {
      remedy:
        'Check that you may read the cache folder, or choose another with the environment variable FACET_CACHE.',
      cause,
    },
  );

/** @param problem What is wrong with the declaration, as a clause. */
export const modelSource = (model: string, source: string, problem: string): FacetError =>
  new FacetError('MODEL_SOURCE', `The model "${model}" has the source "${source}", which ${problem}.`, {
    remedy: 'Correct the model in the manifest of its plugin, or report it to the author.',
  });

/**
 * @param what Such as `the package "a@1.0.0"`.
 * @param from The registry or host.
 */
export const modelFetch = (
  model: string,
  what: string,
  from: string,
  reason: string,
  remedy: string,
  cause?: unknown,
): FacetError =>
  new FacetError(
    'MODEL_FETCH',
    `${what} with the model "${model}" could not be fetched from ${from}: ${reason}.`,
    { remedy, details: { model, from }, cause },
  );

/** @param fact What was compared, such as `SHA-256` or `size in bytes`. */
export const modelMismatch = (
  model: string,
  what: string,
  fact: string,
  expected: string | number,
  found: string | number,
): FacetError =>
  new FacetError(
    'MODEL_MISMATCH',
    `${what} of the model "${model}" is not what its manifest describes: the ${fact} should be ${expected} but is ${found}.`,
    {
      remedy: 'Nothing was kept. Try again; if it stays so, the source has changed or is not to be trusted.',
      details: { model, fact, expected, found },
    },
  );

export const modelFileAbsent = (model: string, what: string, path: string): FacetError =>
  new FacetError('MODEL_MISMATCH', `${what} has no file "${path}", which the model "${model}" needs.`, {
    remedy: 'Correct the model in the manifest of its plugin, or report it to the author.',
  });

export const modelImport = (model: string, importer: string, reason: string, cause?: unknown): FacetError =>
  new FacetError(
    'MODEL_IMPORT',
    `The importer "${importer}" could not convert the model "${model}": ${reason}.`,
    { remedy: `Report this to the author of the plugin that provides "${importer}".`, cause },
  );

export const modelStore = (model: string, path: string, cause: unknown): FacetError =>
  new FacetError(
    'MODEL_STORE',
    `The model "${model}" could not be written to "${path}": ${messageOf(cause)}.`,
    {
      remedy:
        'Make room or make the folder writable, or choose another with the environment variable FACET_CACHE.',
      cause,
    },
  );

export const modelUndeclared = (
  plugin: { readonly id: string; readonly version?: string },
  model: string,
): FacetError =>
  new FacetError(
    'MODEL_UNDECLARED',
    `Plugin "${plugin.id}" ${plugin.version ?? ''} asks for the model "${model}", which its manifest does not declare.`,
    {
      remedy: `Report this to the author of "${plugin.id}": declare it under contributes.models in the manifest.`,
      details: { plugin: plugin.id, ...(plugin.version !== undefined && { version: plugin.version }) },
    },
  );
