import { FacetError, isFacetError } from '@facet/api';

/** A file that the main file names is not among the declared ones. */
export function fileMissing(path: string, neededBy: string): FacetError {
  return new FacetError('IMPORT_FILE_MISSING', `${neededBy} names the file ${path}, which was not given.`, {
    remedy: 'Add the file to the companions of the model declaration.',
    details: { path, neededBy },
  });
}

/** A text file that cannot be read as what it claims to be. */
export function fileUnreadable(path: string, reason: string, cause?: unknown): FacetError {
  return new FacetError('IMPORT_FILE_UNREADABLE', `${path} cannot be read: ${reason}.`, {
    remedy: 'Check that the download is complete and that the importer fits the file.',
    details: { path },
    cause,
  });
}

/** Weights whose bytes, shapes or types do not fit together. */
export function weightsInvalid(path: string, reason: string): FacetError {
  return new FacetError('IMPORT_WEIGHTS', `The weights described by ${path} cannot be read: ${reason}.`, {
    remedy: 'Check that every weight file is complete.',
    details: { path },
  });
}

/** An operation or layer that the importer does not know. */
export function opUnknown(path: string, op: string, node: string): FacetError {
  return new FacetError(
    'IMPORT_OP_UNKNOWN',
    `${path} uses the operation ${op} (at ${node}), which cannot be converted.`,
    {
      remedy: 'Convert the model to ONNX with another tool and declare the ONNX file.',
      details: { path, op, node },
    },
  );
}

/** A graph that is not well formed, or uses a known operation in a way that has no ONNX counterpart here. */
export function graphInvalid(path: string, node: string, reason: string, cause?: unknown): FacetError {
  return new FacetError('IMPORT_GRAPH', `${path} cannot be converted at ${node}: ${reason}.`, {
    remedy:
      'Check that the download is complete; otherwise convert the model with another tool and declare the ONNX file.',
    details: { path, node },
    cause,
  });
}

/** Runs one step of a conversion; whatever goes wrong in it names the file and the node. */
export function atNode<Result>(path: string, node: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (isFacetError(error)) throw error;
    throw graphInvalid(path, node, error instanceof Error ? error.message : String(error), error);
  }
}

/** An import option with an unknown value. */
export function optionInvalid(option: string, found: unknown, expected: readonly string[]): FacetError {
  return new FacetError(
    'IMPORT_OPTION',
    `Expected one of ${expected.join(', ')} for the import option ${option} but received ${JSON.stringify(found)}.`,
    { details: { option, expected } },
  );
}
