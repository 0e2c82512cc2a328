import { isDeepStrictEqual } from "node:util";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS, type Principal, permissionsKeyOf, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerKey } from "../src/cache/answer-key.ts";
import { ADMIN, TENANT } from "./fixtures/gateway.ts";

const OTHER_TENANT = "0195c3a4-0000-7000-8000-000000000002";

const someone = fc.record({
  kind: fc.constantFrom<Principal["kind"]>("apiKey", "user", "client"),
  id: fc.string(),
  tenantId: fc.constantFrom(TENANT, OTHER_TENANT),
  permissions: fc.subarray(PERMISSIONS.slice(0, 3)),
  collections: fc.option(fc.subarray(["notes", "tasks"]), { nil: undefined }),
});
const asked = fc.record({
  operation: fc.constantFrom("a", "b"),
  // As a body says them: no text and no number may be taken for another.
  variables: fc
    .constantFrom(
      "{}",
      '{"a":null}',
      '{"a":1}',
      '{"a":"1"}',
      '{"a":1e999}',
      '{"a":[1]}',
      '{"a":{"__proto__":1}}',
      '{"a":"\\ud800"}',
      '{"b":1}',
    )
    .map((text) => JSON.parse(text) as Record<string, unknown>),
});

test("callers share an answer where tenant, permissions, collections, operation and variables are the same, and nowhere else", () => {
  const keyOf = ({ permissions, collections, ...rest }: Made, { operation, variables }: Asked) =>
    answerKey(
      {
        ...rest,
        roles: [],
        permissions: new Set(permissions),
        permissionsKey: permissionsKeyOf(permissions),
        ...(collections ? { collections: new Set(collections) } : {}),
      },
      operation,
      variables,
    );
  const due = ({ tenantId, permissions, collections }: Made) => [
    tenantId,
    permissions.toSorted(),
    collections?.toSorted(),
  ];
  fc.assert(
    fc.property(someone, someone, asked, asked, (one, two, first, second) => {
      const isSame = isDeepStrictEqual(
        [...due(one), first.operation, first.variables],
        [...due(two), second.operation, second.variables],
      );
      expect(keyOf(one, first) === keyOf(two, second)).toBe(isSame);
      expect(keyOf({ ...one, kind: two.kind, id: two.id }, first)).toBe(keyOf(one, first));
    }),
    { numRuns: 1_000 },
  );
});

type Made = typeof someone extends fc.Arbitrary<infer T> ? T : never;
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

test.each<[string, Principal]>([
  ["nobody", ANONYMOUS],
  ["the platform", platformPrincipal(TENANT)],
  ["an operator", { ...ADMIN, kind: "operator" }],
  ["an operator in a user's place", { ...ADMIN, kind: "user", impersonation: { id: "ips_1", operatorId: "opr_1" } }],
])("%s is always answered afresh", (_, principal) => {
  expect(answerKey(principal, "a", {})).toBeUndefined();
  expect(answerKey(ADMIN, "a", {})).toBeDefined();
});
