export { performFaces } from './perform-faces.js';
export type { FaceTools } from './perform-faces.js';
export type { FacesRequest, FacesResult, FoundFace } from './requests.js';
