import { expect, test } from "vitest";
import { ACRS, MULTI_FACTOR_ACR, PASSWORD_ACR, PHISHING_RESISTANT_ACR } from "../acr.ts";
import { appErrorOf } from "../error.ts";
import { type Principal, permissionsKeyOf, platformPrincipal, type TokenFacts } from "../principal.ts";
import { checkStepUp, SENSITIVE, stepUpOf } from "../step-up.ts";

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1_000;
const RULE = { maxAgeSeconds: 900, acr: PASSWORD_ACR };

function user(facts: TokenFacts): Principal {
  const permissions: Principal["permissions"] = new Set();
  const permissionsKey = permissionsKeyOf(permissions);
  return { kind: "user", id: "usr_1", tenantId: "t", roles: ["Admin"], permissions, permissionsKey, ...facts };
}

function refusalOf(principal: Principal, rule = RULE, now = NOW) {
  try {
    checkStepUp(principal, rule, now);
    return undefined;
  } catch (error) {
    const { code, extensions, message } = appErrorOf(error) ?? {};
    return { code, ...extensions, message };
  }
}

test("a sign-in is recent for as long as is said, to the second", () => {
  const acr = PASSWORD_ACR;
  expect(refusalOf(user({ acr, authTime: SECONDS }))).toBeUndefined();
  expect(refusalOf(user({ acr, authTime: SECONDS - 900 }))).toBeUndefined();
  expect(refusalOf(user({ acr, authTime: SECONDS - 901 }))).toMatchObject({
    code: "INSUFFICIENT_AUTHENTICATION",
    acrValues: [PASSWORD_ACR],
    maxAge: 900,
  });
});

test("the same principal is refused later: nothing is remembered but when the user signed in", () => {
  const principal = user({ acr: PASSWORD_ACR, authTime: SECONDS });
  expect(refusalOf(principal, RULE, NOW + 900_000)).toBeUndefined();
  expect(refusalOf(principal, RULE, NOW + 901_000)).toMatchObject({ maxAge: 900 });
});

test.each<[string, TokenFacts]>([
  ["when", { acr: PASSWORD_ACR }],
  ["how", { authTime: SECONDS }],
  ["how in a word that is known", { authTime: SECONDS, acr: "urn:example:strong" }],
])("a token that does not say %s its user signed in is not enough", (_what, facts) => {
  expect(refusalOf(user(facts))).toMatchObject({ code: "INSUFFICIENT_AUTHENTICATION" });
});

test.each([
  ["REQUIRED", MULTI_FACTOR_ACR],
  ["PHISHING_RESISTANT", PHISHING_RESISTANT_ACR],
] as const)("a tenant's policy %s asks for %s, and for nothing less", (mfa, wanted) => {
  const demand = { mfa, mfaBefore: "OPTIONAL", mfaEnforcedFrom: NOW } as const;
  const refused = ACRS.map((acr) => refusalOf(user({ acr, authTime: SECONDS, demand })));
  const enough = ACRS.indexOf(wanted);
  expect(refused.map((one) => one === undefined)).toEqual(ACRS.map((_acr, at) => at >= enough));
  expect(refused[0]).toMatchObject({ acrValues: [wanted], maxAge: 900 });
  expect(refusalOf(user({ acr: PASSWORD_ACR, authTime: SECONDS, demand }), RULE, NOW - 1)).toBeUndefined();
});

test("keys, machines and the platform have nobody who could sign in, and are not asked", () => {
  for (const kind of ["apiKey", "client"] as const) expect(refusalOf({ ...user({}), kind })).toBeUndefined();
  expect(refusalOf(platformPrincipal("t"))).toBeUndefined();
});

test("of several sensitive operations in one, the strictest counts; of none, nothing does", () => {
  expect(stepUpOf(["Query.me", "Mutation.createRecord"])).toBeUndefined();
  expect(stepUpOf(["Query.me", ...Object.keys(SENSITIVE)])).toEqual({ ...RULE, acr: MULTI_FACTOR_ACR });
  expect(stepUpOf(["Mutation.constructor", "Mutation.__proto__", "__proto__"])).toBeUndefined();
});

test("its sentence can stand in a header (RFC 6750 section 3)", () => {
  for (const mfa of ["OPTIONAL", "REQUIRED"] as const) {
    const message = refusalOf(user({ demand: { mfa, mfaBefore: mfa, mfaEnforcedFrom: 0 } }))?.message;
    expect(message).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  }
});
