import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const rooms = ["kernel", "subgraphs", "gateway", "server", "infra", "tests"];

type Report = {
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
  modules: { source: string }[];
};

function cruise(folder: string): Promise<Report> {
  const bin = path.join(root, "node_modules", ".bin", "depcruise");
  const argv = ["--config", path.join(folder, ".dependency-cruiser.mjs"), "--output-type", "json", ...rooms];
  return new Promise((resolve, reject) => {
    // It leaves with the number of violations, so its exit code says nothing that the report does not say better.
    execFile(bin, argv, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (_error, stdout, stderr) => {
      if (stdout) resolve(JSON.parse(stdout) as Report);
      else reject(new Error(`dependency-cruiser gave no report: ${stderr}`));
    });
  });
}

test("every room imports only what it may", async () => {
  const { summary, modules } = await cruise(root);
  const broken = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} imports ${to}`);
  expect(broken).toEqual([]);
  // A checker that cannot read TypeScript reports no violations either: it must have seen every file there is.
  const seen = new Set(modules.map(({ source }) => source));
  const missed = sourceFiles().filter((file) => !seen.has(file));
  expect(missed).toEqual([]);
  expect(summary.totalCruised).toBeGreaterThan(50);
}, 60_000);

function sourceFiles(): string[] {
  return globSync(`{${rooms.join(",")}}/**/*.{ts,mjs}`, {
    cwd: root,
    exclude: (name) => name.includes("node_modules"),
  });
}

const planted: Record<string, Record<string, string>> = {
  "kernel-stands-alone": { "kernel/a.ts": 'import type { T } from "../gateway/src/t.ts";\nexport type A = T;' },
  "infra-stands-alone": { "infra/a.ts": 'export { T } from "../server/t.ts";' },
  "subgraph-keeps-to-itself": {
    "subgraphs/data/src/a.ts": 'import type { T } from "../../audit/src/t.ts";\nexport type A = T;',
  },
  "gateway-keeps-to-the-kernel": {
    "gateway/src/a.ts": 'export const load = () => import("../../subgraphs/audit/src/t.ts");',
  },
  "domain-knows-no-graphql": {
    "subgraphs/data/src/domain/a.ts": 'import type { GraphQLError } from "graphql";\nexport type A = GraphQLError;',
  },
  "nothing-imports-tests": { "server/a.ts": 'export { T } from "../tests/testkit/t.ts";' },
  "room-tests-share-only-the-testkit": { "kernel/tests/a.ts": 'export { T } from "../../gateway/tests/t.ts";' },
  "suites-share-only-the-testkit": { "tests/chaos/a.ts": 'export { T } from "../isolation/t.ts";' },
  "no-cycles": {
    "kernel/b.ts": 'import type { C } from "./c.ts";\nexport type B = C;',
    "kernel/c.ts": 'import type { B } from "./b.ts";\nexport type C = B;',
  },
  "every-import-resolves": { "server/b.ts": 'export { T } from "./missing.ts";' },
};

const innocent = [
  "kernel/t.ts",
  "gateway/src/t.ts",
  "gateway/tests/t.ts",
  "server/t.ts",
  "infra/t.ts",
  "subgraphs/audit/src/t.ts",
  "tests/testkit/t.ts",
  "tests/isolation/t.ts",
];

test("each rule finds the violation planted for it, and nothing else is found", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-boundaries-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string) => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const file of innocent) write(file, "export type T = 1;\n");
  write("tests/isolation/fine.ts", 'export { T } from "../testkit/t.ts";\nexport { T as K } from "../../kernel/t.ts";');
  for (const files of Object.values(planted)) for (const [file, text] of Object.entries(files)) write(file, text);
  for (const file of [".dependency-cruiser.mjs", "tsconfig.json"]) {
    symlinkSync(path.join(root, file), path.join(folder, file));
  }
  mkdirSync(path.join(folder, "node_modules"));
  const graphql = path.join(root, "kernel", "node_modules", "graphql");
  symlinkSync(graphql, path.join(folder, "node_modules", "graphql"));

  const { summary } = await cruise(folder);
  const found = summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
  const expected = Object.entries(planted).flatMap(([name, files]) =>
    Object.keys(files).map((file) => `${name} ${file}`),
  );
  expect(found.filter((one) => !expected.includes(one))).toEqual([]);
  // A cycle is reported once, at one of its files.
  for (const [name, files] of Object.entries(planted)) {
    expect(
      found.some((one) => Object.keys(files).some((file) => one === `${name} ${file}`)),
      name,
    ).toBe(true);
  }
}, 60_000);
