/**
 * The one error of the house. A closed list of codes, each documented in docs/errors.md (a test keeps both equal).
 * `message` is public and says what to do; `detail` and `cause` are only logged.
 */

/** Every code a client can meet, with the HTTP status the REST adapter answers. */
export const ERROR_STATUS = {
  UNAUTHENTICATED: 401,
  INSUFFICIENT_AUTHENTICATION: 401,
  FORBIDDEN: 403,
  TENANT_SUSPENDED: 403,
  NETWORK_NOT_ALLOWED: 403,
  FEATURE_DISABLED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  BAD_USER_INPUT: 400,
  MALFORMED_JSON: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  INCOMPLETE_BODY: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  OPERATION_TOO_LARGE: 400,
  OPERATION_TOO_DEEP: 400,
  TOO_MANY_ALIASES: 400,
  INTROSPECTION_DISABLED: 400,
  INVALID_CURSOR: 400,
  CURSOR_EXPIRED: 410,
  INVALID_SCHEMA: 400,
  INCOMPATIBLE_SCHEMA: 409,
  INVALID_RECORD: 422,
  FIELD_UNKNOWN: 400,
  INDEX_REQUIRED: 400,
  SEARCH_TOO_SHORT: 400,
  SEARCH_TOO_BROAD: 400,
  CONFLICT: 409,
  RANGE_NOT_SATISFIABLE: 416,
  OFFSET_MISMATCH: 409,
  UPLOAD_EXPIRED: 410,
  CHECKSUM_MISMATCH: 460,
  UNSUPPORTED_TUS_VERSION: 412,
  VERSION_MISMATCH: 412,
  PRECONDITION_REQUIRED: 428,
  SETTING_FIXED: 409,
  TOO_MANY_SOCKETS: 429,
  TOO_MANY_OPERATIONS: 429,
  SLOW_CONSUMER: 429,
  TOO_MANY_MESSAGES: 429,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 403,
  DIGEST_MISMATCH: 422,
  KEY_DESTROYED: 410,
  DATA_DAMAGED: 500,
  SUBGRAPH_UNAVAILABLE: 503,
  UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One wrong input value: where it is (JSON pointer or argument path), which rule, and what to do. */
export interface FieldFault {
  path: string;
  code: string;
  message: string;
}

export interface AppErrorOptions {
  fields?: FieldFault[];
  /** Extra public facts, e.g. the denied coordinates of a refused operation. */
  extensions?: Record<string, unknown>;
  /** For the log only. */
  detail?: string;
  cause?: unknown;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldFault[] | undefined;
  readonly extensions: Record<string, unknown> | undefined;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = options.fields;
    this.extensions = options.extensions;
    this.detail = options.detail;
  }
}

/** The one answer for what does not exist and for what the caller may not know exists: they must be identical. */
export function notFound(): AppError {
  return new AppError(
    "NOT_FOUND",
    "There is nothing here by that id or name. Check it, and that your key belongs to the right tenant.",
  );
}

/** A change that what is there already forbids; `cause` is the violated constraint. */
export function conflict(message: string, cause: unknown, fields?: FieldFault[]): AppError {
  return new AppError("CONFLICT", message, { fields, cause });
}

/** Finds the AppError behind the wrappers that GraphQL executors put around a thrown error. */
export function appErrorOf(error: unknown): AppError | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof AppError) return current;
    current = (current as { originalError?: unknown }).originalError ?? current.cause;
  }
  return undefined;
}

/** What clients see of a fault that nobody foresaw: it tells nothing of what happened. */
export const MASKED_MESSAGE =
  "Something went wrong on our side. It is logged under the request id; tell the operator that id if it happens again.";

/** The error that was thrown first, behind whatever executors put around it. */
export function rootOf(error: Error): Error {
  const inner = (error as { originalError?: unknown }).originalError ?? error.cause;
  return inner instanceof Error ? rootOf(inner) : error;
}
