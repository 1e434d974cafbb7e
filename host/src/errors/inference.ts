import { FacetError } from '@facet/api';
import { messageOf } from './cause.js';

/** Codes of inference. */
export const inferenceCodes = {
  DEVICE_UNAVAILABLE: { exit: 1, meaning: 'The device that was asked for cannot be used.' },
  MODEL_INPUT: { exit: 1, meaning: 'A plugin ran a model with inputs it does not take.' },
  MODEL_RUN: { exit: 1, meaning: 'A model could not be opened or failed while running.' },
} as const;

export const deviceUnavailable = (
  device: string,
  reason: string,
  remedy: string,
  cause?: unknown,
): FacetError =>
  new FacetError('DEVICE_UNAVAILABLE', `The device "${device}" cannot be used: ${reason}.`, {
    remedy,
    details: { device, reason },
    cause,
  });

export const modelInput = (model: string, problem: string): FacetError =>
  new FacetError('MODEL_INPUT', `The model "${model}" was run with inputs it does not take: ${problem}.`, {
    remedy: 'Report this to the author of the plugin that runs it.',
  });

export const modelRun = (model: string, device: string, cause: unknown): FacetError =>
  new FacetError('MODEL_RUN', `The model "${model}" failed on ${device}: ${messageOf(cause)}.`, {
    remedy:
      device === 'cpu'
        ? 'Check the model with "facet models verify".'
        : 'Set "device" to "cpu" to see whether the device is the cause.',
    cause,
  });

export const modelOpen = (model: string, device: string, cause: unknown): FacetError =>
  new FacetError('MODEL_RUN', `The model "${model}" could not be opened on ${device}: ${messageOf(cause)}.`, {
    remedy: 'Check the model with "facet models verify"; it may need a newer Facet.',
    cause,
  });

export const brokerDisposed = (model: string): FacetError =>
  new FacetError('MODEL_RUN', `The model "${model}" was run after the run had ended.`, {
    remedy: 'Report this to the author of the plugin that runs it: it kept working after it was disposed of.',
  });
