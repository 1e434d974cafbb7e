import { FacetError } from '@facet/api';

/** Codes of trust in a project's code, and of facet.lock. */
export const trustCodes = {
  TRUST_REQUIRED: {
    exit: 2,
    meaning: 'The folder’s config or plugins run code that nobody has trusted yet.',
  },
  LOCK_MISSING: { exit: 2, meaning: 'A run with --frozen finds no facet.lock.' },
  LOCK_BROKEN: { exit: 2, meaning: 'facet.lock cannot be read.' },
  LOCK_DIFFERS: { exit: 2, meaning: 'A plugin is not the one that facet.lock records.' },
} as const;

export const trustRequired = (folder: string, code: readonly string[]): FacetError =>
  new FacetError(
    'TRUST_REQUIRED',
    `${folder} runs code that has not been trusted: ${code.join(', ')}. Nothing was run.`,
    {
      remedy:
        'Look at that code; then run "facet trust" in the folder, or add --trust. Where every change has been reviewed, as in continuous integration, set FACET_TRUST=1.',
      details: { folder, code: [...code] },
    },
  );

export const lockMissing = (file: string): FacetError =>
  new FacetError('LOCK_MISSING', `--frozen compares the plugins with ${file}, which does not exist.`, {
    remedy: 'Write it with "facet plugins lock", and keep it with the project.',
  });

export const lockBroken = (file: string, reason: string): FacetError =>
  new FacetError('LOCK_BROKEN', `${file} cannot be read as a lock file: ${reason}.`, {
    remedy: 'Restore it, or write it anew with "facet plugins lock".',
  });

export const lockDiffers = (plugin: string, locked: string, found: string, file: string): FacetError =>
  new FacetError(
    'LOCK_DIFFERS',
    `The plugin "${plugin}" is not the one that ${file} records: locked is ${locked}, found is ${found}.`,
    {
      remedy:
        'Install what is locked (npm ci), or, when the change is meant, write the lock anew with "facet plugins lock".',
      details: { plugin, locked, found },
    },
  );
