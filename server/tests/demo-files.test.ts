import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { exportDemo, importDemoFile, rejectionsOf } from "../demo-import.ts";
import { type DemoCollection, demoTenants } from "../demo-tenants.ts";

/** The demo's files of each format go in through the public API, and come out again. */
let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
}, 60_000);
afterAll(() => server.stop());

const apiOf = () => ({ address: server.address, key: tenant.keys.Admin });
const collections: readonly DemoCollection[] = demoTenants[0].collections;
const collectionOf = (name: string) => collections.find((one) => one.name === name) as DemoCollection;

async function records(name: string): Promise<Record<string, unknown>[]> {
  const { text } = await tenant.rest("Admin", "GET", `/v1/collections/${name}/records?first=100`);
  return (JSON.parse(text) as { data: { data: Record<string, unknown> }[] }).data.map(({ data }) => data);
}

test.each([
  ["suppliers", 9, 1, { name: "Hölzl & Söhne; Getriebe", city: "Köflach", partsPerYear: 75, source: "purchasing" }],
  ["aircraft", 12, 0, { registration: "N103AC", seats: { business: 20, economy: 180 }, equipment: ["etops", "wifi"] }],
  ["orders", 8, 0, { number: "PO-2026-001", lines: [{ part: "main gear strut", quantity: 2, price: 48200.5 }] }],
  ["flights", 10, 0, { number: "AC414", from: "SFO", stops: 1, days: ["MO", "WE", "FR"] }],
])(
  "%s: %i rows come in and %i are refused; a run that was interrupted does not import twice",
  async (name, stored, refused, one) => {
    const done = await importDemoFile(apiOf(), collectionOf(name));
    expect(done).toMatchObject({ rows_stored: stored, rows_rejected: refused });
    const all = await records(name);
    expect(all).toHaveLength(stored);
    expect(all).toContainEqual(expect.objectContaining(one));
    expect((await importDemoFile(apiOf(), collectionOf(name))).id).toBe(done.id);
    expect(await records(name)).toHaveLength(stored);
    if (refused > 0)
      expect(await rejectionsOf(apiOf(), done)).toMatchObject([
        { line: 8, column: "Teile pro Jahr", code: "VALUE_TYPE" },
      ]);
  },
);

test("what is written back as XML has every order", async () => {
  const xml = await exportDemo(apiOf(), "orders", collectionOf("orders").exportAs ?? "");
  const file = JSON.parse(readFileSync(new URL("../demo-files/orders.json", import.meta.url), "utf8"));
  const numbers = [...xml.matchAll(/<number>([^<]+)<\/number>/g)].map(([, number]) => number);
  expect(numbers.toSorted()).toEqual(file.data.orders.map(({ number }: { number: string }) => number));
  expect(xml.match(/<part>/g)).toHaveLength(12);
});
