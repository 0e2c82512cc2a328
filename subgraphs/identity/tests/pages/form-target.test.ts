import { expect, test } from "vitest";
import { formAction, formTargetOf } from "../../src/pages/form-target.ts";

test.each([
  ["https://app.example.com/callback?x=1", "https://app.example.com"],
  ["https://app.example.com:8443/callback", "https://app.example.com:8443"],
  ["https://bücher.example/", "https://xn--bcher-kva.example"],
  ["http://127.0.0.1:51004/", "http://127.0.0.1:51004"],
  ["com.example.app:/callback", "com.example.app:"],
  // The grammar of the policy has no brackets: the browser would drop the source.
  ["http://[::1]:51004/", "http:"],
])("a form that ends at %s may go to %s", (redirectUri, target) => {
  expect(formTargetOf(redirectUri)).toBe(target);
  expect(formAction([target])).toBe(`'self' ${target}`);
});

test.each(["https://a.example; script-src *", "'unsafe-inline'", "*", "https://*.example", "", "a b", "https://a/b"])(
  "%j cannot get into the policy",
  (target) => expect(() => formAction([target])).toThrow("not a source of form-action"),
);
