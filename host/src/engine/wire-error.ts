import { FacetError, isFacetError } from '@facet/api';
import type { ErrorRecord } from '../pipeline/report.js';
import type { WireError } from './protocol.js';

/** Flattens an error so that it can cross a thread or stand in a report. */
export function toWire(error: unknown): WireError {
  const { message = String(error), stack } = (error ?? {}) as Partial<Error>;
  const rest = { ...(stack !== undefined && { stack }) };
  if (!isFacetError(error)) return { code: 'INTERNAL', message, ...rest };
  const { code, remedy, details } = error;
  return {
    code,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(details && { details: plain(details) }),
    ...rest,
  };
}

/** What a report says of an error. */
export function toRecord(error: unknown): ErrorRecord {
  const { code, message, remedy, details = {} } = toWire(error);
  const { plugin, version } = details;
  return {
    code,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(typeof plugin === 'string' && { plugin }),
    ...(typeof version === 'string' && { version }),
  };
}

export function fromWire(wire: WireError): FacetError {
  const error = new FacetError(wire.code, wire.message, {
    ...(wire.remedy !== undefined && { remedy: wire.remedy }),
    ...(wire.details && { details: wire.details }),
  });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

/** Details are for programs: what JSON cannot hold is left out. */
function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(details)) as Record<string, unknown>;
}
