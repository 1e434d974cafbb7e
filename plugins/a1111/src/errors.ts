import { FacetError } from '@facet/api';

const start = 'Start the server with its API switched on (--api), or correct "url" of the inpainter.';

/** @param url Address of the server, as in every message here. */
export const unreachable = (url: string, cause: unknown): FacetError =>
  new FacetError('A1111_UNREACHABLE', `The inpainting server at ${url} cannot be reached.`, {
    remedy: start,
    cause,
  });

export const timedOut = (url: string, limitMs: number, cause: unknown): FacetError =>
  new FacetError('A1111_TIMEOUT', `The inpainting server at ${url} gave no answer within ${limitMs} ms.`, {
    remedy: 'Raise "timeoutMs" of the inpainter (and engine.stageTimeoutMs above it), or use fewer steps.',
    cause,
  });

export const refused = (url: string, status: number, reason: string): FacetError =>
  new FacetError(
    'A1111_STATUS',
    `The inpainting server at ${url} answered with status ${status}${reason === '' ? '' : `: ${reason}`}`,
    { remedy: remedyOf(status) },
  );

function remedyOf(status: number): string {
  if (status === 401 || status === 403)
    return 'Put what the server expects as Authorization into an environment variable, and its name into "authorizationFrom".';
  if (status === 404) return start;
  return "Look at the server's own log; a sampler or model it does not know is a common cause.";
}

export const answerUnreadable = (url: string, problem: string, cause?: unknown): FacetError =>
  new FacetError('A1111_ANSWER', `The answer of the inpainting server at ${url} is of no use: ${problem}.`, {
    remedy: 'Check that "url" is the address of a server with the /sdapi/v1/img2img route.',
    ...(cause !== undefined && { cause }),
  });

export const answerWrongSize = (url: string, expected: string, found: string): FacetError =>
  new FacetError(
    'A1111_SIZE',
    `The inpainting server at ${url} answered with a picture of ${found} pixels instead of ${expected}.`,
    { remedy: 'Look for a script or extension of the server that resizes results, and switch it off.' },
  );

export const noAuthorization = (variable: string): FacetError =>
  new FacetError(
    'A1111_AUTHORIZATION',
    `The environment variable "${variable}", which "authorizationFrom" of the inpainter names, is not set.`,
    {
      remedy: `Set ${variable} to the value of the Authorization header, or leave "authorizationFrom" empty.`,
    },
  );
