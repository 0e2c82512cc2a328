import { defineConfig } from "vitest/config";

export default defineConfig({
  // As Node resolves: vite would take graphql's ES module build beside the CommonJS one that Apollo requires, and a
  // schema of the one is foreign to the other.
  resolve: { mainFields: ["main"], extensions: [".js", ".mjs", ".ts", ".json"] },
  test: {
    include: ["**/tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", "tests/bench/**", "console/**", "sdks/**", ".bulkhead/**"],
    // Processes, not threads: tests start servers and databases, and some of them are killed.
    pool: "forks",
    // Files share a process and so load the packages once: a third of the time. Each file still has its own database.
    isolate: false,
    globalSetup: ["tests/testkit/global-setup.ts"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    passWithNoTests: false,
  },
});
