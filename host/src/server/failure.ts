import { isFacetError } from '@facet/api';
import type { FacetError } from '@facet/api';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { errorCodes } from '../errors/index.js';
import { mediaType, requestInvalid, requestTooLarge } from '../errors/server.js';
import { retryAfterSeconds, statusOf } from './http-status.js';

/** The body of every answer that is no success. `detail` is where clients of FaceSwapLab look. */
export const failureSchema = z
  .object({
    error: z.object({
      code: z.string().describe('Stable; docs/errors.md lists all of them.'),
      message: z.string(),
      remedy: z.string().describe('What to do about it.').optional(),
    }),
    detail: z.string(),
  })
  .readonly()
  .describe('What went wrong.');

export type FailureBody = z.output<typeof failureSchema>;

export function failureBody(error: unknown): FailureBody {
  const { code, message, remedy } = isFacetError(error)
    ? error
    : { code: 'INTERNAL', message: 'The server failed in a way it does not foresee.', remedy: undefined };
  return { error: { code, message, ...(remedy !== undefined && { remedy }) }, detail: `${code}: ${message}` };
}

/** Answers with what went wrong. */
export function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const body = failureBody(error);
  const status = statusOf(body.error.code);
  if (status === 503) void reply.header('retry-after', retryAfterSeconds);
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="Facet"');
  // The rest of a body that is too large is read and dropped: a connection cut short would swallow this answer.
  if (status === 413) void reply.header('connection', 'keep-alive');
  return reply.code(status).send(body);
}

/** What Fastify says of a request, in this server's words. */
export function translate(error: unknown, bodyLimitBytes: number): unknown {
  const {
    code = '',
    statusCode,
    message,
  } = error as { code?: string; statusCode?: number; message?: string };
  const known = fastifyErrors[code];
  if (known) return known(bodyLimitBytes, message ?? '');
  // Errors of libraries carry codes as well.
  if (code in errorCodes) return error;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return requestInvalid([`${message ?? 'It is malformed'}.`]);
  }
  return error;
}

const noJson = (_: number, reason: string): FacetError => requestInvalid([`The body is no JSON: ${reason}.`]);
const tooLarge = (limit: number): FacetError => requestTooLarge(limit);

const fastifyErrors: Readonly<Record<string, (limit: number, message: string) => FacetError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_REQ_FILE_TOO_LARGE: tooLarge,
  FST_FILES_LIMIT: () => requestInvalid(['It has too many files.']),
  FST_PARTS_LIMIT: () => requestInvalid(['It has too many parts.']),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => mediaType(),
  FST_ERR_CTP_EMPTY_JSON_BODY: noJson,
  FST_ERR_CTP_INVALID_JSON_BODY: noJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: (_, message) => requestInvalid([`${message}.`]),
};
