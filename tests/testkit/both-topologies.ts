/**
 * The end-to-end and isolation suites. They run in both topologies: everything in one process (project `whole`), and two
 * gateways, four subgraphs and two workers in processes of their own (project `apart`).
 */
export const BOTH_TOPOLOGIES: readonly string[] = [
  "tests/isolation/**/*.test.ts",
  // requests.test.ts needs limits of its own.
  "tests/bad-input/{credentials,imports,schemas,sockets,values}.test.ts",
  "tests/e2e/**/*.test.ts",
  "gateway/tests/rest{,-history,-settings}.test.ts",
];
