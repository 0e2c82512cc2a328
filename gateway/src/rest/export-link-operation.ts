import { REQUEST_ID_HEADER } from "./openapi-headers.ts";

type JsonObject = Record<string, unknown>;

const text = (description: string) => ({ description, schema: { type: "string" } });
const bytes = { content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } } };
const headers = {
  ...REQUEST_ID_HEADER,
  "content-disposition": text("A name for the file."),
  "accept-ranges": text("`bytes`"),
  etag: text("For If-Range."),
  "repr-digest": text("SHA-256 of the whole file (RFC 9530)."),
};

/** It needs no credential and runs no document: so the route of links to exports is described by hand. */
export const EXPORT_LINK_PATHS: Record<string, Record<string, JsonObject>> = {
  "/v1/exports/{id}/file": {
    get: {
      operationId: "getExportFile",
      tags: ["Records"],
      summary: "Fetch an export by a link",
      description:
        "The file of an export, or a range of it, for whoever has a link that `createExportLink` made. Every link that does " +
        "not work is answered alike: NOT_FOUND. HEAD answers the headers alone.",
      security: [],
      parameters: [
        {
          name: "id",
          in: "path",
          required: true,
          description: "The export, as the link has it.",
          schema: { type: "string" },
          example: "xpt_01kb2j5w3zfz6v1m0m3m5g7q8r",
        },
        {
          name: "signature",
          in: "query",
          required: true,
          description: "What makes the link work.",
          schema: { type: "string" },
        },
        { name: "Range", in: "header", required: false, ...text("One range of bytes (RFC 9110 section 14.2).") },
        { name: "If-Range", in: "header", required: false, ...text("The ETag of the download that broke off.") },
      ],
      responses: {
        200: { description: "The file.", headers, ...bytes },
        206: {
          description: "The range.",
          headers: { ...headers, "content-range": text("Which bytes they are.") },
          ...bytes,
        },
        ...Object.fromEntries(
          [404, 416, 429, 500, 503, "default"].map((status) => [
            String(status),
            { $ref: "#/components/responses/Problem" },
          ]),
        ),
      },
    },
  },
};
