import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { type ExecutionResult, type OperationDefinitionNode, parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../src/engine/engine.ts";
import { coerceVariables } from "../src/engine/variables.ts";
import { localSubgraph } from "../src/subgraphs/local.ts";
import { createReference } from "./fixtures/apollo-reference.ts";
import { ADMIN } from "./fixtures/gateway.ts";
import { createLibrary } from "./fixtures/library.ts";
import { reachRemotely, serveRemotely } from "./fixtures/remote.ts";

const library = createLibrary();
const subgraphs = library.subgraphs.map(localSubgraph);
const request = { principal: ADMIN, requestId: "req_test", clientAddress: null };
let engine: Engine;
/** The same over the network. */
let remote: Engine;
const stops: (() => Promise<void>)[] = [];
let reference: Awaited<ReturnType<typeof createReference>>;

beforeAll(async () => {
  engine = createEngine(library.supergraphSdl, subgraphs);
  reference = await createReference(library);
  const server = await serveRemotely(library.subgraphs, createLog({ level: "silent" }));
  const clients = library.subgraphs.map(({ name }) => reachRemotely(name, [server.address]));
  remote = createEngine(library.supergraphSdl, clients);
  stops.push(reference.stop, ...clients.map(({ close }) => close), server.stop);
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Runs through our engine several times: interpreted, compiled, compiled. */
async function runOften(
  source: string,
  variables: Record<string, unknown>,
  engine: Engine,
): Promise<ExecutionResult[]> {
  const document = parse(source);
  expect(validate(engine.apiSchema, document)).toEqual([]);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === "OperationDefinition",
  );
  if (!operation) throw new Error("no operation");
  const plan = engine.plan(document, operation, source.includes("__schema") || source.includes("__type("));
  const coerced = coerceVariables(engine.apiSchema, operation, variables);
  const results = [];
  for (let time = 0; time < 3; time++) results.push(await plan({ request, variables: coerced }));
  return results;
}

/** What a client could see of it: the order of errors is free, and only code and place are promised. */
function visible({ data, errors }: ExecutionResult) {
  const seen = (errors ?? []).map((error) => {
    const known = appErrorOf(error) ?? {
      code: "INTERNAL_SERVER_ERROR",
      message: "",
      fields: undefined,
      extensions: undefined,
    };
    const { code, message, fields, extensions } = known;
    return { path: error.path, code, message: code === "INTERNAL_SERVER_ERROR" ? "" : message, fields, extensions };
  });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)),
    errors: seen.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

const OPERATIONS: [name: string, source: string, variables?: Record<string, unknown>][] = [
  ["one subgraph", "{ books { id title tags meta } }"],
  ["aliases", "{ a: books(first: 1) { x: id y: title } b: books(first: 2) { id } }"],
  ["typename everywhere", "{ __typename books { __typename t: __typename id } item { __typename } }"],
  ["typename alone", "{ __typename }"],
  ["an entity of another subgraph", "{ books(first: 5) { id author { id name } } }"],
  ["an entity without its key selected", "{ books(first: 5) { author { name home { city street } } } }"],
  ["two entities of one type", "{ books { author { name } editor { name age } readers { name } } }"],
  ["entities of entities", "{ books { reviews { stars by { name friends { name } } } } }"],
  ["a list of lists", "{ shelf { id author { name } } }"],
  ["a field that requires another", "{ books { shipping } }"],
  ["a field that requires another beside it", "{ books { weight shipping title } }"],
  ["recursion", "{ books { sequel { sequel { author { name } } author { name } } } }"],
  [
    "an interface",
    "{ media { id title ... on Book { tags author { name } } ... on Disc { maker: author { name } } } }",
  ],
  ["an interface by its own fields", "{ media { __typename id title } }"],
  [
    "a union",
    "query ($k: Kind!) { item(kind: $k) { ... on Book { id reviews { stars } } ... on Disc { title author { name } } } }",
    { k: "DISC" },
  ],
  [
    "a union, the other side",
    "query ($k: Kind! = BOOK) { item(kind: $k) { __typename ... on Book { id author { name } } } }",
  ],
  [
    "named fragments",
    "{ books { ...B } } fragment B on Book { id ...C author { ...A } } fragment C on Book { title } fragment A on Author { name id }",
  ],
  [
    "the same field twice",
    "{ books { author { name } author { id age } ...D } } fragment D on Book { author { risky } }",
  ],
  [
    "skip and include by variable",
    "query ($s: Boolean!, $i: Boolean!) { books { id @skip(if: $s) title @include(if: $i) author @include(if: $i) { name } } }",
    { s: true, i: true },
  ],
  [
    "skip and include the other way",
    "query ($s: Boolean!, $i: Boolean!) { books { id @skip(if: $s) title @include(if: $i) author @include(if: $i) { name } } }",
    { s: false, i: false },
  ],
  ["a whole fetch skipped", "query ($s: Boolean!) { books { id } people @skip(if: $s) { name } }", { s: true }],
  ["a whole fetch skipped by default", "query ($s: Boolean = true) { books { id } people @skip(if: $s) { name } }"],
  [
    "include on a fragment",
    "query ($i: Boolean!) { books { ...F @include(if: $i) id } } fragment F on Book { title author { name } }",
    { i: false },
  ],
  ["two subgraphs side by side", "{ me { name } books { id } people { age } }"],
  [
    "a variable in an object of a custom scalar",
    'query ($x: Int) { echo(value: { a: $x, b: [$x, "t"] }) { value } }',
    { x: 5 },
  ],
  ["an omitted variable in an input object", 'query ($a: Int) { echo(input: { a: $a, text: "t" }) { input } }'],
  [
    "a variable in a list of an input object",
    "query ($a: Int!) { echo(input: { list: [1, $a], inner: { a: $a } }) { input } }",
    { a: 9 },
  ],
  [
    "an input object as a variable",
    "query ($i: EchoInput) { echo(input: $i) { input } }",
    { i: { text: "t", inner: { list: [1] } } },
  ],
  [
    "JSON as a variable",
    "query ($v: JSON) { echo(value: $v) { value } }",
    { v: { a: [1, { b: null }], __proto: "x" } },
  ],
  ["a custom scalar literal", 'query { echo(at: "2026-11-22T11:51:35.123456Z") { at } }'],
  ["default arguments", "query ($n: Int = 2) { books(first: $n) { id } }"],
  ["an explicit null", "query ($v: JSON) { echo(value: $v) { value } }", { v: null }],
  ["an error in a nullable field", "{ books(first: 2) { id bad } }"],
  ["an error at the root", "{ broken books(first: 1) { id } }"],
  ["a known error at the root", "{ brokenBook { id } }"],
  ["a known error with a second subgraph", "{ brokenBook { id author { name } } me { name } }"],
  ["an error in an entity", "{ books(first: 4) { id author { name risky } } }"],
  ["an error in a root's entity list", "{ people { risky name } books { author { risky } } }"],
  ["null where null is not allowed, with an error", "{ lonely { id author { name } } }"],
  ["an unknown id", '{ book(id: "zzz") { id author { name } } }'],
  ["a refusal by the subgraph", "{ forbidden }"],
  ["a mutation", 'mutation { addBook(title: "New") { id title author { name } } }'],
  [
    "mutations across subgraphs",
    'mutation { addBook(title: "New") { title } rename(name: "N") { name id } second: addBook(title: "X") { author { age } } }',
  ],
  ["a failing mutation among others", 'mutation { failBook { id } addBook(title: "New") { title } }'],
  ["introspection alone", '{ __type(name: "Book") { name fields { name } } }'],
  ["introspection beside data", '{ books { id } __type(name: "Author") { name } }'],
];

describe("our engine answers as @apollo/gateway does", () => {
  test.each(OPERATIONS)("%s", async (_name, source, variables = {}) => {
    const expected = visible(await reference.run(source, variables, request));
    for (const result of await runOften(source, variables, engine)) expect(visible(result)).toEqual(expected);
  });

  test.each(OPERATIONS)("over the network: %s", async (_name, source, variables = {}) => {
    const expected = visible(await reference.run(source, variables, request));
    for (const result of await runOften(source, variables, remote)) expect(visible(result)).toEqual(expected);
  });
});

test("keys stand in the order the client asked for them", async () => {
  const source = "{ books(first: 1) { author { age name id } title id } }";
  for (const { data } of await runOften(source, {}, engine))
    expect(JSON.stringify(data)).toBe(
      '{"books":[{"author":{"age":41,"name":"Author 1","id":"a1"},"title":"Book 1","id":"b1"}]}',
    );
});

test("equal entities are asked for once", async () => {
  const before = library.counts.references;
  await runOften("{ books(first: 50) { author { name } } }", {}, engine);
  expect(library.counts.references - before).toBe(3 * 2);
});

test("a subgraph makes one context per request, however many fetches the plan has", async () => {
  const before = library.counts.contexts;
  const source = "{ books { author { name } editor { name } readers { name } } me { name } }";
  const document = parse(source);
  const plan = engine.plan(document, document.definitions[0] as OperationDefinitionNode, false);
  await plan({ request: { ...request }, variables: {} });
  expect(library.counts.contexts - before).toBe(2);
});

test("a null that is not allowed, without an error of its own, gets one", async () => {
  const [result] = await runOften("{ lonely { id author { name } } }", {}, engine);
  expect(result?.data ?? null).toBeNull();
  expect(result?.errors).toHaveLength(1);
});

test("a supergraph that names a subgraph this process lacks does not load", () => {
  expect(() => createEngine(library.supergraphSdl, subgraphs.slice(0, 1))).toThrow("subgraph people");
});

test("a faulty supergraph does not load", () => {
  expect(() => createEngine("type Broken", subgraphs)).toThrow();
});
