import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EXPORT_LINK_PATHS } from "../src/rest/export-link-operation.ts";
import { MANIFEST } from "../src/rest/manifest.ts";
import { openApiDocument } from "../src/rest/openapi.ts";
import { UPLOAD_PATHS } from "../src/rest/upload-operations.ts";

const sdl = readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8");

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  responses: Record<string, { $ref?: string }>;
}

const document = openApiDocument(sdl) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
};

const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every object of the document with where it stands. */
function* objects(value: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value)) yield* objects(inner, `${path}/${name}`);
}

describe("the OpenAPI document", () => {
  test("has an operation for every route of the manifest, those written by hand, and no other", () => {
    const byHand = { ...UPLOAD_PATHS, ...EXPORT_LINK_PATHS };
    const others = Object.values(byHand).flatMap((path) => Object.values(path));
    expect(operations.map((one) => one.operationId).sort()).toEqual(
      [...MANIFEST, ...others].map((one) => one.operationId).sort(),
    );
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
  });

  test("says of every operation what it does, and refers every refusal to the one Problem", () => {
    for (const { summary, description, tags, responses } of operations) {
      expect([summary.length > 5, description.length > 20, tags.length]).toEqual([true, true, 1]);
      for (const [status, response] of Object.entries(responses))
        if (status === "304") expect(response).toEqual({ $ref: "#/components/responses/NotModified" });
        else if (!status.startsWith("2")) expect(response).toEqual({ $ref: "#/components/responses/Problem" });
      expect(Object.keys(responses)).toContain("default");
    }
  });

  test("names every object schema and describes every property", () => {
    const { schemas } = document.components;
    for (const [path, schema] of objects(document, "")) {
      const isNamed = /^\/components\/schemas\/\w+$/.test(path);
      // An example of a JSON Schema is no schema of this document.
      if (schema.type === "object" && !isNamed && !path.includes("/example/"))
        expect([path, schema.additionalProperties]).toEqual([path, { type: "string" }]);
    }
    for (const [name, schema] of Object.entries(schemas)) {
      expect([name, typeof schema.description]).toEqual([name, "string"]);
      for (const [property, one] of Object.entries(
        (schema.properties ?? {}) as Record<string, { description?: string }>,
      ))
        expect([`${name}.${property}`, (one.description ?? "").length > 3]).toEqual([`${name}.${property}`, true]);
    }
  });

  test("refers to nothing that it does not define", () => {
    for (const [path, { $ref }] of objects(document, ""))
      if (typeof $ref === "string") {
        const found = $ref
          .slice(2)
          .split("/")
          .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
        expect([path, found === undefined]).toEqual([path, false]);
      }
  });

  test("is the same text every time", () => {
    expect(JSON.stringify(openApiDocument(sdl))).toBe(JSON.stringify(document));
  });

  test("shows records as REST answers them", () => {
    const { Record: record, RecordPage } = document.components.schemas;
    expect(Object.keys(record?.properties as object)).toEqual([
      "id",
      "collection",
      "data",
      "version",
      "created_at",
      "created_by",
      "updated_at",
      "updated_by",
    ]);
    expect(RecordPage?.required).toEqual(["data", "next_cursor", "prev_cursor"]);
  });
});
