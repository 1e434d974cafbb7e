import { FacetError } from '@facet/api';

/** Every code this package throws, the exit status it leads to, and what it means. */
export const kernelCodes = {
  KERNEL_ARGUMENT: { exit: 1, meaning: 'A pixel kernel was called with an argument it cannot work with.' },
  KERNEL_MEMORY: {
    exit: 1,
    meaning:
      'The pictures in work need more memory than the kernels may use, or may take while one is encoded.',
  },
  KERNEL_LOAD: { exit: 1, meaning: 'The WebAssembly file of the kernels is missing or cannot be loaded.' },
} as const;

/** "Expected X for name but received Y", the one wording for every wrong argument. */
export function argumentError(
  operation: string,
  name: string,
  expected: string,
  received: string,
): FacetError {
  return new FacetError(
    'KERNEL_ARGUMENT',
    `${operation}: expected ${expected} for ${name} but received ${received}.`,
    {
      remedy: `Correct the argument "${name}" of kernels.${operation}.`,
      details: { operation, argument: name },
    },
  );
}

export function memoryError(neededBytes: number, maximumBytes: number, cause?: unknown): FacetError {
  return new FacetError(
    'KERNEL_MEMORY',
    `The pictures in work need ${megabytes(neededBytes)} MB but the kernels may use ${megabytes(maximumBytes)} MB.`,
    { remedy: 'Use smaller pictures, or enlarge them less.', details: { neededBytes, maximumBytes }, cause },
  );
}

/** A view on the memory is in use, and growth would take it away. */
export function memoryLent(missingBytes: number): FacetError {
  return new FacetError(
    'KERNEL_MEMORY',
    `The pixel kernels need ${megabytes(missingBytes)} MB more while a picture is encoded from their memory, which cannot grow meanwhile.`,
    {
      remedy: 'A plugin must not use kernels after its stage has ended: await everything a stage begins.',
      details: { missingBytes },
    },
  );
}

export function loadError(path: string, cause: unknown): FacetError {
  return new FacetError('KERNEL_LOAD', `The WebAssembly kernels could not be loaded from ${path}.`, {
    remedy: 'Build them with "npm run build:wasm", or install @facet/core-wasm again.',
    details: { path },
    cause,
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
