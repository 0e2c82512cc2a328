import { parse } from "graphql";
import { expect, test } from "vitest";
import { documentRunner } from "../document-runner.ts";
import { createSubgraph } from "../subgraph.ts";

const { schema } = createSubgraph({
  name: "echo",
  sdl: `scalar JSON
    input Tree { leaf: Int = 7, trees: [Tree!] }
    type Query { echo(tree: Tree, plain: Int = 3): JSON, many(trees: [Tree!]!): JSON }`,
  resolvers: { Query: { echo: (_: unknown, args: unknown) => args, many: (_: unknown, args: unknown) => args } },
  context: () => ({}) as never,
});

const run = (source: string) => documentRunner(schema, parse(source));
const ECHO = "query ($tree: Tree = { leaf: 1 }, $plain: Int) { echo(tree: $tree, plain: $plain) }";
const MANY = "query ($trees: [Tree!]!) { many(trees: $trees) }";

// Interpreted the first time, compiled from the second.
test.each([
  [ECHO, {}, { echo: { tree: { leaf: 1 }, plain: 3 } }],
  [ECHO, { tree: null, plain: 4 }, { echo: { tree: null, plain: 4 } }],
  [
    ECHO,
    { tree: { trees: [{ leaf: 2, trees: {} }] } },
    { echo: { tree: { leaf: 7, trees: [{ leaf: 2, trees: [{ leaf: 7 }] }] }, plain: 3 } },
  ],
  [MANY, { trees: { leaf: 5 } }, { many: { trees: [{ leaf: 5 }] } }],
])("%s answers the same compiled as interpreted: %j", async (source, variables, data) => {
  const answer = run(source);
  for (let times = 0; times < 3; times++)
    expect(JSON.parse(JSON.stringify(await answer({}, variables)))).toEqual({ data });
});

test.each([
  [ECHO, { tree: { leaf: "x" } }],
  [ECHO, { tree: { trees: [{ nothing: 1 }] } }],
  [MANY, {}],
  [MANY, { trees: [null] }],
])("%s refuses the same compiled as interpreted: %j", async (source, variables) => {
  const answer = run(source);
  const answers: string[] = [];
  for (let times = 0; times < 3; times++) answers.push(JSON.stringify(await answer({}, variables)));
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0] ?? "").errors).toHaveLength(1);
});
