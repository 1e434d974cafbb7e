import { FacetError } from '@facet/api';

/** Codes of saved faces. */
export const checkpointCodes = {
  CHECKPOINT_NOT_FOUND: { exit: 2, meaning: 'The face checkpoint does not exist.' },
  CHECKPOINT_INVALID: { exit: 1, meaning: 'The file is no face checkpoint, or is damaged.' },
  CHECKPOINT_RECOGNIZER: {
    exit: 2,
    meaning: 'The face checkpoint was made with another recognizer than the run uses.',
  },
  CHECKPOINT_NO_TEXTURE: {
    exit: 2,
    meaning: 'The face checkpoint does not hold what the swapper needs of the source, such as its texture.',
  },
  CHECKPOINT_OUTDATED: {
    exit: 2,
    meaning:
      'The face checkpoint holds the texture in a form that the swapper does not read, as another version of Facet saved it.',
  },
  CHECKPOINT_UNSAVABLE: {
    exit: 1,
    meaning: 'What a swapper made of the source is not plain data, so it cannot be saved.',
  },
} as const;

const rebuild = 'Build it again from pictures with "facet faces build".';

export const checkpointNotFound = (path: string, cause: unknown): FacetError =>
  new FacetError('CHECKPOINT_NOT_FOUND', `There is no face checkpoint "${path}".`, {
    remedy: 'Check the path, or build it with "facet faces build".',
    cause,
  });

export const checkpointInvalid = (path: string, reason: string): FacetError =>
  new FacetError('CHECKPOINT_INVALID', `"${path}" is no sound face checkpoint: ${reason}.`, {
    remedy: rebuild,
  });

export const checkpointRecognizer = (path: string, found: string, needed: string, why: string): FacetError =>
  new FacetError(
    'CHECKPOINT_RECOGNIZER',
    `The face checkpoint "${path}" was made with ${found}, and ${why} needs ${needed}.`,
    { remedy: `${rebuild} Or choose the recognizer that made it.`, details: { found, needed } },
  );

/** @param kept What the checkpoint keeps instead, if anything. */
export const checkpointNoTexture = (path: string, swapper: string, kept: string | undefined): FacetError =>
  new FacetError(
    'CHECKPOINT_NO_TEXTURE',
    `The face checkpoint "${path}" holds ${kept === undefined ? 'an identity alone' : `the texture for ${kept}`}, and ${swapper} needs ${kept === undefined ? "the face's texture" : 'its own'}.`,
    {
      remedy:
        'Build it from pictures with "facet faces build" (without --no-texture), name the pictures as source, or choose a swapper that works from an identity.',
    },
  );

/** @param found The form the checkpoint keeps. */
export const checkpointOutdated = (
  path: string,
  swapper: string,
  found: number,
  needed: number,
): FacetError =>
  new FacetError(
    'CHECKPOINT_OUTDATED',
    `The face checkpoint "${path}" holds the texture for ${swapper} in form ${found}, and this version reads form ${needed}: another version of Facet saved it.`,
    { remedy: `${rebuild} Or name the pictures as source.`, details: { found, needed } },
  );

export const checkpointUnsavable = (swapper: string, reason: string): FacetError =>
  new FacetError('CHECKPOINT_UNSAVABLE', `What ${swapper} made of the source cannot be saved: ${reason}.`, {
    remedy: 'Build the checkpoint with --no-texture, or report this to the author of the swapper.',
  });
