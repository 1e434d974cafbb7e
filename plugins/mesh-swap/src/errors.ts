import { FacetError } from '@facet/api';

/** A face came without the 468-point mesh. */
export function meshRequired(what: string): FacetError {
  return new FacetError(
    'MESH_REQUIRED',
    `The ${what} face has no 468-point mesh, which the swapper mesh works on.`,
    { remedy: 'Use a landmarker that provides mesh468, such as facemesh.' },
  );
}
