import { IDEMPOTENCY_KEY } from "./idempotency-key.ts";
import { FILE_PARAMETERS } from "./import-file.ts";
import { IMPORT_PARAMETERS } from "./import-parameters.ts";
import { badParameter } from "./input.ts";
import type { Route } from "./route.ts";

/** What may be said of a file where it is sent may also be said of one that was uploaded before. */
const OPTIONS = [...IMPORT_PARAMETERS, ...FILE_PARAMETERS];

const TEXT = { type: "string" };
const YES_OR_NO = { type: "boolean", default: false };

/** Words of the body, as query parameters or as answers have them, as those of CreateImportInput; what is not said is left out. */
function saidOf(body: Record<string, unknown>): Record<string, unknown> {
  const said = OPTIONS.flatMap(({ name, schema }) => {
    const value = name === "dry_run" && typeof body[name] === "boolean" ? String(body[name]) : body[name];
    if (value === undefined) return [];
    if (typeof value !== "string") throw badParameter(`/${name}`, "Must be a text.");
    const allowed = schema.enum as string[] | undefined;
    if (allowed === undefined) return [[name, value]];
    if (!allowed.includes(value.toLowerCase())) throw badParameter(`/${name}`, `Must be ${allowed.join(" or ")}.`);
    return [name === "dry_run" ? ["dryRun", value.toLowerCase() === "true"] : [name, value.toUpperCase()]];
  });
  return Object.fromEntries(said);
}

/** Starts an import of what a resumable upload brought. */
export const UPLOAD_IMPORT_ROUTE: Route = {
  operationId: "createImportOfUpload",
  method: "POST",
  path: "/v1/imports",
  summary: "Import an upload",
  description:
    "Starts the import of a file that came by a resumable upload, once it is finished. Rows follow on their own.",
  tag: "Imports",
  document: "create-import",
  at: ["createImport", "import"],
  paged: false,
  status: 202,
  parameters: [],
  headers: [IDEMPOTENCY_KEY],
  body: {
    contentType: "application/json",
    name: "CreateImportRequest",
    description: "What to import, and where it goes.",
    properties: {
      collection: { schema: TEXT, description: "Name of the collection.", example: "weather" },
      upload: {
        schema: TEXT,
        description: "Id of the caller's own finished upload: the end of its `Location`.",
        example: "blob_01kb2j5w3zfz6v1m0m3m5g7q8r",
      },
      ...Object.fromEntries(
        // No examples: together they would describe no file.
        OPTIONS.map(({ name, description, schema }) => [
          name,
          { schema: name === "dry_run" ? YES_OR_NO : schema, description, example: undefined, isOptional: true },
        ]),
      ),
    },
  },
  variables: ({ body, idempotencyKey }) => ({
    input: { collection: body.collection, upload: body.upload, idempotencyKey, ...saidOf(body) },
  }),
  location: (made) => `/v1/imports/${String(made.id)}`,
};
