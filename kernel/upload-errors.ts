import { AppError } from "./error.ts";

export function expired(): AppError {
  return new AppError(
    "UPLOAD_EXPIRED",
    "This upload is gone: it was not finished within a day, was deleted, or its import has ended. Begin a new one.",
  );
}

export function offsetMismatch(offset: number): AppError {
  const message = `This upload is at byte ${offset}. Ask with HEAD where it is, and go on from there.`;
  return new AppError("OFFSET_MISMATCH", message, {
    fields: [{ path: "Upload-Offset", code: "OFFSET_MISMATCH", message }],
  });
}

export function checksumMismatch(): AppError {
  return new AppError(
    "CHECKSUM_MISMATCH",
    "The bytes of this request do not have the checksum in Upload-Checksum. None of them were kept; send them again.",
  );
}

export function lengthIsSet(): AppError {
  const message =
    "Another length of this upload was announced, or more bytes than that have come. Go on without Upload-Length, or begin a new upload.";
  return new AppError("CONFLICT", message, { fields: [{ path: "Upload-Length", code: "UPLOAD_LENGTH", message }] });
}

export function inUse(): AppError {
  return new AppError("CONFLICT", "This upload is in use by an import, and goes when the import has ended.");
}

export function tooManyParts(): AppError {
  return new AppError(
    "BODY_TOO_LARGE",
    "This upload came in too many small pieces. Begin a new one and send at least 1 MB in each request.",
  );
}

export function overQuota(most: number, left: number): AppError {
  return new AppError(
    "QUOTA_EXCEEDED",
    `Your plan's ${most} bytes leave room for ${Math.max(0, left)}, and this upload is larger. Delete some, or ask the operator for another plan.`,
    { extensions: { quota: "bytes", most } },
  );
}

/** Of a file that turned out to be larger, as it came. */
export function noRoom(left: number): AppError {
  const message = `The file has more than the ${left} bytes that your plan leaves room for. Delete some, or ask the operator for another plan.`;
  return new AppError("QUOTA_EXCEEDED", message, { extensions: { quota: "bytes" } });
}
