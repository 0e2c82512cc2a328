import { REQUEST_ID_HEADER } from "./openapi-headers.ts";

type JsonObject = Record<string, unknown>;

/** The routes of resumable uploads are those of the tus protocol, and run no document: so they are described by hand. */

const text = (description: string, example?: string) => ({
  description,
  schema: { type: "string" },
  ...(example === undefined ? {} : { example }),
});
const whole = (description: string) => ({ description, schema: { type: "integer", format: "int64", minimum: 0 } });

const header = (name: string, required: boolean, rest: JsonObject) => ({ name, in: "header", required, ...rest });

const TUS_RESUMABLE = header("Tus-Resumable", true, {
  description: "Version of the tus protocol.",
  schema: { type: "string", enum: ["1.0.0"] },
  example: "1.0.0",
});
const LENGTH = whole("Bytes that the whole file has.");
const METADATA = text("Names and base64 values, separated by commas; kept and answered.", "filename d2VhdGhlci5jc3Y=");
const CHECKSUM = header("Upload-Checksum", false, {
  ...text(
    "Digest of this body: sha1, sha256 or sha512, a space, base64. If the bytes are others, none of them are kept.",
    "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
  ),
});
const DEFERRED = header("Upload-Defer-Length", false, {
  description: "In place of Upload-Length: the length is told with a later PATCH.",
  schema: { type: "string", enum: ["1"] },
});
const ID = {
  name: "id",
  in: "path",
  required: true,
  description: "Id of the upload: the end of the `Location` that its creation answered.",
  schema: { type: "string" },
  example: "blob_01kb2j5w3zfz6v1m0m3m5g7q8r",
};

const answered = {
  ...REQUEST_ID_HEADER,
  "tus-resumable": text("Version of the tus protocol."),
  "upload-offset": whole("Bytes that are kept: the next PATCH goes on from there."),
  "upload-expires": text(
    "When the upload is removed if it is not finished, or, once it is, not imported (RFC 9110 section 5.6.7).",
  ),
};

const bytes = {
  required: false,
  description: "Bytes of the file from Upload-Offset on, as many as the client likes.",
  content: { "application/offset+octet-stream": { schema: { type: "string", format: "binary" } } },
};

const refusals = (...statuses: number[]) =>
  Object.fromEntries(
    [...statuses, "default"].map((status) => [String(status), { $ref: "#/components/responses/Problem" }]),
  );
const tags = ["Uploads"];

/** `/v1/uploads` of the OpenAPI document. */
export const UPLOAD_PATHS: Record<string, Record<string, JsonObject>> = {
  "/v1/uploads": {
    options: {
      operationId: "getUploadProtocol",
      tags,
      summary: "Ask what of tus is spoken",
      description: "Answers versions and extensions of the protocol, and how large an upload may be, to anybody.",
      security: [],
      responses: {
        204: {
          description: "What is spoken.",
          headers: {
            ...REQUEST_ID_HEADER,
            "tus-resumable": text("Version of the tus protocol."),
            "tus-version": text("Versions that are spoken."),
            "tus-extension": text("Extensions that are spoken, separated by commas."),
            "tus-max-size": whole("Bytes that an upload may have; a tenant's own setting may be lower."),
            "tus-checksum-algorithm": text("Algorithms of Upload-Checksum, separated by commas."),
          },
        },
        ...refusals(429, 503),
      },
    },
    post: {
      operationId: "createUpload",
      tags,
      summary: "Begin a resumable upload",
      description:
        "Begins an upload by the tus protocol 1.0.0, with its first bytes or none; any client of tus does the rest. " +
        "Unfinished it is kept for 24 hours, finished for 24 more until its import. It is the caller's own: nobody else can go on with it, read where it is or import it.",
      parameters: [
        TUS_RESUMABLE,
        header("Upload-Length", false, LENGTH),
        DEFERRED,
        header("Upload-Metadata", false, METADATA),
        CHECKSUM,
      ],
      requestBody: bytes,
      responses: {
        201: { description: "It begins at `Location`.", headers: { ...answered, location: text("The upload.") } },
        ...refusals(400, 401, 403, 412, 413, 415, 429, 460, 500, 503),
      },
    },
  },
  "/v1/uploads/{id}": {
    head: {
      operationId: "getUpload",
      tags,
      summary: "Ask where an upload is",
      description: "Answers up to which byte the upload is kept, in headers alone.",
      parameters: [ID, TUS_RESUMABLE],
      responses: {
        200: {
          description: "Where it is.",
          headers: { ...answered, "upload-length": LENGTH, "upload-metadata": METADATA },
        },
        ...refusals(401, 403, 404, 410, 412, 429, 500, 503),
      },
    },
    patch: {
      operationId: "appendToUpload",
      tags,
      summary: "Go on with an upload",
      description:
        "Keeps the bytes of the body behind those that are kept; also of a body that breaks off. Of two that go on from the " +
        "same byte one is refused. With its last byte the upload is finished, and can be imported by its id.",
      parameters: [
        ID,
        TUS_RESUMABLE,
        header("Upload-Offset", true, whole("From which byte on the body goes on; HEAD answers it.")),
        header("Upload-Length", false, whole("Bytes of the whole file, where that was deferred.")),
        CHECKSUM,
      ],
      requestBody: { ...bytes, required: true },
      responses: {
        204: { description: "Every byte is safe.", headers: answered },
        ...refusals(400, 401, 403, 404, 409, 410, 412, 413, 415, 429, 460, 500, 503),
      },
    },
    delete: {
      operationId: "deleteUpload",
      tags,
      summary: "Delete an upload",
      description: "Removes an upload and its bytes, finished or not; not one that an import is using.",
      parameters: [ID, TUS_RESUMABLE],
      responses: {
        204: { description: "It is gone.", headers: { ...REQUEST_ID_HEADER } },
        ...refusals(401, 403, 404, 409, 410, 412, 429, 500, 503),
      },
    },
  },
};
