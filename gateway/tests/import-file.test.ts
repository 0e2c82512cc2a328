import type { AppError } from "@bulkhead/kernel/error.ts";
import { describe, expect, test } from "vitest";
import { FILE_MEDIA_TYPES, fileOptions } from "../src/rest/import-file.ts";

function read(contentType: string, query: Record<string, string> = {}, contentEncoding?: string) {
  const nothing = {
    path: {},
    body: {},
    upload: undefined,
    idempotencyKey: undefined,
    ifMatch: undefined,
    ifNoneMatch: undefined,
  };
  return fileOptions({ ...nothing, query, file: { contentType, contentEncoding } });
}

describe("what a request says about its file", () => {
  test.each<[string, Record<string, string>, string | undefined, Record<string, string>]>([
    ["text/csv", {}, undefined, { format: "CSV" }],
    ['Text/CSV; Charset="Windows-1252"; header=present', {}, undefined, { format: "CSV", encoding: "WINDOWS_1252" }],
    ["text/csv;charset=UTF-16", {}, "identity", { format: "CSV" }],
    ["application/jsonl", { mode: "partial" }, "GZIP", { format: "NDJSON", compression: "GZIP" }],
    ["text/xml", { items: "/a/b" }, undefined, { format: "XML", items: "/a/b" }],
    ["application/gzip", { format: "ndjson" }, undefined, { compression: "GZIP", format: "NDJSON" }],
    ["application/octet-stream", {}, undefined, {}],
    [
      "text/csv; charset=utf-8",
      { format: "csv", encoding: "utf_8", delimiter: "tab", formulas: "verbatim" },
      undefined,
      { format: "CSV", encoding: "UTF_8", delimiter: "TAB", formulas: "VERBATIM" },
    ],
  ])("%s with %j, packed %s", (type, query, coding, options) => {
    expect(FILE_MEDIA_TYPES).toContain(type.split(";")[0]?.toLowerCase());
    expect(read(type, query, coding)).toEqual(options);
  });

  test.each<[string, string, Record<string, string>, string | undefined, string]>([
    ["another packing", "text/csv", {}, "br", "UNSUPPORTED_MEDIA_TYPE"],
    ["two packings", "text/csv", {}, "gzip, gzip", "UNSUPPORTED_MEDIA_TYPE"],
    ["a charset that is not read", "text/csv; charset=koi8-r", {}, undefined, "UNSUPPORTED_MEDIA_TYPE"],
    ["another format than the header", "text/csv", { format: "xml" }, undefined, "BAD_USER_INPUT"],
    ["another charset", "text/csv; charset=utf-8", { encoding: "utf_16le" }, undefined, "BAD_USER_INPUT"],
    ["another packing than the header", "text/csv", { compression: "none" }, "gzip", "BAD_USER_INPUT"],
  ])("%s is refused", (_what, type, query, coding, code) => {
    expect(() => read(type, query, coding)).toThrow(expect.toSatisfy((error: AppError) => error.code === code));
  });
});
