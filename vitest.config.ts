import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BOTH_TOPOLOGIES } from "./tests/testkit/both-topologies.ts";
import { LongestFirst } from "./tests/testkit/longest-first.ts";

/** A set of test files on one installation or more, which `setup` starts. */
function project(name: string, include: readonly string[], setup: string): TestProjectInlineConfiguration {
  return {
    // As Node resolves: vite would take graphql's ES module build beside the CommonJS one that Apollo requires, and a
    // schema of the one is foreign to the other.
    resolve: { mainFields: ["main"], extensions: [".js", ".mjs", ".ts", ".json"] },
    test: {
      name,
      include: [...include],
      exclude: ["**/node_modules/**", "tests/bench/**", "console/**", "sdks/**", ".bulkhead/**"],
      // Processes, not threads: tests start servers and databases, and some of them are killed.
      pool: "forks",
      // Files share a process and so load the packages once: a third of the time. Each file still has its own database.
      isolate: false,
      globalSetup: [setup],
      testTimeout: 30_000,
      hookTimeout: 30_000,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: 10_000,
    sequence: { sequencer: LongestFirst },
    passWithNoTests: false,
    projects: [
      project("whole", ["**/tests/**/*.test.ts"], "tests/testkit/global-setup.ts"),
      project("apart", BOTH_TOPOLOGIES, "tests/testkit/apart-setup.ts"),
    ],
  },
});
