import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newPeppers } from "../../tests/testkit/cluster.ts";
import { TEMPLATE, TEST_SECRET } from "../../tests/testkit/global-setup.ts";
import { root, run } from "../../tests/testkit/process.ts";
import { loadSettings } from "../config.ts";

/** What a process says when it must not start: one clear reason, and soon. */
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-start-"));
const rootKey = path.join(folder, "root-key.json");
let databaseUrl: string;

beforeAll(async () => {
  createRootKeyFile(rootKey);
  databaseUrl = await createDatabase(inject("postgresUrl"), `start_${process.pid}`, TEMPLATE);
  // The first start registers the key that all others must have.
  const first = await refusal({ BULKHEAD_SUPERGRAPH: path.join(folder, "none.graphql") });
  expect(first.code).toBe(1);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROOMS = { IDENTITY: 1, TENANCY: 2, DATA: 3, AUDIT: 4 };
const addresses = Object.fromEntries(
  Object.entries(ROOMS).map(([room, port]) => [`BULKHEAD_${room}_URLS`, `http://127.0.0.1:${port}`]),
);

/** Settings with which a process starts. */
function right(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: TEST_SECRET,
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_ROOT_KEY: `file:${rootKey}`,
    BULKHEAD_PORT: "0",
    BULKHEAD_INTERNAL_PORT: "0",
    BULKHEAD_LOG_LEVEL: "warn",
    BULKHEAD_MIGRATE: "no",
    DATABASE_URL: databaseUrl,
  };
}

/** Starts a process with settings that are right but for those given; an empty one counts as not set. */
async function refusal(settings: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const running = run(process.execPath, [path.join(root, "server/main.ts")], { ...right(), ...settings });
  const timer = setTimeout(() => running.signalGroup("SIGKILL"), 20_000);
  const code = await running.ended;
  clearTimeout(timer);
  return { code, said: running.output().trim() };
}

/** One setting is wrong, and nothing else is said than which and why. */
const WRONG: [string, Record<string, string>, RegExp][] = [
  [
    "a role nobody knows",
    { BULKHEAD_ROLES: "gatway" },
    /^BULKHEAD_ROLES must be all, or any of gateway, .* not "gatway"$/,
  ],
  [
    "a gateway that does not know where data is",
    { BULKHEAD_ROLES: "gateway", ...addresses, BULKHEAD_DATA_URLS: "" },
    /^BULKHEAD_DATA_URLS is required: this process \(gateway\) has to reach data, which is another$/,
  ],
  [
    "a worker that does not know where tenancy is",
    { BULKHEAD_ROLES: "worker", ...addresses, BULKHEAD_TENANCY_URLS: "" },
    /^BULKHEAD_TENANCY_URLS is required: this process \(worker\) has to reach tenancy/,
  ],
  [
    "an address of a room with a path",
    { BULKHEAD_ROLES: "worker", ...addresses, BULKHEAD_TENANCY_URLS: "http://127.0.0.1:1/graphql" },
    /^BULKHEAD_TENANCY_URLS must be http or https addresses without a path/,
  ],
  [
    "no database, in development too, when the parts run apart",
    { BULKHEAD_ENV: "development", BULKHEAD_DATA_DIR: folder, BULKHEAD_ROLES: "audit", DATABASE_URL: "" },
    /^DATABASE_URL is required when the parts run in processes of their own$/,
  ],
  ["no database outside development", { DATABASE_URL: "" }, /^DATABASE_URL is required outside development$/],
  [
    "no peppers for identity",
    { BULKHEAD_API_KEY_PEPPERS: "" },
    /^BULKHEAD_API_KEY_PEPPERS is required for role identity/,
  ],
  ["a short secret", { BULKHEAD_SECRET: "hunter2" }, /^BULKHEAD_SECRET must be at least 32 bytes long$/],
  [
    "a limit that refuses everything",
    { BULKHEAD_LIMIT_KEY_PER_SECOND: "0" },
    /^BULKHEAD_LIMIT_KEY_PER_SECOND must be a whole number from 1 to 100000, not "0": below that everything is refused/,
  ],
  [
    "a limit that limits nothing",
    { BULKHEAD_LIMIT_TENANT_BURST: "1000001" },
    /^BULKHEAD_LIMIT_TENANT_BURST must be .*: .*above it nothing a process can serve is limited$/,
  ],
  [
    "a limit without bounds",
    { BULKHEAD_LIMIT_ADDRESS_PER_SECOND: "Infinity" },
    /^BULKHEAD_LIMIT_ADDRESS_PER_SECOND must be a whole number/,
  ],
  [
    "a Redis of another kind",
    { REDIS_URL: "http://:hunter2@cache:6379" },
    /^REDIS_URL must be a URL that starts with redis: or rediss:$/,
  ],
  ["a root key of an unknown kind", { BULKHEAD_ROOT_KEY: "s3:key" }, /^BULKHEAD_ROOT_KEY must be `file:<path>`, /],
  ["no root key", { BULKHEAD_ROOT_KEY: "" }, /^BULKHEAD_ROOT_KEY is required and not set$/],
];

describe("a process refuses to start, with the setting and the reason, for", () => {
  test.each(WRONG)("%s", (_, settings, reason) => {
    const { faults } = loadSettings("process", { ...right(), ...settings });
    expect(faults).toHaveLength(1);
    const [{ variable, message } = { variable: "", message: "" }] = faults;
    expect(`${variable} ${message}`).toMatch(reason);
    expect(message).not.toContain("hunter2");
  });

  test("one, which the process then names in its last words", async () => {
    const { code, said } = await refusal({ BULKHEAD_ROLES: "worker", ...addresses, BULKHEAD_TENANCY_URLS: "" });
    expect(code).toBe(1);
    expect(said).toMatch(/^Bulkhead cannot start: 1 setting is wrong:\n {2}BULKHEAD_TENANCY_URLS is required: .*$/);
  });

  test("several at once, all of them named", async () => {
    const { said } = await refusal({ BULKHEAD_ROLES: "x", BULKHEAD_PORT: "-1", BULKHEAD_SECRET: "" });
    expect(said).toMatch(
      /^Bulkhead cannot start: 3 settings are wrong:\n {2}BULKHEAD_\w+ .*\n {2}BULKHEAD_\w+ .*\n {2}BULKHEAD_\w+ .*$/,
    );
  });
});

/** What is found only by looking: at a file, the database. */
const FOUND: [string, () => Record<string, string>, RegExp][] = [
  [
    "a root key that is not there",
    () => ({ BULKHEAD_ROOT_KEY: `file:${folder}/none.json` }),
    /the root key \S+none\.json does not exist: put the file there, or make one with bulkhead keys create$/,
  ],
  [
    "a root key that others may read",
    () => {
      const file = path.join(folder, "open.json");
      copyFileSync(rootKey, file);
      chmodSync(file, 0o644);
      return { BULKHEAD_ROOT_KEY: `file:${file}` };
    },
    /the root key \S+open\.json may be read or written by others than its owner: run chmod 600 \S+open\.json$/,
  ],
  [
    "a root key that is no key",
    () => {
      const file = path.join(folder, "malformed.json");
      writeFileSync(file, '{"versions":{"1-00000000":"hunter2"}}', { mode: 0o600 });
      return { BULKHEAD_ROOT_KEY: `file:${file}` };
    },
    /the root key \S+malformed\.json is malformed: restore it from its copy$/,
  ],
  [
    "the root key of another installation",
    () => {
      const file = path.join(folder, "other.json");
      createRootKeyFile(file);
      return { BULKHEAD_ROOT_KEY: `file:${file}` };
    },
    /the root key file:\S+other\.json is not the one of this database, which needs version 1-[0-9a-f]{8}: use the right one/,
  ],
  [
    "a supergraph that is not there",
    () => ({ BULKHEAD_SUPERGRAPH: path.join(folder, "none.graphql") }),
    /the supergraph \S+none\.graphql cannot be read \(ENOENT\)/,
  ],
  [
    "a supergraph that is none",
    () => {
      const file = path.join(folder, "broken.graphql");
      writeFileSync(file, "type Query {");
      return { BULKHEAD_SUPERGRAPH: file };
    },
    /the supergraph \S+broken\.graphql cannot be served: Syntax Error: /,
  ],
];

describe("a process refuses to start, with the reason in one line, for", () => {
  test.each(FOUND)("%s", async (_, settings, reason) => {
    const { code, said } = await refusal(settings());
    expect(code).toBe(1);
    expect(said.split("\n")).toHaveLength(1);
    expect(said).toMatch(/^Bulkhead cannot start: /);
    expect(said).toMatch(reason);
    expect(said).not.toContain("hunter2");
  });
});
