import { expect, test } from "vitest";
import { isStale, type Login } from "../../src/oauth/login-result.ts";

const LOGIN = { accountId: "a", acr: "b", amr: [], ts: 0 };

/** An authorisation whose session is older than its client accepts. */
const stale = (login?: Login, max_age: string | undefined = "300") =>
  isStale({ oidc: { params: { max_age }, session: { past: () => true }, result: login && { login } } } as never);

test("a sign-in is fresh by a password or a passkey of this authorisation, never by a code alone", () => {
  expect(stale()).toBe(true);
  expect(stale({ ...LOGIN, isWhole: false })).toBe(true);
  expect(stale({ ...LOGIN, isWhole: true })).toBe(false);
});

test("no sign-in is too old for a client that does not say so", () => {
  expect(isStale({ oidc: { params: {}, session: { past: () => true }, result: undefined } } as never)).toBe(false);
});

test("whoever is signed in nowhere is not fresh", () => {
  expect(isStale({ oidc: { params: { max_age: "300" }, session: undefined, result: undefined } } as never)).toBe(true);
});
