import { FacetError } from '@facet/api';

/** Codes of the server. */
export const serverCodes = {
  SERVER_ADDRESS: { exit: 1, meaning: 'The server cannot listen at the address or port it was given.' },
  SERVER_NO_TOKEN: {
    exit: 2,
    meaning: 'An address others can reach was given to the server without a token.',
  },
  UNAUTHORIZED: { exit: 1, meaning: 'A request lacks the token of the server, or has a wrong one.' },
  FOREIGN_ORIGIN: {
    exit: 1,
    meaning: 'A page of another site, or a name that is not local, asked the server.',
  },
  NOT_FOUND: { exit: 1, meaning: 'The server has no such route, job or result.' },
  REQUEST_INVALID: {
    exit: 1,
    meaning: 'A request is malformed, or a field of it has the wrong type or value.',
  },
  REQUEST_TOO_LARGE: { exit: 1, meaning: "A request is larger than the server's limit." },
  REQUEST_TIMEOUT: { exit: 1, meaning: 'A request was not done within the time limit of the server.' },
  MEDIA_TYPE: { exit: 1, meaning: 'The body of a request has a type the server does not read.' },
  SERVER_BUSY: { exit: 1, meaning: 'The queue of the server is full; the answer says when to come back.' },
  SERVER_STOPPING: { exit: 1, meaning: 'The server is shutting down and takes no more work.' },
  NOT_BASE64: { exit: 1, meaning: 'A picture or face checkpoint in a request is not base64.' },
  CHECKPOINT_NAME: {
    exit: 1,
    meaning: 'A request names a face checkpoint by something else than a plain name.',
  },
  CHECKPOINT_UNKNOWN: { exit: 1, meaning: 'The checkpoints folder has no face checkpoint of that name.' },
  PROVIDER_UNAVAILABLE: {
    exit: 1,
    meaning: 'A strict request names a restorer or upscaler that is not there.',
  },
  INPAINTING_UNAVAILABLE: {
    exit: 1,
    meaning: 'A request asks for inpainting, and no inpainter is configured.',
  },
  TOO_MANY_RESULTS: {
    exit: 1,
    meaning: 'The units of a request multiply to more results than one may have.',
  },
} as const;

export const serverAddress = (host: string, port: number, reason: string, cause: unknown): FacetError =>
  new FacetError('SERVER_ADDRESS', `The server cannot listen at ${host}:${port}: ${reason}.`, {
    remedy: 'Choose another port with --port, or another address with --host.',
    cause,
  });

export const serverNoToken = (host: string): FacetError =>
  new FacetError(
    'SERVER_NO_TOKEN',
    `Others can reach "${host}", so the server needs a token to listen there.`,
    { remedy: 'Set the variable FACET_TOKEN, give --token-file, or listen at 127.0.0.1.' },
  );

export const shortToken = (where: string, least: number): FacetError =>
  new FacetError('SERVER_NO_TOKEN', `The token of ${where} is shorter than ${least} characters.`, {
    remedy: 'Make one with "openssl rand -hex 32".',
  });

export const tokenUnreadable = (file: string, cause: unknown): FacetError =>
  new FacetError('SERVER_NO_TOKEN', `The token file "${file}" cannot be read.`, {
    remedy: 'Check the path given with --token-file; the file holds the token and nothing else.',
    cause,
  });

export const unauthorized = (): FacetError =>
  new FacetError('UNAUTHORIZED', 'The request needs the token of this server.', {
    remedy: 'Send "Authorization: Bearer <token>", or the token as the password of Basic authentication.',
  });

export const foreignOrigin = (what: string): FacetError =>
  new FacetError('FOREIGN_ORIGIN', `The server does not answer ${what}.`, {
    remedy: 'Ask it as http://127.0.0.1 or http://localhost, and not from the page of another site.',
  });

export const notFound = (what: string): FacetError =>
  new FacetError('NOT_FOUND', `There is no ${what}.`, { remedy: 'GET /openapi.json lists what there is.' });

/** @param problems One sentence per field. */
export const requestInvalid = (problems: readonly string[]): FacetError =>
  new FacetError('REQUEST_INVALID', `The request cannot be used: ${problems.join(' ')}`, {
    remedy: 'Correct these fields; GET /openapi.json describes every route.',
    details: { problems: [...problems] },
  });

export const requestTooLarge = (limitBytes: number): FacetError =>
  new FacetError('REQUEST_TOO_LARGE', `The request is larger than the ${limitBytes} bytes it may have.`, {
    remedy: 'Send smaller pictures, or raise server.bodyLimitBytes in the config.',
    details: { limitBytes },
  });

export const requestTimeout = (limitMs: number): FacetError =>
  new FacetError('REQUEST_TIMEOUT', `The request was not done within ${limitMs} ms and was ended.`, {
    remedy: 'Send less at once, or raise server.requestTimeoutMs in the config.',
  });

export const mediaType = (): FacetError =>
  new FacetError('MEDIA_TYPE', 'The body of the request has a type that this route does not read.', {
    remedy:
      'Send JSON with "Content-Type: application/json"; POST /v1/jobs takes multipart/form-data as well.',
  });

export const serverBusy = (waiting: number): FacetError =>
  new FacetError('SERVER_BUSY', `The server is busy: ${waiting} requests are waiting or being read.`, {
    remedy: 'Try again after the seconds in Retry-After.',
  });

export const serverStopping = (): FacetError =>
  new FacetError('SERVER_STOPPING', 'The server is shutting down.', { remedy: 'Ask again once it is back.' });

export const notBase64 = (field: string): FacetError =>
  new FacetError('NOT_BASE64', `"${field}" is not base64.`, {
    remedy: 'Send the bytes of the file as base64, bare or as a data URL.',
  });

export const checkpointName = (name: string): FacetError =>
  new FacetError('CHECKPOINT_NAME', `"${name}" is no plain name of a face checkpoint.`, {
    remedy: 'Name a .safetensors file of the checkpoints folder by letters, digits, spaces and any of ._-',
  });

export const checkpointUnknown = (name: string): FacetError =>
  new FacetError('CHECKPOINT_UNKNOWN', `There is no face checkpoint "${name}" on the server.`, {
    remedy: 'Put it into the folder that server.checkpoints names, or send it as base64.',
  });

export const providerUnavailable = (kind: string, name: string): FacetError =>
  new FacetError('PROVIDER_UNAVAILABLE', `The ${kind} "${name}" is not available on this server.`, {
    remedy: `Name another one, map it under server.${kind}s in the config, or ask without "strict".`,
    details: { kind, name },
  });

export const inpaintingUnavailable = (where: string): FacetError =>
  new FacetError(
    'INPAINTING_UNAVAILABLE',
    `"${where}" asks for inpainting, and no inpainter is configured.`,
    { remedy: 'Leave the denoising strength at 0, or configure an inpainter.' },
  );

export const tooManyResults = (count: number, limit: number): FacetError =>
  new FacetError('TOO_MANY_RESULTS', `The units multiply to ${count} results, and ${limit} are allowed.`, {
    remedy: 'Blend the sources of some units, or send several requests.',
  });
