import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { secretOf } from "../../../../../tests/testkit/second-factors.ts";
import { LIMITS } from "../../../src/accounts/attempts.ts";
import { MAX_FACTORS } from "../../../src/accounts/factors/factor-change.ts";
import { UNCONFIRMED_SECONDS } from "../../../src/accounts/factors/totp.ts";
import { newAddress, reasons, request } from "../fixture.ts";
import { openTestFactors, seedOwner, type TestFactors } from "./fixture.ts";

const { perSubject: MAX_PER_ACCOUNT, perNetwork: MAX_PER_NETWORK } = LIMITS.code;

let world: TestFactors;
beforeAll(async () => {
  world = await openTestFactors();
});
afterAll(() => world?.stop());
beforeEach(() => {
  world.denied.splice(0);
});

const passTime = (minutes: number) =>
  world.sql("update identity.sign_in_attempt set begun_at = begun_at - make_interval(mins => $1)", [minutes]);
const verify = (accountId: string, code: string, from = request(), factors = world.factors) =>
  factors.verifyCode(from, accountId, code);

describe("an authenticator app", () => {
  test("opens nothing before a first code has confirmed it", async () => {
    const { accountId } = await seedOwner(world);
    const { id, secret } = await world.factors.beginTotp(accountId, "session");
    const { codeAt } = codesOf(secret);
    expect(await verify(accountId, codeAt(world.clock.at))).toBeUndefined();
    expect((await world.factors.list(accountId)).factors).toEqual([]);
    expect(await confirm(accountId, id, "000000")).toBeUndefined();
    expect(await confirm(accountId, id, codeAt(world.clock.at))).toMatchObject({ recoveryCodes: expect.any(Array) });
    expect((await world.factors.list(accountId)).factors).toMatchObject([
      { kind: "TOTP", name: "Phone", isFlagged: false },
    ]);
    // The code that confirmed it is used up.
    expect(await verify(accountId, codeAt(world.clock.at))).toBeUndefined();
    expect(await verify(accountId, codeAt(world.clock.at + 30_000))).toEqual({ by: "TOTP" });
  });

  test("keeps its secret while the page is looked at again, and loses it after ten minutes", async () => {
    const { accountId } = await seedOwner(world);
    const first = await world.factors.beginTotp(accountId, "session");
    const all = await Promise.all(
      [1, 2, 3].map((n) => (n % 2 ? world.factors : world.others).beginTotp(accountId, "session")),
    );
    for (const again of all) expect(again).toEqual(first);
    await world.sql("update identity.totp set created_at = created_at - make_interval(secs => $2) where id = $1", [
      first.id,
      UNCONFIRMED_SECONDS,
    ]);
    await expect(confirm(accountId, first.id, codesOf(first.secret).codeAt(world.clock.at))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const next = await world.factors.beginTotp(accountId, "session");
    expect(next.secret).not.toBe(first.secret);
    expect(await world.sql("select 1 from identity.totp where account_id = $1", [accountId])).toHaveLength(1);
  });

  test("shows another session another secret, and the one it showed before opens nothing: a thief of the password has not seen it", async () => {
    const { accountId } = await seedOwner(world);
    const seen = await world.factors.beginTotp(accountId, "thief");
    const shown = await world.factors.beginTotp(accountId, "owner");
    expect(shown.secret).not.toBe(seen.secret);
    await expect(confirm(accountId, seen.id, codesOf(seen.secret).codeAt(world.clock.at))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await confirm(accountId, shown.id, codesOf(shown.secret).codeAt(world.clock.at))).toBeTruthy();
  });

  test("is confirmed by the account that began it and by no other", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { id, secret } = await world.factors.beginTotp(one.accountId, "session");
    const code = codesOf(secret).codeAt(world.clock.at);
    await expect(confirm(other.accountId, id, code)).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const none of ["", "x", newUuid(), "' or 1=1"])
      await expect(confirm(one.accountId, none, code)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await confirm(one.accountId, id, code)).toBeDefined();
  });

  test("has company of four others at most", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    for (let n = 1; n <= MAX_FACTORS.TOTP; n++) await addTotp(`App ${n}`);
    await expect(world.factors.beginTotp(accountId, "session")).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("has a name that people can read", async () => {
    const { accountId } = await seedOwner(world);
    const { id, secret } = await world.factors.beginTotp(accountId, "session");
    const code = codesOf(secret).codeAt(world.clock.at);
    for (const name of ["", "   ", "a\nb", "x".repeat(201)])
      await expect(world.factors.confirmTotp(request(), accountId, { id, name, code })).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
  });
});

describe("statement 32: a code of an app", () => {
  test("is accepted once, even in parallel and in two processes", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    const { codeAt } = await addTotp();
    const code = codeAt(world.clock.at);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => verify(accountId, code, request(), n % 2 ? world.factors : world.others)),
    );
    expect(answers.filter((one) => one !== undefined)).toEqual([{ by: "TOTP" }]);
    expect(await verify(accountId, code)).toBeUndefined();
    expect(reasons(world.denied)).toEqual(Array(8).fill("USED_CODE"));
  });

  test("is accepted one step off at most, and none from before one that was taken", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    const { codeAt } = await addTotp();
    const now = world.clock.at;
    for (const off of [-2, 2]) expect(await verify(accountId, codeAt(now + off * 30_000))).toBeUndefined();
    expect(reasons(world.denied)).toEqual(["WRONG_CODE", "WRONG_CODE"]);
    expect(await verify(accountId, codeAt(now + 30_000))).toEqual({ by: "TOTP" });
    for (const off of [-1, 0, 1]) expect(await verify(accountId, codeAt(now + off * 30_000))).toBeUndefined();
    expect(reasons(world.denied).slice(2)).toEqual(["USED_CODE", "USED_CODE", "USED_CODE"]);
  });

  test("is asked for no more after ten wrong ones, for the account, whoever begins anew", async () => {
    const { accountId, addTotp, email, password, userId } = await seedOwner(world);
    const { codeAt } = await addTotp();
    for (let n = 0; n < MAX_PER_ACCOUNT; n++) expect(await verify(accountId, "000000")).toBeUndefined();
    const right = codeAt(world.clock.at);
    // Neither another network, nor another process, nor a new sign-in, nor a new app's secret begins a new count.
    expect(await world.signIn(email, password)).toMatchObject({ accountId });
    const { id } = await world.factors.beginTotp(accountId, "session");
    for (const attempt of [
      () => verify(accountId, right),
      () => verify(accountId, right, request(), world.others),
      () => confirm(accountId, id, "000000"),
    ])
      await expect(attempt()).rejects.toMatchObject({
        code: "RATE_LIMITED",
        extensions: { retryAfter: expect.any(Number) },
      });
    expect(world.denied.at(-1)).toEqual({
      reason: "TOO_MANY_ATTEMPTS",
      user: userId,
      operation: "confirm-authenticator",
    });
    await passTime(15);
    expect(await verify(accountId, right)).toEqual({ by: "TOTP" });
  });

  test("is not asked of a network that gave a hundred wrong ones; others go on", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    const { codeAt } = await addTotp();
    const from = request(newAddress());
    const victims = Array.from({ length: MAX_PER_NETWORK / MAX_PER_ACCOUNT }, () => newUuid());
    for (const victim of victims)
      await Promise.all(Array.from({ length: MAX_PER_ACCOUNT }, () => verify(victim, "000000", from)));
    const right = codeAt(world.clock.at);
    await expect(verify(accountId, right, from)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await verify(accountId, right)).toEqual({ by: "TOTP" });
  });

  test("that is right clears what was wrong before; wrong passwords are counted apart", async () => {
    const { accountId, addTotp, email, password } = await seedOwner(world);
    const { codeAt } = await addTotp();
    for (let n = 0; n < MAX_PER_ACCOUNT; n++) await world.signIn(email, "wrong password");
    await expect(world.signIn(email, password)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < MAX_PER_ACCOUNT - 1; n++) await verify(accountId, "000000");
      expect(await verify(accountId, codeAt(world.clock.at))).toEqual({ by: "TOTP" });
      world.clock.at += 60_000;
    }
  });
});

describe("statement 34: recovery codes", () => {
  test("come with the first factor, ten of them, and not with the second", async () => {
    const { accountId, email, addTotp, addPasskey } = await seedOwner(world);
    const { recoveryCodes } = await addTotp();
    expect(recoveryCodes).toHaveLength(10);
    expect((await addPasskey()).recoveryCodes).toBeUndefined();
    expect((await world.factors.list(accountId)).recoveryCodes).toBe(10);
    expect(await world.mailsTo(email)).toEqual(["factor-added", "recovery-codes-made", "factor-added"]);
  });

  test("open once each, even in parallel and in two processes, and the owner is told", async () => {
    const { accountId, email, addTotp, tenantId, userUuid } = await seedOwner(world);
    const [first = "", second = ""] = (await addTotp()).recoveryCodes ?? [];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => verify(accountId, first, request(), n % 2 ? world.factors : world.others)),
    );
    expect(answers.filter((one) => one !== undefined)).toEqual([{ by: "RECOVERY_CODE" }]);
    expect(reasons(world.denied)).toEqual(Array(5).fill("USED_CODE"));
    expect(await verify(accountId, second.toLowerCase().replaceAll("-", " "))).toEqual({ by: "RECOVERY_CODE" });
    expect((await world.factors.list(accountId)).recoveryCodes).toBe(8);
    expect((await world.mailsTo(email)).slice(2)).toEqual(["recovery-code-used", "recovery-code-used"]);
    expect((await world.toldOf(userUuid, tenantId)).slice(-2)).toEqual([
      "recovery-code.used recovery-code.use",
      "recovery-code.used recovery-code.use",
    ]);
  });

  test("are void once there are new ones, and new ones are for those who have a factor", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    await expect(world.factors.makeRecoveryCodes(request(), accountId)).rejects.toMatchObject({ code: "CONFLICT" });
    const [old = ""] = (await addTotp()).recoveryCodes ?? [];
    const made = await world.factors.makeRecoveryCodes(request(), accountId);
    expect(made).toHaveLength(10);
    expect(await verify(accountId, old)).toBeUndefined();
    expect(reasons(world.denied)).toEqual(["WRONG_CODE"]);
    expect(await verify(accountId, made[9] ?? "")).toEqual({ by: "RECOVERY_CODE" });
  });

  test("made at once in two processes are ten in the end", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    await addTotp();
    const made = await Promise.all(
      [world.factors, world.others, world.factors].map((one) => one.makeRecoveryCodes(request(), accountId)),
    );
    expect((await world.factors.list(accountId)).recoveryCodes).toBe(10);
    const opens = [];
    for (const [code = ""] of made) opens.push((await verify(accountId, code)) !== undefined);
    expect(opens.filter(Boolean)).toHaveLength(1);
  });

  test("of another account open nothing, and are kept as keyed hashes only", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const [code = ""] = (await one.addTotp()).recoveryCodes ?? [];
    await other.addTotp();
    expect(await verify(other.accountId, code)).toBeUndefined();
    const kept = await world.sql("select t::text as row from identity.recovery_code t where account_id = $1", [
      one.accountId,
    ]);
    expect(kept).toHaveLength(10);
    expect(JSON.stringify(kept)).not.toContain(code.replaceAll("-", ""));
    expect(await verify(one.accountId, code)).toEqual({ by: "RECOVERY_CODE" });
  });

  test("are counted like codes of apps when they are wrong", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    const [right = ""] = (await addTotp()).recoveryCodes ?? [];
    for (let n = 0; n < MAX_PER_ACCOUNT; n++) await verify(accountId, n % 2 ? "0000-0000-0000-0000" : "not a code");
    await expect(verify(accountId, right)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await passTime(15);
    expect(await verify(accountId, right)).toEqual({ by: "RECOVERY_CODE" });
  });
});

describe("statement 35: removing a factor", () => {
  test("is told to its owner by mail and to every tenant, and leaves what is left", async () => {
    const { accountId, email, addTotp, addPasskey, tenantId, userUuid } = await seedOwner(world);
    const { id, codeAt } = await addTotp();
    await addPasskey();
    expect(await world.factors.remove(request(), accountId, id)).toBe(true);
    expect(await world.factors.remove(request(), accountId, id)).toBe(false);
    expect(await verify(accountId, codeAt(world.clock.at))).toBeUndefined();
    expect(await world.factors.list(accountId)).toMatchObject({ factors: [{ kind: "PASSKEY" }], recoveryCodes: 10 });
    expect((await world.mailsTo(email)).at(-1)).toBe("factor-removed");
    expect((await world.toldOf(userUuid, tenantId)).slice(-4)).toEqual([
      "factor.added factor.add",
      "recovery-codes.made recovery-codes.make",
      "factor.added factor.add",
      "factor.removed factor.remove",
    ]);
  });

  test("voids the recovery codes with the last one", async () => {
    const { accountId, addTotp } = await seedOwner(world);
    const { id, recoveryCodes } = await addTotp();
    expect(await world.factors.remove(request(), accountId, id)).toBe(true);
    expect(await world.factors.list(accountId)).toEqual({ factors: [], recoveryCodes: 0 });
    expect(await verify(accountId, recoveryCodes?.[0] ?? "")).toBeUndefined();
  });

  test("is for the account that has it: another one's id is as good as none", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { id } = await one.addTotp();
    for (const none of [id, newUuid(), "", "x"])
      expect(await world.factors.remove(request(), other.accountId, none)).toBe(false);
    expect((await world.factors.list(one.accountId)).factors).toHaveLength(1);
    expect(await world.mailsTo(other.email)).toEqual([]);
  });
});

function codesOf(secret: string) {
  const bytes = secretOf(secret);
  return { codeAt: (at: number) => world.codeOf(bytes, at) };
}

function confirm(accountId: string, id: string, code: string) {
  return world.factors.confirmTotp(request(), accountId, { id, name: "Phone", code });
}
