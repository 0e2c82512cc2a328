import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestKeys, type TestKeys } from "../../tests/testkit/envelope.ts";
import { until } from "../../tests/testkit/until.ts";
import { queryOutsideTenants, readAsTenant } from "../database.ts";
import type { Envelope } from "../envelope.ts";
import { encodeParts, SEAL_OVERHEAD } from "../envelope-format.ts";
import { newUuid } from "../id.ts";
import type { RootKey } from "../root-key.ts";

let platform: TestPlatform;
let keys: TestKeys;
let envelope: Envelope;
const secret = Buffer.from("a secret of the tenant");

beforeAll(async () => {
  platform = await openTestPlatform();
  keys = await openTestKeys(platform);
  envelope = keys.envelope();
});

afterAll(async () => {
  await keys.stop();
  await platform.stop();
});

async function countKeys(tenantId: string): Promise<{ tenant: number; data: number }> {
  const { rows } = await platform.databases.owner.pool.query(
    `select (select count(*)::int from platform.tenant_key where tenant_id = $1) as tenant,
       (select count(*)::int from platform.data_key where tenant_id = $1) as data`,
    [tenantId],
  );
  return rows[0];
}

/** A root key that counts how often it is asked. */
function counting(rootKey: RootKey): RootKey & { asked: number } {
  const counted = {
    ...rootKey,
    asked: 0,
    wrap: (...args: Parameters<RootKey["wrap"]>) => {
      counted.asked++;
      return rootKey.wrap(...args);
    },
    unwrap: (...args: Parameters<RootKey["unwrap"]>) => {
      counted.asked++;
      return rootKey.unwrap(...args);
    },
  };
  return counted;
}

describe("what is sealed", () => {
  test("opens again, in another process too, for every length", async () => {
    const tenantId = newUuid();
    for (const length of [0, 1, 15, 16, 17, 4_096, 1_048_576]) {
      const plaintext = Buffer.alloc(length, "x");
      const sealed = await envelope.seal(tenantId, "test", ["a"], plaintext);
      expect(sealed.length).toBe(length + SEAL_OVERHEAD);
      expect((await keys.envelope().open(tenantId, "test", ["a"], sealed)).equals(plaintext)).toBe(true);
    }
  });

  test("never looks the same twice and holds nothing of the plaintext", async () => {
    const tenantId = newUuid();
    const sealed = await Promise.all(Array.from({ length: 50 }, () => envelope.seal(tenantId, "test", [], secret)));
    expect(new Set(sealed.map((one) => one.toString("hex"))).size).toBe(50);
    for (const one of sealed) expect(one.includes(secret)).toBe(false);
  });

  test("does not open with any single bit changed", async () => {
    const tenantId = newUuid();
    const sealed = await envelope.seal(tenantId, "test", ["a"], secret);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await expect(envelope.open(tenantId, "test", ["a"], altered)).rejects.toThrow("cannot be opened");
    }
  });

  test("does not open cut short, empty or with bytes added, and all are refused in the same words", async () => {
    const tenantId = newUuid();
    const sealed = await envelope.seal(tenantId, "test", ["a"], secret);
    const wrong = [Buffer.alloc(0), sealed.subarray(0, 20), sealed.subarray(0, -1), Buffer.concat([sealed, sealed])];
    for (const one of wrong)
      await expect(envelope.open(tenantId, "test", ["a"], one)).rejects.toMatchObject({
        code: "INTERNAL_SERVER_ERROR",
        message: "A stored value cannot be opened.",
      });
  });

  test("does not open for another tenant, purpose or context, nor for a context cut elsewhere", async () => {
    const tenantId = newUuid();
    const sealed = await envelope.seal(tenantId, "test", ["ab", "c"], secret);
    await envelope.seal(tenantId, "other", ["ab", "c"], secret);
    const other = newUuid();
    await envelope.seal(other, "test", ["ab", "c"], secret);
    const attempts: [string, string, string[]][] = [
      [other, "test", ["ab", "c"]],
      [tenantId, "other", ["ab", "c"]],
      [tenantId, "test", ["a", "bc"]],
      [tenantId, "test", ["abc"]],
      [tenantId, "test", ["ab", "c", ""]],
      [tenantId, "test", []],
    ];
    for (const [tenant, purpose, context] of attempts)
      await expect(envelope.open(tenant, purpose, context, sealed)).rejects.toThrow("cannot be opened");
    expect(await envelope.open(tenantId, "test", ["ab", "c"], sealed)).toEqual(secret);
  });

  test("refuses a context that two texts could share", async () => {
    await expect(envelope.seal(newUuid(), "test", ["\ud800"], secret)).rejects.toThrow("well-formed");
    expect(encodeParts(["a", "b"])).not.toEqual(encodeParts(["a\0b"]));
  });
});

describe("keys", () => {
  test("are made once, however many ask for them first and in however many processes", async () => {
    const tenantId = newUuid();
    const processes = [keys.envelope(), keys.envelope(), keys.envelope()];
    const sealed = await Promise.all(
      processes.flatMap((one) => Array.from({ length: 20 }, () => one.seal(tenantId, "test", [], secret))),
    );
    expect(await countKeys(tenantId)).toEqual({ tenant: 1, data: 1 });
    for (const one of sealed) expect(await envelope.open(tenantId, "test", [], one)).toEqual(secret);
  });

  test("stay in memory, so that the root key is asked once for a tenant", async () => {
    const tenantId = newUuid();
    const rootKey = counting(keys.rootKey);
    await envelope.seal(tenantId, "test", [], secret);
    const warm = keys.envelope({ rootKey });
    const sealed = await Promise.all(Array.from({ length: 30 }, () => warm.seal(tenantId, "test", [], secret)));
    for (const one of sealed) await warm.open(tenantId, "test", [], one);
    await warm.seal(tenantId, "another purpose", [], secret);
    expect(rootKey.asked).toBe(1);
    warm.forget(tenantId);
    await warm.seal(tenantId, "test", [], secret);
    expect(rootKey.asked).toBe(2);
  });

  test("leave memory by age, and when more tenants are at work than it is allowed", async () => {
    const tenants = [newUuid(), newUuid(), newUuid()];
    const byAge = counting(keys.rootKey);
    const short = keys.envelope({ rootKey: byAge, ttlMs: 20 });
    const [first = ""] = tenants;
    await short.seal(first, "test", [], secret);
    const before = byAge.asked;
    await until(async () => {
      await short.seal(first, "test", [], secret);
      return byAge.asked > before;
    });

    const bySize = counting(keys.rootKey);
    const small = keys.envelope({ rootKey: bySize, maxTenants: 2 });
    for (const tenantId of tenants) await small.seal(tenantId, "test", [], secret);
    const made = bySize.asked;
    await small.seal(first, "test", [], secret);
    expect(bySize.asked).toBe(made + 1);
  });

  test("work on when far more tenants than fit are used at the same time", async () => {
    const small = keys.envelope({ maxTenants: 2 });
    const tenants = Array.from({ length: 12 }, newUuid);
    const rounds = Array.from({ length: 5 }, () => tenants).flat();
    const sealed = await Promise.all(
      rounds.map(async (tenantId) => ({ tenantId, value: await small.seal(tenantId, "test", [], secret) })),
    );
    for (const { tenantId, value } of sealed) expect(await envelope.open(tenantId, "test", [], value)).toEqual(secret);
  });

  test("are replaced by chance long before their bound, without anybody counting", async () => {
    const tenantId = newUuid();
    const eager = keys.envelope({ rotateAfter: 50 });
    const sealed: Buffer[] = [];
    await until(async () => {
      for (let i = 0; i < 50; i++) sealed.push(await eager.seal(tenantId, "test", [], secret));
      return (await countKeys(tenantId)).data > 3;
    });
    for (const one of sealed) expect(await envelope.open(tenantId, "test", [], one)).toEqual(secret);
  });

  test("are replaced when they are too old", async () => {
    const tenantId = newUuid();
    const sealed = await envelope.seal(tenantId, "test", [], secret);
    await platform.databases.owner.pool.query(
      "update platform.data_key set created_at = created_at - interval '91 days' where tenant_id = $1",
      [tenantId],
    );
    const next = await keys.envelope().seal(tenantId, "test", [], secret);
    expect([sealed.readUInt32BE(1), next.readUInt32BE(1)]).toEqual([1, 2]);
    expect(await envelope.open(tenantId, "test", [], next)).toEqual(secret);
    expect(await envelope.open(tenantId, "test", [], sealed)).toEqual(secret);
  });

  test("moved to another tenant in the database open nothing there", async () => {
    const [from, to] = [newUuid(), newUuid()];
    const sealed = await envelope.seal(from, "test", [], secret);
    await envelope.seal(to, "test", [], secret);
    const { pool } = platform.databases.owner;
    await pool.query("delete from platform.data_key where tenant_id = $1", [to]);
    await pool.query(
      `update platform.tenant_key set wrapped = (select wrapped from platform.tenant_key where tenant_id = $1)
       where tenant_id = $2`,
      [from, to],
    );
    await pool.query(
      `insert into platform.data_key select $2, purpose, version, tenant_key_version, wrapped
       from platform.data_key where tenant_id = $1`,
      [from, to],
    );
    await expect(keys.envelope().open(to, "test", [], sealed)).rejects.toThrow("cannot be opened");
  });

  test("of one tenant are not shown to the transaction of another, nor changed by a room", async () => {
    const [own, other] = [newUuid(), newUuid()];
    await envelope.seal(own, "test", [], secret);
    const { data } = platform.databases;
    for (const table of ["tenant_key", "data_key"])
      expect(await readAsTenant(data, other, { text: `select * from platform.${table}` })).toEqual([]);
    for (const text of [
      "update platform.tenant_key set wrapped = null",
      "delete from platform.data_key",
      "delete from platform.root_key",
    ])
      await expect(queryOutsideTenants(data, { text })).rejects.toThrow("permission denied");
  });

  test("do not appear in memory after they were forgotten while loading", async () => {
    const tenantId = newUuid();
    await envelope.seal(tenantId, "test", [], secret);
    const rootKey = counting(keys.rootKey);
    const one = keys.envelope({ rootKey });
    const sealing = one.seal(tenantId, "test", [], secret);
    one.forget(tenantId);
    await sealing;
    // Loaded a second time: what was read before the news was not used.
    expect(rootKey.asked).toBe(2);
  });

  test("that cannot be reached refuse with UNAVAILABLE and are asked again", async () => {
    const tenantId = newUuid();
    const sealed = await envelope.seal(tenantId, "test", [], secret);
    let down = true;
    const { AppError } = await import("../error.ts");
    const rootKey: RootKey = {
      ...keys.rootKey,
      unwrap: async (...args) => {
        if (down) throw new AppError("UNAVAILABLE", "down");
        return keys.rootKey.unwrap(...args);
      },
    };
    const one = keys.envelope({ rootKey });
    await expect(one.open(tenantId, "test", [], sealed)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    down = false;
    expect(await one.open(tenantId, "test", [], sealed)).toEqual(secret);
  });
});
