import { PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { type OperationDefinitionNode, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { createEngine } from "../src/engine/engine.ts";
import { collectCoordinates } from "../src/rules/coordinates.ts";
import { decide } from "../src/rules/decide.ts";
import { and, deny, not, or, permits, rule } from "../src/rules/shield.ts";
import { buildRuleTree } from "../src/rules/tree.ts";
import { localSubgraph } from "../src/subgraphs/local.ts";
import { ADMIN, principalWith } from "./fixtures/gateway.ts";
import { createLibrary } from "./fixtures/library.ts";

const library = createLibrary();
const tree = buildRuleTree(library.supergraphSdl);
const { apiSchema } = createEngine(library.supergraphSdl, library.subgraphs.map(localSubgraph));

function coordinates(source: string): readonly string[] {
  const document = parse(source);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === "OperationDefinition",
  );
  if (!operation) throw new Error("no operation");
  return collectCoordinates(apiSchema, document, operation).coordinates;
}

const denied = async (source: string, permissions: readonly Permission[]) =>
  (await decide(tree, coordinates(source), principalWith(permissions))).denied;

describe("coordinates", () => {
  test("come from fields, inline fragments, named fragments, unions and interfaces", () => {
    const source = `query { item { ... on Book { id } ...D } media { id ... on Book { author { name } } } __typename }
      fragment D on Disc { title ...E } fragment E on Disc { author { age } }`;
    expect(coordinates(source)).toEqual([
      "Author.age",
      "Author.name",
      "Book.author",
      "Book.id",
      "Disc.author",
      "Disc.title",
      "Medium.id",
      "Query.item",
      "Query.media",
    ]);
  });

  test("__typename is free and introspection is counted apart", () => {
    const document = parse('{ __typename __schema { types { name } } __type(name: "Book") { name } }');
    expect(collectCoordinates(apiSchema, document, document.definitions[0] as OperationDefinitionNode)).toEqual({
      coordinates: [],
      introspects: true,
    });
  });
});

describe("the rule tree", () => {
  test("has a rule for every field of the supergraph that clients can see", () => {
    const fields = Object.values(apiSchema.getTypeMap())
      .filter(
        (type) =>
          "getFields" in type && !type.name.startsWith("__") && type.astNode?.kind !== "InputObjectTypeDefinition",
      )
      .flatMap((type) =>
        Object.keys((type as unknown as { getFields(): object }).getFields()).map((field) => `${type.name}.${field}`),
      );
    expect(fields.length).toBeGreaterThan(40);
    expect(fields.filter((coordinate) => !tree.has(coordinate))).toEqual([]);
  });

  test("denies a field that nobody declared", async () => {
    expect(await decide(tree, ["Query.unheardOf"], ADMIN)).toEqual({ denied: ["Query.unheardOf"], missing: [] });
  });

  test("adds up the permissions of type and field, and of a directive given twice", async () => {
    expect(await denied("{ people { age } }", ["user:read"])).toEqual([]);
    expect(await denied("{ undeclaredTwin }", ["tenant:read"])).toEqual(["Query.undeclaredTwin"]);
    expect(await denied("{ undeclaredTwin }", ["tenant:read", "member:read"])).toEqual([]);
  });

  test("guards a field of an interface by every type behind it", async () => {
    expect(await denied("{ media { id } }", ["record:read"])).toEqual([]);
    expect(await denied("{ media { title } }", ["record:read"])).toEqual(["Medium.title"]);
    expect(await denied("{ media { title } }", ["record:read", "import:read"])).toEqual([]);
  });

  test("guards nested fields, through whatever fragment", async () => {
    expect(await denied("{ books { author { age } } }", ["record:read"])).toEqual(["Author.age"]);
    expect(
      await denied("{ books { ...B } } fragment B on Book { author { ...A } } fragment A on Author { age }", [
        "record:read",
      ]),
    ).toEqual(["Author.age"]);
  });

  test("names every denied field and every missing permission at once", async () => {
    const decision = await decide(
      tree,
      coordinates('mutation { addBook(title: "x") { title author { age } } }'),
      principalWith(["record:read"]),
    );
    expect(decision).toEqual({ denied: ["Author.age", "Mutation.addBook"], missing: ["record:create", "user:read"] });
  });

  test("lets the anonymous have what is public and nothing else", async () => {
    expect((await decide(tree, coordinates("{ motto }"), ANONYMOUS)).denied).toEqual([]);
    expect((await decide(tree, coordinates("{ me { id } }"), ANONYMOUS)).denied).toEqual(["Author.id", "Query.me"]);
  });

  test.each(PERMISSIONS)("%s by itself never opens a field that needs another", async (permission) => {
    for (const [coordinate, { permissions }] of tree) {
      const { denied: refused } = await decide(tree, [coordinate], principalWith([permission]));
      const needsMore = permissions.some((one) => one !== permission);
      expect([coordinate, refused.length > 0]).toEqual([coordinate, needsMore]);
    }
  });
});

test("graphql-shield's rules combine", async () => {
  const yes = rule("test yes", { cache: "no_cache" })(() => true);
  const fails = rule("test fails", { cache: "no_cache" })(() => {
    throw new Error("broken rule");
  });
  expect(await permits(and(yes, or(deny, yes), not(deny)), ADMIN)).toBe(true);
  expect(await permits(and(yes, deny), ADMIN)).toBe(false);
  expect(await permits(fails, ADMIN)).toBe(false);
});
