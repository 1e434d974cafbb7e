export { checkpointFile, checkpointName } from './checkpoint-name.js';
export {
  decodeCheckpoint,
  encodeCheckpoint,
  foreignRecognizer,
  isCheckpoint,
  readCheckpoint,
} from './face-checkpoint.js';
export type { FaceCheckpoint, PreparedFace } from './face-checkpoint.js';
