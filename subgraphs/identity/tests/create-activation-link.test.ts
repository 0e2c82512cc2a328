import { createHash } from "node:crypto";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  seedUser,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
import { digestActivationToken, makeActivationToken } from "../src/activation-link.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const CREATE = "mutation ($id: ID!) { createActivationLink(input: { userId: $id }) { url expiresAt } }";
const create = (id: string) => ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { id });
const owner = () => rooms.platform.databases.owner.pool;

async function links(userId: string) {
  const { rows } = await owner().query<{
    digest: Buffer;
    used_at: Date | null;
    created_by: string;
    seconds: number;
    xid: string;
  }>(
    `select digest, used_at, created_by, extract(epoch from expires_at - created_at)::int as seconds, xmin::text as xid
     from identity.activation_link where tenant_id = $1 and user_id = $2 order by id`,
    [tenant.tenantId, decodeId("user", userId, "id")],
  );
  return rows;
}

test("a link works for 72 hours and its digest alone is kept; change, event and audit event are one transaction", async () => {
  const userId = await seedUser(rooms, tenant.tenantId);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await create(userId);
  const { url, expiresAt } = data.createActivationLink;
  const [, token = ""] = /^https:\/\/bulkhead\.example\/oauth\/activate\?token=([A-Za-z0-9_-]{43})$/.exec(url) ?? [];
  const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(2.9);
  expect(days).toBeLessThan(3.1);
  const after = await written(rooms, tenant.tenantId);
  const [event, ...more] = after.outbox.slice(before.outbox.length);
  expect(more).toEqual([]);
  expect(event).toMatchObject({ type: "activation-link.created", payload: { userId } });
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { xid: event.xid, action: "activation-link.create", target_id: userId, body: { detail: {} } },
  ]);
  expect(await links(userId)).toEqual([
    {
      digest: createHash("sha256").update(Buffer.from(token, "base64url")).digest(),
      used_at: null,
      created_by: tenant.as.Admin.id,
      seconds: 72 * 3_600,
      xid: event.xid,
    },
  ]);
  for (const table of ["identity.activation_link", "platform.outbox", "platform.audit_event"]) {
    const { rows } = await owner().query(`select t::text as row from ${table} t where tenant_id = $1`, [
      tenant.tenantId,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    for (const form of [token.slice(0, 20), Buffer.from(token, "base64url").toString("hex")])
      expect(JSON.stringify(rows)).not.toContain(form);
  }
});

test("a new link voids the older unused ones of that user alone, however many ask at once", async () => {
  const [userId, other] = [await seedUser(rooms, tenant.tenantId), await seedUser(rooms, tenant.tenantId)];
  await create(other);
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(userId)));
  expect(answers.flatMap(({ refusals }) => refusals)).toEqual([]);
  expect((await links(userId)).filter(({ used_at }) => used_at === null)).toHaveLength(1);
  expect((await links(other)).filter(({ used_at }) => used_at === null)).toHaveLength(1);
});

test.each(["activated_at", "locked_at"])("a user with %s gets no link", async (column) => {
  const userId = await seedUser(rooms, tenant.tenantId);
  await owner().query(`update identity."user" set ${column} = now() where id = $1`, [decodeId("user", userId, "id")]);
  const before = await written(rooms, tenant.tenantId);
  expect((await create(userId)).refusals).toMatchObject([{ code: "CONFLICT" }]);
  expect(await links(userId)).toEqual([]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("a text that is no token has no digest, however near it is to one", () => {
  const token = makeActivationToken();
  expect(digestActivationToken(token)).toHaveLength(32);
  // The last character carries four bits: of four forms that decode to the same bytes only one is a token.
  const near = [...token.slice(0, -1)].join("");
  const forms = [..."ABCD"].map((letter) => digestActivationToken(near + letter)).filter(Boolean);
  expect(forms).toHaveLength(1);
  for (const text of [
    "",
    near,
    `${token}A`,
    ` ${token}`,
    `${token}\n`,
    token.replace(/^./, "+"),
    token.replace(/^./, "="),
  ])
    expect(digestActivationToken(text)).toBeUndefined();
});
