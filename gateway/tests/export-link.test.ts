import { setTimeout as sleep } from "node:timers/promises";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { afterEach, expect, test, vi } from "vitest";
import type { GatewayConfig } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import type { Opener } from "../src/ports.ts";
import { TENANT, testConfig, testPorts } from "./fixtures/gateway.ts";

let gateway: Gateway | undefined;
afterEach(() => gateway?.stop());

const id = encodeId("export", newUuid());
const LINK = `/v1/exports/${id}/file?signature=good`;

/** A gateway whose one link leads to 40 bytes, which come a byte at a time, one every `everyMs`; `isDead` ends the link. */
async function open({ everyMs = 0, ...changes }: Partial<GatewayConfig> & { everyMs?: number } = {}) {
  const asked: [string, string, Opener][] = [];
  const link = { isDead: false, bytesRead: 0 };
  const ports = testPorts();
  const blob = encodeId("blob", newUuid());
  const about = { status: "SUCCEEDED", collection: "people", format: "CSV", compression: "GZIP", sha256: null };
  ports.exportLinks = {
    async open(...which) {
      asked.push(which);
      if (which[0] !== id || which[1] !== "good") return undefined;
      return { tenantId: TENANT, id, ...about, parts: [{ blob, bytes: 40 }] };
    },
    stands: async (...which) => which[0] === id && which[1] === "good" && !link.isDead,
  };
  ports.uploads = {
    async *read(_tenantId: string, _id: string, { from, to }: { from: number; to: number }) {
      for (let at = from; at < to; at++) {
        await sleep(everyMs);
        link.bytesRead++;
        yield Buffer.from([at]);
      }
    },
  } as unknown as BlobStore;
  gateway = await createGateway(ports, testConfig(changes), []);
  const address = await gateway.listen();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(address + path, { headers });
  return { ports, asked, link, address, get };
}

test("a link pays from the budget of its network, whatever credential comes along, and before it is looked at", async () => {
  const { ports, asked, get } = await open({ addressPerSecond: 1, addressBurst: 3 });
  const paths = Array<string>(20).fill(LINK);
  const answers = await Promise.all(paths.map((path) => get(path, { authorization: "Bearer admin" })));
  const refused = answers.filter(({ status }) => status === 429);
  // How long they took is the machine's affair.
  expect(refused.length).toBeGreaterThan(10);
  expect(asked).toHaveLength(answers.length - refused.length);
  expect(asked[0]).toEqual([
    id,
    "good",
    { requestId: expect.stringMatching(/^req_/), clientAddress: expect.stringMatching(/127\.0\.0\.1$/) },
  ]);
  for (const { headers } of refused) expect(headers.get("retry-after")).toMatch(/^\d+$/);
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
  const beyond = await get(LINK, { range: "bytes=40-" });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */40"]);
  const whole = await get(LINK);
  expect(whole.headers.get("content-range")).toBeNull();
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

test.each([{ rest: false }, { allowedNetworks: ["203.0.113.0/24"] }])(
  "where its tenant takes no requests it gives nothing, and a download breaks off: %j",
  async (changed) => {
    const { ports, get } = await open({ everyMs: 30 });
    const begun = await get(LINK);
    expect(begun.status).toBe(200);
    ports.tenantSettings = () => ({ ...DEFAULT_SETTINGS, ...changed });
    await expect(begun.bytes()).rejects.toThrow();
    expect((await get(LINK)).status).toBe(404);
  },
);

test("a download breaks off when its tenant is suspended meanwhile", async () => {
  const { ports, get } = await open({ everyMs: 30 });
  const answer = await get(LINK);
  expect(answer.status).toBe(200);
  ports.statuses.set(TENANT, "SUSPENDED");
  await expect(answer.bytes()).rejects.toThrow();
});

test("HEAD tells of the file, whatever range is asked for, and reads nothing of it", async () => {
  const { address, link } = await open();
  const answer = await fetch(address + LINK, { method: "HEAD", headers: { range: "bytes=1-" } });
  expect([answer.status, answer.headers.get("content-length"), answer.headers.get("etag")]).toEqual([
    200,
    "40",
    `"${id}"`,
  ]);
  expect([(await answer.bytes()).length, link.bytesRead]).toEqual([0, 0]);
  expect((await fetch(`${address}${LINK}x`, { method: "HEAD" })).status).toBe(404);
});

test("a download breaks off when its link dies meanwhile, and not when it is still good", async () => {
  const { link, get } = await open({ everyMs: 20 });
  const begun = performance.now();
  const later = vi.spyOn(performance, "now");
  const answer = await get(LINK);
  later.mockReturnValue(begun + 60_000);
  await sleep(100);
  link.isDead = true;
  later.mockReturnValue(begun + 120_000);
  await expect(answer.bytes()).rejects.toThrow();
  later.mockRestore();
  expect(link.bytesRead).toBeGreaterThan(2);
});
