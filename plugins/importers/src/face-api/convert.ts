import { atNode, optionInvalid, weightsInvalid } from '../errors.js';
import { readWeights, type SourceFiles } from '../weights/index.js';
import { ageGender } from './age-gender.js';
import { faceRecognition } from './face-recognition.js';
import { NetworkWeights } from './network-weights.js';
import { ssdMobilenetV1 } from './ssd-mobilenetv1.js';

interface Network {
  /** A weight that only this network has. */
  readonly mark: string;
  readonly build: (weights: NetworkWeights) => Uint8Array;
}

const networks: Readonly<Record<string, Network>> = {
  'ssd-mobilenetv1': { mark: 'Output/extra_dim', build: ssdMobilenetV1 },
  'face-recognition': { mark: 'conv32_down/conv/filters', build: faceRecognition },
  'age-gender': { mark: 'fc/age/weights', build: ageGender },
};

/**
 * Converts a face-api weights manifest. Such a manifest has no graph: the networks are written here, and `network` says which
 * one the weights belong to (`auto` tells by their names).
 * @throws FacetError `IMPORT_*`.
 */
export function convertFaceApi(files: SourceFiles, network: unknown = 'auto'): Uint8Array {
  const known = ['auto', ...Object.keys(networks)];
  if (typeof network !== 'string' || !known.includes(network)) throw optionInvalid('network', network, known);
  const weights = new NetworkWeights(files.main, readWeights(files.mainJson(), files));
  const chosen =
    network === 'auto' ? Object.values(networks).find(({ mark }) => weights.has(mark)) : networks[network];
  if (chosen === undefined) throw weightsInvalid(files.main, 'they belong to no known network');
  return atNode(files.main, 'its network', () => chosen.build(weights));
}
