import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lintSupergraph } from "../src/rules/lint.ts";
import { composeSdl, HEADER } from "./fixtures/compose.ts";

/** Composes one or two subgraphs of which `sdl` is a part, and lints the result. */
function lint(...sdls: string[]): string[] {
  const subgraphs = sdls.map((sdl, index) => ({ name: `part${index}`, sdl }));
  return lintSupergraph(composeSdl(subgraphs), sdls);
}

const GOOD = `${HEADER}
type Query @data(class: INTERNAL) { thing: Thing @permission(allOf: ["record:read"]) }
type Thing @key(fields: "id") @permission(allOf: ["record:read"]) @data(class: INTERNAL) { id: ID! secret: String @permission(allOf: ["user:read"]) }
`;

test("a supergraph that declares everything has no faults", () => {
  expect(lint(GOOD)).toEqual([]);
});

test("the house's own supergraph has no faults", () => {
  const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
  const subgraphs = ["identity", "tenancy", "data", "audit"].map((name) => read(`subgraphs/${name}/schema.graphql`));
  expect(lintSupergraph(read("schema/supergraph.graphql"), subgraphs)).toEqual([]);
});

describe("a planted fault is found", () => {
  test("a field without a declared permission", () => {
    expect(lint(GOOD.replace('@permission(allOf: ["record:read"]) }\ntype Thing', "}\ntype Thing"))).toEqual([
      "Query.thing declares neither @permission nor @signedIn nor @public",
    ]);
  });

  test("a field without a data class", () => {
    expect(lint(GOOD.replace("type Query @data(class: INTERNAL)", "type Query"))).toEqual([
      "Query.thing has no data class: add @data to it or to its type",
    ]);
  });

  test("a permission that nobody can hold", () => {
    expect(lint(GOOD.replace('["user:read"]', '["user:raed"]'))).toEqual([
      "Thing.secret needs user:raed, which is no permission of kernel/permission.ts",
    ]);
  });

  test("directives lost for want of @composeDirective", () => {
    const forgetful = GOOD.replace('  @composeDirective(name: "@permission")\n', "").replace(/thing/gi, (name) =>
      name === "Thing" ? "Other" : "other",
    );
    expect(lint(GOOD, forgetful)).toContain(
      "Other.secret lost @permission user:read in composition: see @composeDirective and @link of its subgraph",
    );
  });

  test("directives lost on a shared type, where the other subgraph's survive", () => {
    const other = `${HEADER.replace('  @composeDirective(name: "@permission")\n', "")}
      type Query @data(class: INTERNAL) { more: Thing @signedIn }
      type Thing @key(fields: "id") @data(class: INTERNAL) { id: ID! @permission(allOf: ["tenant:read"]) }`;
    expect(lint(GOOD, other)).toEqual([
      "Thing.id lost @permission tenant:read in composition: see @composeDirective and @link of its subgraph",
    ]);
  });

  test("a field that requires what it is not guarded for", () => {
    const other = `${HEADER}
      type Thing @key(fields: "id") @permission(allOf: ["record:read"]) @data(class: INTERNAL) {
        id: ID!
        secret: String @external
        hint: String @requires(fields: "secret")
      }`;
    expect(lint(GOOD, other)).toEqual(["Thing.hint reaches Thing.secret by @requires but lacks user:read"]);
  });

  test("a field that provides what it is not guarded for", () => {
    const other = `${HEADER}
      type Query @data(class: INTERNAL) { open: Thing @permission(allOf: ["record:read"]) @provides(fields: "secret") }
      type Thing @key(fields: "id") @permission(allOf: ["record:read"]) @data(class: INTERNAL) { id: ID! secret: String @external }`;
    expect(lint(GOOD.replace("secret: String", "secret: String @shareable"), other)).toEqual([
      "Query.open reaches Thing.secret by @provides but lacks user:read",
    ]);
  });

  test("an interface guarded more weakly than a type behind it", () => {
    const sdl = `${HEADER}
      type Query @data(class: INTERNAL) { node: Node @signedIn }
      interface Node @signedIn @data(class: INTERNAL) { id: ID! }
      type Person implements Node @permission(allOf: ["user:read"]) @data(class: INTERNAL) { id: ID! }
      type Note implements Node @signedIn @data(class: INTERNAL) { id: ID! }`;
    expect(lint(sdl)).toEqual(["Node.id is guarded more weakly than Person.id: it lacks user:read"]);
  });

  describe("of what may be kept", () => {
    const cacheable = (by: string) =>
      GOOD.replace("thing: Thing @permission", `thing: Thing @cacheable(by: ${by}) @permission`);

    test("by an event that there is not", () => {
      expect(lint(cacheable('["record", "weather"]'))).toEqual([
        "Query.thing is @cacheable by weather, of which schema/events.json has no event",
      ]);
    });

    test("by nothing", () => {
      expect(lint(cacheable("[]"))).toEqual([
        "Query.thing is @cacheable by nothing: name the events that make its answer another",
      ]);
    });

    test("of what changes something", () => {
      const mutation = `type Mutation @data(class: INTERNAL) { change: Thing @cacheable(by: ["record"]) @permission(allOf: ["record:update"]) }`;
      expect(lint(GOOD + mutation)).toEqual(["Mutation.change is @cacheable, which only what is read can be"]);
    });

    test("lost in composition", () => {
      const forgetful = cacheable('["record"]').replace('  @composeDirective(name: "@cacheable")\n', "");
      expect(lint(forgetful)).toEqual([
        "Query.thing lost @cacheable record in composition: see @composeDirective and @link of its subgraph",
      ]);
    });

    test("by the word of another subgraph", () => {
      const kept = GOOD.replace('Thing @key(fields: "id")', 'Thing @key(fields: "id") @cacheable(by: ["record"])');
      const other = `${HEADER}
        type Thing @key(fields: "id") @permission(allOf: ["record:read"]) @data(class: INTERNAL) { id: ID! mood: String }`;
      expect(lint(kept, other)).toEqual([
        "Thing.mood is @cacheable by the word of another subgraph: declare the fields there one by one",
      ]);
    });

    test("that reaches by @requires what changes with other events", () => {
      const other = `${HEADER}
        type Thing @key(fields: "id") @permission(allOf: ["record:read", "user:read"]) @data(class: INTERNAL) {
          id: ID!
          secret: String @external
          hint: String @requires(fields: "secret") @cacheable(by: ["record"])
        }`;
      expect(lint(GOOD, other)).toEqual([
        "Thing.hint is @cacheable and reaches Thing.secret, whose events it does not name",
      ]);
    });
  });

  test("an interface that is public before a type for the signed-in", () => {
    const sdl = `${HEADER}
      type Query @data(class: INTERNAL) { node: Node @signedIn }
      interface Node @public @data(class: INTERNAL) { id: ID! }
      type Note implements Node @signedIn @data(class: INTERNAL) { id: ID! }`;
    expect(lint(sdl)).toEqual(["Node.id is guarded more weakly than Note.id: it lacks @signedIn"]);
  });
});
