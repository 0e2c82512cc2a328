import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { skeletonOf, slugFault, slugOfName, slugsLike } from "../src/slug.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const reserve = (slug: string, tenantId = newUuid()) => rooms.tenancy.onboarding.reserveSlug(tenantId, slug);

describe("slugs that look alike are one", () => {
  test.each([
    ["acme", "acrne"],
    ["acme", "a-c-me"],
    ["globe0", "globeo"],
    ["il1i", "lll1"],
    ["vvave", "wave"],
  ])("%s and %s", async (one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
    const end = newUuid().slice(-8).replaceAll(/[01]/g, "7");
    await reserve(`${one}-${end}`);
    await expect(reserve(`${other}-${end}`)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("and the database says the same of every letter that a slug may have", async () => {
    const slugs = ["abcdefghijklmnopqrstuvwxyz0123456789", "a-b-c", "mm", "ww", "rn1", "0o0"];
    for (const slug of slugs) await reserve(slug);
    const { rows } = await rooms.platform.databases.owner.pool.query(
      "select slug, skeleton from tenancy.tenant_slug where slug = any($1)",
      [slugs],
    );
    expect(rows.map(({ slug, skeleton }) => [slug, skeleton]).sort()).toEqual(
      slugs.map((slug) => [slug, skeletonOf(slug)]).sort(),
    );
  });
});

test.each(["admin", "adm1n", "ad-min", "api", "www", "oauth", "bulkhead", "bu1khead", "operator", "account"])(
  "%s is the platform's own, and a free one is named",
  async (slug) => {
    expect(slugFault(slug)).toMatchObject({ code: "RESERVED_SLUG" });
    await expect(reserve(slug)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [{ path: "input.slug", code: "RESERVED_SLUG" }],
      extensions: { proposal: expect.stringMatching(/-\d+$/) },
    });
  },
);

test("of many who want one slug at once one gets it, and the others are told of one that is free", async () => {
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => reserve("wanted-by-all")));
  const refused = answers.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused.map(({ code, extensions }) => [code, extensions.proposal])).toEqual(
    Array(11).fill(["CONFLICT", "wanted-by-all-2"]),
  );
});

test("a slug is held for one tenant at a time, and for an hour", async () => {
  const tenantId = newUuid();
  await reserve("first-choice", tenantId);
  await reserve("second-choice", tenantId);
  await reserve("second-choice", tenantId);
  await reserve("first-choice");
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.tenant_slug set reserved_until = now() - interval '1 second' where slug = 'second-choice'",
  );
  await reserve("second-ch0ice");
  await expect(reserve("second-choice", tenantId)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("what is let go of is free; what a tenant has is not let go of", async () => {
  const tenantId = newUuid();
  await reserve("let-go", tenantId);
  expect(await rooms.tenancy.onboarding.releaseSlug(tenantId)).toEqual({ isTaken: false });
  const by = { tenantId, userId: newUuid(), requestId: "req_test", clientAddress: null };
  const wanted = { slug: "let-go", name: "Let go", template: "standard", templateVersion: 1 };
  await expect(rooms.tenancy.onboarding.createTenant(by, wanted)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await rooms.tenancy.policyOf(tenantId)).toBeUndefined();

  await reserve("let-go", tenantId);
  // Twice, and twice at once: one tenant with one Admin.
  await Promise.all([1, 2, 3].map(() => rooms.tenancy.onboarding.createTenant(by, wanted)));
  await rooms.tenancy.onboarding.createTenant(by, wanted);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select role from tenancy.member where tenant_id = $1",
    [tenantId],
  );
  expect(rows).toEqual([{ role: "Admin" }]);
  expect(await rooms.tenancy.onboarding.releaseSlug(tenantId)).toEqual({ isTaken: true });
  expect(await rooms.tenancy.tenantIdOfSlug("let-go")).toBe(tenantId);
});

test.each([
  ["Acme & Söhne GmbH", "acme-sohne-gmbh"],
  ["Straße der Ærøer", "strasse-der-aeroer"],
  ["  O'Neill's  ", "oneills"],
  ["株式会社", "company"],
  ["x", "company"],
  ["a".repeat(80), "a".repeat(48)],
])("of the name %j the slug %s is made", (name, slug) => {
  expect(slugOfName(name)).toBe(slug);
  expect(slugsLike(slug).every((one) => slugFault(one) === undefined)).toBe(true);
});
