// Who may import whom: the table of the architecture, as rules. Run by tests/boundaries.test.ts (docs/adr/0003).
// Paths are what an import resolves to, so an import through a package name counts like a relative one.

const room = (name) => `^${name}/`;
const code = "^(kernel|subgraphs|gateway|server|infra|tests)/";
const graphqlPackages = "node_modules/(graphql|graphql-[^/]+|@apollo|@graphql-[^/]+)/";

export default {
  forbidden: [
    rule("kernel-stands-alone", "The kernel imports npm packages only.", room("kernel"), {
      path: code,
      pathNot: room("kernel"),
    }),
    rule("infra-stands-alone", "infra imports npm packages only, and only server and tests import it.", room("infra"), {
      path: code,
      pathNot: room("infra"),
    }),
    rule("subgraph-keeps-to-itself", "A subgraph imports the kernel and itself.", "^subgraphs/([^/]+)/", {
      path: code,
      pathNot: ["^subgraphs/$1/", room("kernel")],
    }),
    rule("gateway-keeps-to-the-kernel", "The gateway imports the kernel and reads schema/ as files.", room("gateway"), {
      path: code,
      pathNot: ["^gateway/", room("kernel")],
    }),
    rule(
      "domain-knows-no-graphql",
      "A domain function does not know that GraphQL exists.",
      "^subgraphs/[^/]+/src/domain/",
      {
        path: graphqlPackages,
      },
    ),
    rule("nothing-imports-tests", "Tests are imported by nobody.", "", { path: "(^|/)tests/" }, "(^|/)tests/"),
    {
      name: "room-tests-share-only-the-testkit",
      comment: "What the tests of several rooms need lies in tests/testkit.",
      severity: "error",
      from: { path: "^(.+/)tests/" },
      to: { path: "(^|/)tests/", pathNot: ["^$1tests/", "^tests/testkit/"] },
    },
    {
      name: "suites-share-only-the-testkit",
      comment: "A suite in tests/ uses its own files and tests/testkit.",
      severity: "error",
      from: { path: "^tests/([^/]+)" },
      to: { path: "(^|/)tests/", pathNot: ["^tests/$1", "^tests/testkit/"] },
    },
    {
      name: "no-cycles",
      comment: "A cycle means that two files are one idea, or that an idea has no owner.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every-import-resolves",
      comment: "An import that resolves to nothing would slip through every rule above.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Type imports count: a type tie is a tie.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.bulkhead|coverage)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};

function rule(name, comment, from, to, fromNot) {
  return { name, comment, severity: "error", from: { path: from, pathNot: fromNot ?? "(^|/)tests/" }, to };
}
