import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { follow, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("anonymous is refused", async () => {
  await expect(follow(data, ANONYMOUS)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("every other permission together does not replace record:read", async () => {
  const ada = someone();
  await define(data, ada);
  const others = PERMISSIONS.filter((one) => one !== "record:read");
  await expect(follow(data, someone(ada.tenantId, others))).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("another tenant's collection is refused exactly as one that never was", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, bob, undefined, "bobs");
  const refusal = (collection: string) => follow(data, ada, null, collection).catch((error: unknown) => error);
  expect(await refusal("bobs")).toMatchObject({ code: "NOT_FOUND" });
  expect(await refusal("bobs")).toEqual(await refusal("nothing"));
});

test("a cursor of another tenant, of a list, or made up refuses the subscription at its start, all alike", async () => {
  const [ada, bob] = [someone(), someone()];
  await define(data, ada);
  await define(data, bob);
  const source = await follow(data, bob);
  await create(data, bob, { name: "Bob" });
  const [change] = await take(source, 1);
  const refusal = (cursor: string) => follow(data, ada, cursor).catch((error: unknown) => error);
  expect(await refusal(change?.cursor ?? "")).toMatchObject({ code: "INVALID_CURSOR" });
  expect(await refusal(change?.cursor ?? "")).toEqual(await refusal("nonsense"));
  expect(await refusal("")).toEqual(await refusal("nonsense"));
});
