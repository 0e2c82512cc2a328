import type { Route } from "./route.ts";

type JsonObject = Record<string, unknown>;

const text = (description: string) => ({ description, schema: { type: "string" } });

export const REQUEST_ID_HEADER = { "x-request-id": text("Names this request in logs and audit.") };
const LOCATION_HEADER = { location: text("Address of what was made.") };
const LINK_HEADER = { link: text("Addresses of the next and previous page (RFC 8288).") };
const FILE_HEADER = { "content-disposition": text("`attachment`, with the name of the file (RFC 6266).") };
const ETAG_HEADER = { etag: text("Another for every other answer (RFC 9110 section 8.8.3).") };
const CACHED_HEADERS = {
  age: { description: "Seconds since the answer was made, where it was kept.", schema: { type: "integer" } },
  "cache-status": text("How the cache was asked, where `Cache-Control` asked for it (RFC 9211)."),
};

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
  example,
});

/** Headers of requests that mean the same on many routes. */
export const SHARED_PARAMETERS = {
  IfNoneMatch: header(
    "If-None-Match",
    "ETag of an answer at hand: where it is still the same, the answer is 304 and has no body.",
    '"4mqP0dPCHZBPg7mYVnCfbK"',
  ),
  IfMatch: header(
    "If-Match",
    "ETag of what was read: where it is another by now, nothing is changed and the answer is VERSION_MISMATCH.",
    '"rec_01kb2j5w3zfz6v1m0m3m5g7q8r.3"',
  ),
  CacheControl: header(
    "Cache-Control",
    "`max-age=60`: an answer that was made up to 60 seconds ago will do, if nothing is known to have changed since.",
    "max-age=60",
  ),
};

const parameter = (name: keyof typeof SHARED_PARAMETERS) => ({ $ref: `#/components/parameters/${name}` });

/** Whether what it answers has a tag, so that it need not be sent twice. */
function isTagged({ method, answersBytes, answersRows, isStream }: Route): boolean {
  return method === "GET" && answersBytes === undefined && answersRows === undefined && !isStream;
}

export function sharedParameters(route: Route, isCacheable: boolean): JsonObject[] {
  return [
    ...(isTagged(route) ? [parameter("IfNoneMatch")] : []),
    ...(isCacheable ? [parameter("CacheControl")] : []),
    ...(route.conditional ? [parameter("IfMatch")] : []),
  ];
}

export function answerHeaders(route: Route, isCacheable: boolean): JsonObject {
  return {
    ...REQUEST_ID_HEADER,
    ...(route.location ? LOCATION_HEADER : {}),
    ...(route.paged ? LINK_HEADER : {}),
    ...(route.answersRows ? FILE_HEADER : {}),
    ...(isTagged(route) || (route.version && route.status === 201) ? ETAG_HEADER : {}),
    ...(isCacheable ? CACHED_HEADERS : {}),
  };
}

export const NOT_MODIFIED = {
  description: "The answer is the one whose ETag was sent.",
  headers: { ...REQUEST_ID_HEADER, ...ETAG_HEADER },
};

/** Answers that are neither a success nor a problem. */
export function otherAnswers(route: Route): JsonObject {
  return isTagged(route) ? { 304: { $ref: "#/components/responses/NotModified" } } : {};
}

/** Statuses of problems, in their order. */
export function refusalsOf(route: Route): number[] {
  return [
    ...[400, 401, 403, 404],
    ...(route.answersBytes ? [409, 416] : route.method === "GET" ? [] : [409]),
    ...(route.conditional ? [412] : []),
    ...(route.body ? [413, 415, 422] : []),
    ...(route.conditional && route.method === "PUT" ? [428] : []),
    ...[429, 500, 503],
  ];
}
