import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../testkit/process.ts";

/** Which test runs the commands of a page. */
const RUN_BY: Record<string, string> = {
  "accounts.md": "tests/operations/accounts-docs.test.ts",
  "apart.md": "tests/operations/apart-docs.test.ts",
  "breached-passwords.md": "tests/operations/breached-passwords-docs.test.ts",
  "chaos.md": "tests/chaos/chaos.test.ts",
  "jobs.md": "tests/operations/redis-docs.test.ts",
  "keys.md": "tests/operations/keys-docs.test.ts",
  "mail.md": "tests/operations/mail-docs.test.ts",
  "object-storage.md": "tests/object-storage.test.ts",
  "plans.md": "tests/operations/plans-docs.test.ts",
  "operators.md": "tests/operations/operators-docs.test.ts",
  "signing-keys.md": "tests/operations/signing-keys-docs.test.ts",
  "tenants.md": "tests/operations/tenants-docs.test.ts",
};

/** Languages that nobody pastes into a shell, beside `sh`. */
const OTHER_LANGUAGES = ["hcl", "http", "json", "sql"];

const folder = path.join(root, "docs/operations");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));
const read = (page: string) => readFileSync(path.join(folder, page), "utf8");
const languages = (page: string) => [...read(page).matchAll(/^```(\S*)\n.*?^```$/gms)].map(([, language]) => language);

describe.each(pages)("docs/operations/%s", (page) => {
  test("has commands only where a test looks for them: in blocks of the language sh", () => {
    for (const language of languages(page)) expect(["sh", ...OTHER_LANGUAGES]).toContain(language);
    const outside = read(page).replaceAll(/^```.*?^```$/gms, "");
    expect(outside.match(/^(?: {4}|\t)\S.*$/gm)).toBeNull();
  });

  test("has every command run by a test", () => {
    const file = RUN_BY[page];
    if (!languages(page).includes("sh")) return expect(file).toBeUndefined();
    expect(file, `no test runs the commands of ${page}`).toBeDefined();
    expect(existsSync(path.join(root, file ?? ""))).toBe(true);
    expect(readFileSync(path.join(root, file ?? ""), "utf8")).toContain(page);
  });
});

test("the pages tell how to run apart, with Redis, with S3 and with a KMS", () => {
  expect(Object.keys(RUN_BY).filter((page) => !pages.includes(page))).toEqual([]);
  const commands = pages.flatMap((page) => [...read(page).matchAll(/^```sh\n(.*?)^```$/gms)]).join("\n");
  for (const setting of [
    /BULKHEAD_ROLES=gateway/,
    /REDIS_URL=/,
    /BULKHEAD_S3_BUCKET=/,
    /BULKHEAD_ROOT_KEY="?aws-kms:/,
    /BULKHEAD_ROOT_KEY="?vault:/,
  ])
    expect(commands).toMatch(setting);
});
