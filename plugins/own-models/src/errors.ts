import { FacetError } from '@facet/api';

export const noModel = (provider: string): FacetError =>
  new FacetError('OWN_MODEL_NONE', `${provider} has no model to run: its option "model" is empty.`, {
    remedy: `Name the ONNX file beside the provider, such as { use: '${provider}', model: 'file:./model.onnx' }.`,
  });

export const unfitModel = (model: string, expected: string, found: string): FacetError =>
  new FacetError(
    'OWN_MODEL_UNFIT',
    `The model "${model}" does not fit: expected ${expected}, found ${found}.`,
    {
      remedy:
        '"facet models explore" shows what a model takes and gives; choose another file or another provider.',
    },
  );
