import { AppError } from "@bulkhead/kernel/error.ts";

/** Something a client may put in the query string; the OpenAPI document is made from it. */
export interface Parameter {
  name: string;
  description: string;
  schema: Record<string, unknown>;
  example?: unknown;
  /** A family of parameters such as `filter[field][operator]`. */
  deep?: boolean;
}

export interface FileHeaders {
  contentType: string | undefined;
  contentEncoding: string | undefined;
}

/** A REST request, its query parameters known and none given twice. */
export interface RestInput {
  path: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  /** Id of the stored upload, where the route takes one. */
  upload: string | undefined;
  /** What the headers say of it. */
  file: FileHeaders;
  /** By which the request may be repeated. */
  idempotencyKey: string | undefined;
  /** Values of these headers; only routes that are `conditional` look at them. */
  ifMatch: string | undefined;
  ifNoneMatch: string | undefined;
}

export interface Property {
  description: string;
  /** OpenAPI's; any JSON value where it has none. */
  schema?: Record<string, unknown>;
  example: unknown;
  isOptional?: boolean;
}

export interface Body {
  contentType: "application/json" | "text/csv";
  /** Name of its schema. */
  name: string;
  description: string;
  /** Required unless it says otherwise; undefined for a body that is no JSON. */
  properties: Record<string, Property> | undefined;
  example?: string;
}

/** Refuses what the route does not know, so that a mistyped filter never answers as if it had filtered. */
export function readQuery(parameters: readonly Parameter[], query: Record<string, unknown>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    const known = parameters.find((one) => one.name === name || (one.deep && name.startsWith(`${one.name}[`)));
    if (!known)
      throw badParameter(
        name,
        `There is no query parameter of this name here. Known: ${parameters.map((one) => one.name).join(", ") || "none"}.`,
      );
    if (typeof value !== "string") throw badParameter(name, "Give this query parameter once.");
    const allowed = known.schema.enum as string[] | undefined;
    if (allowed && !allowed.includes(value)) throw badParameter(name, `Must be ${allowed.join(" or ")}.`);
    read[name] = value;
  }
  return read;
}

export function readBody(body: Body | undefined, given: unknown): Record<string, unknown> {
  if (!body?.properties) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw badParameter("", "The body must be a JSON object.");
  for (const name of Object.keys(given))
    if (!Object.hasOwn(body.properties, name))
      throw badParameter(`/${name}`, "There is no property of this name here.");
  for (const [name, { isOptional }] of Object.entries(body.properties))
    if (!isOptional && !Object.hasOwn(given, name)) throw badParameter(`/${name}`, "Is required.");
  return given as Record<string, unknown>;
}

const SIZE = { type: "integer", minimum: 1, maximum: 500 };

/** Parameters of every list. */
export const paging = {
  parameters: [
    { name: "first", description: "How many to answer, going forward.", schema: { ...SIZE, default: 50 }, example: 20 },
    {
      name: "after",
      description: "Go forward from this cursor: `next_cursor` of the page before.",
      schema: { type: "string" },
    },
    { name: "last", description: "How many to answer, going backward.", schema: SIZE },
    {
      name: "before",
      description: "Go backward from this cursor: `prev_cursor` of the page after.",
      schema: { type: "string" },
    },
  ] satisfies Parameter[],
  read({ query }: RestInput): Record<string, unknown> {
    const { first, after, last, before } = query;
    return { first: readSize("first", first), after, last: readSize("last", last), before };
  },
};

function readSize(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw badParameter(name, "Must be a whole number from 1 to 500.");
  return Number(text);
}

export function badParameter(path: string, message: string): AppError {
  return new AppError("BAD_USER_INPUT", path === "" ? message : `${path}: ${message}`, {
    fields: [{ path, code: "INVALID_PARAMETER", message }],
  });
}

export function badHeader(name: string, message: string): AppError {
  return new AppError("BAD_USER_INPUT", `${name} ${message}`, {
    fields: [{ path: name, code: "INVALID_HEADER", message }],
  });
}
