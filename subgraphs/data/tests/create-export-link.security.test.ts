import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLink, OPENER, seedFinished, signatureIn } from "./export-fixture.ts";
import {
  define,
  grants,
  openTestData,
  SHUT_OUT,
  someone,
  suspended,
  type TestData,
  type TestPrincipal,
} from "./fixture.ts";
import { eventsOf, testGuards } from "./guards.ts";

testGuards({
  source: `mutation ($input: CreateExportLinkInput!) { createExportLink(input: $input) { url } }`,
  permission: "export-link:create",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: await seedFinished(data, principal), expiresIn: 60 } };
  },
  unknown: () => ({ input: { id: encodeId("export", newUuid()), expiresIn: 60 } }),
});

let data: TestData;
let ada: TestPrincipal;
let id: string;
let signature: string;
beforeAll(async () => {
  data = await openTestData();
  ada = someone();
  await define(data, ada);
  id = await seedFinished(data, ada);
  signature = signatureIn((await createLink(data, ada, id)).url);
});
afterAll(() => data.stop());

const opens = async (which: string, by: string) => (await data.room.exportLinks.open(which, by, OPENER)) !== undefined;

const stands = (which: string, by: string) => data.room.exportLinks.stands(which, by, OPENER);

test("a signature with any character changed, cut off or added opens nothing", async () => {
  const other = (character: string | undefined) => (character === "A" ? "B" : "A");
  const changed = Array.from(
    signature,
    (character, at) => signature.slice(0, at) + other(character) + signature.slice(at + 1),
  );
  const others = ["", signature.slice(1), `${signature}A`, `${signature}=`, signature.toUpperCase(), "é".repeat(94)];
  for (const one of [...changed, ...others])
    expect({ one, opens: await opens(id, one) }).toEqual({ one, opens: false });
  expect(await stands(id, others[1] ?? "")).toBe(false);
  expect([await opens(id, signature), await stands(id, signature)]).toEqual([true, true]);
});

test("it is good for one export: not for another of the tenant, another tenant's, or what is none", async () => {
  const eve = someone();
  await define(data, eve);
  const theirs = await seedFinished(data, eve);
  const mine = await seedFinished(data, ada);
  for (const one of [mine, theirs, encodeId("export", newUuid()), "xpt_no", "", id.toUpperCase()])
    expect({ one, opens: await opens(one, signature) }).toEqual({ one, opens: false });
  expect((await eventsOf(data, eve.tenantId)).audit.map(({ action }) => action)).not.toContain("export.download");
});

test("once whoever made it may not read the records, or its tenant is suspended or takes nobody from there, it opens nothing and notes nothing", async () => {
  const bob = someone();
  await define(data, bob);
  const theirs = await seedFinished(data, bob);
  const by = signatureIn((await createLink(data, bob, theirs)).url);
  for (const grant of [
    { permissions: ["export:read" as const], collections: undefined },
    { permissions: ["record:read" as const], collections: ["others"] },
  ]) {
    grants.set(bob.id, grant);
    expect([await opens(theirs, by), await stands(theirs, by)]).toEqual([false, false]);
  }
  grants.delete(bob.id);
  suspended.add(bob.tenantId);
  expect([await opens(theirs, by), await stands(theirs, by)]).toEqual([false, false]);
  suspended.delete(bob.tenantId);
  const elsewhere = { ...OPENER, clientAddress: SHUT_OUT };
  const { open, stands: goesOn } = data.room.exportLinks;
  expect([await open(theirs, by, elsewhere), await goesOn(theirs, by, elsewhere)]).toEqual([undefined, false]);
  const downloads = async () =>
    (await eventsOf(data, bob.tenantId)).audit.filter(({ action }) => action === "export.download").length;
  expect(await downloads()).toBe(0);
  expect(await opens(theirs, by)).toBe(true);
  expect(await downloads()).toBe(1);
});

test("a role that does not reach the collection makes none", async () => {
  const limited = { ...someone(ada.tenantId), collections: new Set(["others"]) };
  await expect(createLink(data, limited, id)).rejects.toThrow("NOT_FOUND");
});
