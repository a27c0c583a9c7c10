import { jsonReply, type Reply } from './api.ts';
import type { SimulatorOptions } from './options.ts';

/** A refusal by the platform: HTTP status, error code and message, and headers where it has its own. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the response has no body. */
  readonly silent: boolean;
  /** Particulars, which only the nested shape has room for. */
  readonly details: readonly unknown[];

  constructor(
    status: number,
    code: string,
    message: string,
    more: { headers?: Record<string, string>; silent?: boolean; details?: readonly unknown[] } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.silent = more.silent ?? false;
    this.details = more.details ?? [];
  }
}

/** 400 `parameter_invalid`. */
export function invalid(parameter: string, why: string): ApiError {
  return new ApiError(400, 'parameter_invalid', `The ${parameter} parameter is invalid. ${why}`);
}

/** 400 `parameter_not_provided`. */
export function missing(name: string): ApiError {
  return new ApiError(400, 'parameter_not_provided', `The ${name} parameter is required but was not provided.`);
}

/** 404 `resource_not_exist` (documented). */
export function notFound(kind: string, id: string): ApiError {
  return new ApiError(404, 'resource_not_exist', `The ${kind} with id ${id} does not exist.`);
}

/** 404 `endpoint_not_exists` (seen live). */
export function endpointNotFound(method: string, path: string, status = 404, code = 'endpoint_not_exists'): ApiError {
  return new ApiError(status, code, `The endpoint ${method} ${path} does not exist.`);
}

/** The response to an error in one of four shapes, all of which TwelveLabs or a gateway uses. */
export function errorReply(error: ApiError, shape: SimulatorOptions['errorShape']): Reply {
  const { status, code, message, headers, details } = error;
  if (error.silent || shape === 'empty') return { status, headers, body: '' };
  if (shape === 'html') {
    const body = `<html><head><title>${status}</title></head><body><h1>${status} ${code}</h1></body></html>`;
    return { status, headers: { 'content-type': 'text/html', ...headers }, body };
  }
  if (shape === 'nested') return jsonReply(status, { error: { code, message, details } }, headers);
  return jsonReply(status, { code, message }, headers);
}
