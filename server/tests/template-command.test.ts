import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, type TestRooms } from "../../tests/testkit/rooms.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";

const CLI = path.resolve(import.meta.dirname, "../cli.ts");
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-templates-"));
let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(async () => {
  await rooms.stop();
  rmSync(folder, { recursive: true, force: true });
});

function bulkhead(...argv: string[]) {
  const { platform, peppers } = rooms;
  const env = {
    ...process.env,
    BULKHEAD_ENV: "test",
    DATABASE_URL: platform.url,
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
    BULKHEAD_API_KEY_PEPPERS: `1:${peppers.keys.get(1)?.export().toString("base64url")}`,
  };
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(process.execPath, [CLI, ...argv], { env }, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

/** The one of docs/guides/onboarding.md, as it stands there. */
function templateOfGuide(): string {
  const guide = readFileSync(path.resolve(import.meta.dirname, "../../docs/guides/onboarding.md"), "utf8");
  const file = path.join(folder, "clinic.json");
  writeFileSync(file, /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "");
  return file;
}

test("the template of the guide is defined, listed, used and retired", async () => {
  expect(await bulkhead("template", "define", templateOfGuide())).toMatchObject({
    code: 0,
    output: "Version 1 of the template clinic holds from now on.\n",
  });
  expect((await bulkhead("templates")).output).toBe(
    "clinic  version 1  Clinic  (plan standard, region eu-central, offered)\n" +
      "standard  version 1  Standard  (plan standard, region default, offered)\n",
  );
  const made = await bulkhead(
    ...["bootstrap", "--slug", "first-clinic", "--name", "First", "--email", "ada@clinic.example", "--admin", "Ada"],
    ...["--template", "clinic"],
  );
  expect(made).toMatchObject({ code: 0, errors: "" });
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select template, template_version from tenancy.tenant where slug = 'first-clinic'",
  );
  expect(rows).toEqual([{ template: "clinic", template_version: 1 }]);
  expect((await bulkhead("template", "retire", "clinic")).output).toContain("No tenant is made");
  expect(await bulkhead("template", "retire", "clinic")).toMatchObject({ code: 1 });
}, 120_000);

test("everything that is wrong with a file is named with its place", async () => {
  const file = path.join(folder, "wrong.json");
  writeFileSync(file, JSON.stringify({ name: "Wrong", title: "W", description: "W", roles: [{ name: "Admin" }] }));
  const { code, errors } = await bulkhead("template", "define", file);
  expect(code).toBe(1);
  expect(errors).toMatch(/name: Name it[\s\S]*roles\[0\]\.name: Admin is predefined/);
  expect((await bulkhead("template", "define", path.join(folder, "none.json"))).errors).toContain("cannot be read");
  expect((await bulkhead("template", "fly")).errors).toContain("usage:");
}, 120_000);
