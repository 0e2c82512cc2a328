import { readPrincipal, writePrincipal } from "@bulkhead/kernel/internal-principal.ts";
import { ANONYMOUS, type Principal, permissionsKeyOf, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { expect, test } from "vitest";

const TENANT = "0195c3a4-0000-7000-8000-000000000001";

function principal(kind: Principal["kind"], id: string, facts: Partial<Principal> = {}): Principal {
  const permissions = new Set(["record:read", "tenant:read"] as const);
  const permissionsKey = permissionsKeyOf(permissions);
  return { kind, id, tenantId: TENANT, roles: ["Viewer"], permissions, permissionsKey, ...facts };
}

const key = principal("apiKey", "key_1");
const user = principal("user", "usr_1", {
  grantId: "grt_1",
  clientId: "cli_1",
  acr: "urn:bulkhead:acr:single-factor",
  amr: ["pwd"],
  authTime: 1_000,
  expiresAt: 2_000,
});
const demand = { mfa: "REQUIRED", mfaBefore: "OFF", mfaEnforcedFrom: 1_000 } as const;
const machine = principal("client", "cli_1", { clientId: "cli_1", expiresAt: 2_000 });

test.each<[string, Principal]>([
  ["nobody", ANONYMOUS],
  ["the platform", platformPrincipal(TENANT)],
  ["an API key", key],
  ["a user, with what their access token says", user],
  ["a user of whose tenant more is asked", { ...user, demand }],
  ["a machine", machine],
])("%s comes out of the hop as it went in, and is the same object each time", (_who, given) => {
  const read = readPrincipal(writePrincipal(given));
  expect(read).toEqual(given);
  expect(readPrincipal(writePrincipal({ ...given }))).toBe(read);
});

test("an API key is written as processes of the version before read it", () => {
  expect(JSON.parse(writePrincipal(key))).toEqual(["apiKey", "key_1", TENANT, ["Viewer"], "record:read tenant:read"]);
});

test("equal permissions are one set, whoever has them", () => {
  const [one, two] = [user, machine].map((given) => readPrincipal(writePrincipal(given)).permissions);
  expect(one).toBe(two);
});

test.each<[string, unknown]>([
  ["a user of whom nothing else is said", ["user", "usr_1", TENANT, [], ""]],
  ["a key with a session", ["apiKey", "key_1", TENANT, [], "", {}]],
  ["facts of another shape", ["user", "usr_1", TENANT, [], "", { expiresAt: "soon" }]],
  ["methods that are no list", ["user", "usr_1", TENANT, [], "", { amr: "pwd" }]],
  [
    "a demand that this version does not know",
    ["user", "usr_1", TENANT, [], "", { demand: { ...demand, mfa: "NEWER" } }],
  ],
  ["a demand without a time", ["user", "usr_1", TENANT, [], "", { demand: { mfa: "OFF", mfaBefore: "OFF" } }]],
  ["a demand that is none", ["user", "usr_1", TENANT, [], "", { demand: null }]],
  ["facts that are none", ["user", "usr_1", TENANT, [], "", null]],
  ["another kind", ["robot", "x", TENANT, [], ""]],
  ["no principal", {}],
])("refused is %s", (_what, value) => {
  expect(() => readPrincipal(JSON.stringify(value))).toThrow(TypeError);
});

test("what a newer version says besides is left out", () => {
  const text = JSON.stringify(["user", "usr_1", TENANT, [], "record:read", { clientId: "cli_1", later: true }]);
  expect(readPrincipal(text)).not.toHaveProperty("later");
  expect(readPrincipal(text)).toMatchObject({ kind: "user", clientId: "cli_1" });
});
