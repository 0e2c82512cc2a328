import { setTimeout as sleep } from "node:timers/promises";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterEach, expect, test } from "vitest";
import type { GatewayConfig } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import type { Opener } from "../src/ports.ts";
import { TENANT, testConfig, testPorts } from "./fixtures/gateway.ts";

let gateway: Gateway | undefined;
afterEach(() => gateway?.stop());

const id = encodeId("export", newUuid());
const LINK = `/v1/exports/${id}/file?signature=good`;

/** A gateway whose one link leads to 40 bytes, which come a byte at a time, one every `everyMs`. */
async function open({ everyMs = 0, ...changes }: Partial<GatewayConfig> & { everyMs?: number } = {}) {
  const asked: [string, string, Opener][] = [];
  const ports = testPorts();
  const blob = encodeId("blob", newUuid());
  ports.openExportLink = async (...which) => {
    asked.push(which);
    if (which[0] !== id || which[1] !== "good") return undefined;
    const about = { status: "SUCCEEDED", collection: "people", format: "CSV", compression: "GZIP", sha256: null };
    return { tenantId: TENANT, id, ...about, parts: [{ blob, bytes: 40 }] };
  };
  ports.uploads = {
    async *read(_tenantId: string, _id: string, { from, to }: { from: number; to: number }) {
      for (let at = from; at < to; at++) {
        await sleep(everyMs);
        yield Buffer.from([at]);
      }
    },
  } as unknown as BlobStore;
  gateway = await createGateway(ports, testConfig(changes), []);
  const address = await gateway.listen();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(address + path, { headers });
  return { ports, asked, get };
}

test("a link pays from the budget of its network, whatever credential comes along, and before it is looked at", async () => {
  const { ports, asked, get } = await open({ addressPerSecond: 1, addressBurst: 3 });
  const statuses: number[] = [];
  for (const path of [LINK, LINK, `${LINK}x`, LINK])
    statuses.push((await get(path, { authorization: "Bearer admin" })).status);
  expect(statuses).toEqual([200, 200, 404, 429]);
  expect(asked).toHaveLength(3);
  expect(asked[0]).toEqual([
    id,
    "good",
    { requestId: expect.stringMatching(/^req_/), clientAddress: expect.stringMatching(/127\.0\.0\.1$/) },
  ]);
  expect((await get(LINK)).headers.get("retry-after")).toMatch(/^\d+$/);
  expect(ports.logged.join("")).not.toContain("signature");
});

test("ranges are answered as of a fetched export", async () => {
  const { get } = await open();
  const part = await get(LINK, { range: "bytes=37-" });
  expect([part.status, part.headers.get("content-range"), [...(await part.bytes())]]).toEqual([
    206,
    "bytes 37-39/40",
    [37, 38, 39],
  ]);
  const whole = await get(LINK);
  expect(whole.headers.get("content-disposition")).toBe(`attachment; filename="people-${id}.csv.gz"`);
  expect((await whole.bytes()).length).toBe(40);
});

test.each(["SUSPENDED", "CLOSED", undefined] as const)("of a tenant that is %s it gives nothing", async (status) => {
  const { ports, get } = await open();
  if (status) ports.statuses.set(TENANT, status);
  else ports.statuses.delete(TENANT);
  const answer = await get(LINK);
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: "NOT_FOUND" }]);
});

test("a download breaks off when its tenant is suspended meanwhile", async () => {
  const { ports, get } = await open({ everyMs: 30 });
  const answer = await get(LINK);
  expect(answer.status).toBe(200);
  ports.statuses.set(TENANT, "SUSPENDED");
  await expect(answer.bytes()).rejects.toThrow();
});
