import { generateKeyPairSync, randomBytes } from "node:crypto";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bytes, openAuthenticator, type Untrue } from "../../../../../tests/testkit/authenticator.ts";
import { seedTenant } from "../../../../../tests/testkit/rooms.ts";
import { CHALLENGE_SECONDS } from "../../../src/accounts/factors/challenge.ts";
import { MAX_FACTORS } from "../../../src/accounts/factors/factor-change.ts";
import { relyingPartyOf } from "../../../src/accounts/factors/relying-party.ts";
import { invite, reasons, request } from "../fixture.ts";
import { ORIGIN, openTestFactors, seedOwner, type TestFactors, usePasskey } from "./fixture.ts";

let world: TestFactors;
beforeAll(async () => {
  world = await openTestFactors();
});
afterAll(() => world?.stop());
beforeEach(() => {
  world.denied.splice(0);
});

/** All that is kept of an account's passkeys. */
const kept = (accountId: string) =>
  world.sql("select t::text as row from identity.passkey t where account_id = $1 order by id", [accountId]);

const EVIL = "https://bulkhead.example.evil.example";
const foreignKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

describe("a passkey", () => {
  test("signs its owner in without anything else, and says how", async () => {
    const { accountId, email, password, addPasskey } = await seedOwner(world);
    const { credential } = await addPasskey();
    const { passwordChangedAt } = (await world.signIn(email, password)) ?? {};
    const bound = { accountId, passwordChangedAt, amr: ["hwk", "user", "mfa"] };
    expect(await usePasskey(world.factors, credential)).toEqual(bound);
    const synced = await addPasskey("Phone", openAuthenticator(ORIGIN, { isSynced: true }));
    expect(await usePasskey(world.others, synced.credential, { accountId })).toEqual({
      ...bound,
      amr: ["swk", "user", "mfa"],
    });
    expect((await world.factors.list(accountId)).factors).toMatchObject([
      { kind: "PASSKEY", name: "Laptop", isSynced: false, lastUsedAt: expect.any(String) },
      { kind: "PASSKEY", name: "Phone", isSynced: true, isFlagged: false },
    ]);
    expect(world.denied).toEqual([]);
  });

  test("is asked for as a discoverable one that verifies its user, of this host, and not twice of one device", async () => {
    const { accountId, email, addPasskey } = await seedOwner(world);
    const { credential } = await addPasskey();
    const id = credential.id.toString("base64url");
    const creation = JSON.parse((await world.factors.beginPasskey(accountId)).optionsJson);
    expect(creation).toMatchObject({
      rp: { id: "bulkhead.example" },
      user: { name: email, displayName: expect.any(String) },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [{ id, type: "public-key" }],
    });
    expect(Buffer.from(creation.user.id, "base64url")).toHaveLength(32);
    expect(Buffer.from(creation.challenge, "base64url")).toHaveLength(32);
    const anybody = JSON.parse((await world.factors.beginPasskeyUse()).optionsJson);
    expect(anybody).toMatchObject({ rpId: "bulkhead.example", userVerification: "required" });
    expect(anybody.allowCredentials ?? []).toEqual([]);
    const own = JSON.parse((await world.factors.beginPasskeyUse(accountId)).optionsJson);
    expect(own.allowCredentials).toMatchObject([{ id, transports: ["internal"] }]);
  });

  test("costs no write until it is used: showing pages leaves nothing behind", async () => {
    const { accountId } = await seedOwner(world);
    const count = async () => (await world.sql("select from identity.oidc_artifact")).length;
    const before = await count();
    for (let n = 0; n < 5; n++)
      await Promise.all([world.factors.beginPasskeyUse(), world.factors.beginPasskey(accountId)]);
    expect(await count()).toBe(before);
  });

  test("has company of nineteen others at most", async () => {
    const { accountId, addPasskey } = await seedOwner(world);
    for (let n = 1; n <= MAX_FACTORS.PASSKEY; n++) await addPasskey(`Key ${n}`);
    await expect(world.factors.beginPasskey(accountId)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("of a size or a kind that no authenticator makes is refused like any other", async () => {
    const { accountId } = await seedOwner(world);
    const authenticator = openAuthenticator(ORIGIN);
    for (const size of [1, 15, 16, 1_024]) {
      const { optionsJson, challenge } = await world.factors.beginPasskey(accountId);
      const { credential } = authenticator.create(optionsJson);
      const { response } = authenticator.create(optionsJson, {}, { ...credential, id: randomBytes(size) });
      const inner = (response as { response: { transports: unknown } }).response;
      if (size === 16) inner.transports = "usb";
      await expect(
        world.factors.registerPasskey(request(), accountId, { challenge, response, name: "Key" }),
      ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    expect(reasons(world.denied)).toEqual(Array(4).fill("MALFORMED_ANSWER"));
    expect(await kept(accountId)).toEqual([]);
  });

  test("that does not count stays at zero; one that counts moves on", async () => {
    const { accountId, addPasskey } = await seedOwner(world);
    const uncounting = await addPasskey("Phone", openAuthenticator(ORIGIN, { step: 0 }));
    for (let n = 0; n < 3; n++)
      expect(await usePasskey(world.factors, uncounting.credential, { as: uncounting.authenticator })).toBeDefined();
    const counting = await addPasskey("Key");
    for (let n = 0; n < 3; n++) expect(await usePasskey(world.factors, counting.credential)).toBeDefined();
    const rows = await world.sql(
      "select name, counter::int from identity.passkey where account_id = $1 order by name",
      [accountId],
    );
    expect(rows).toEqual([
      { name: "Key", counter: 3 },
      { name: "Phone", counter: 0 },
    ]);
  });

  test("of a locked user opens nothing, and of one who is let in again it does", async () => {
    const { accountId, userUuid, addPasskey } = await seedOwner(world);
    const { credential } = await addPasskey();
    const lock = (value: string) =>
      world.sql(`update identity."user" set locked_at = ${value} where id = $1`, [userUuid]);
    await lock("now()");
    const before = await kept(accountId);
    expect(await usePasskey(world.factors, credential)).toBeUndefined();
    expect(reasons(world.denied)).toEqual(["USER_LOCKED"]);
    expect(await kept(accountId)).toEqual(before);
    await lock("null");
    expect(await usePasskey(world.factors, credential)).toMatchObject({ accountId });
  });

  test("is recorded with every tenant whose user the account is", async () => {
    const { accountId, email, password, userId, addPasskey, addTotp } = await seedOwner(world);
    const { tenantId } = await seedTenant(world.rooms);
    const joined = await invite(world.rooms, tenantId, email);
    await world.accounts.activate({ token: joined.token, password, request: request() });
    const { credential } = await addPasskey();
    await addTotp();
    expect(await world.toldOf(joined.userUuid, tenantId)).toContain("factor.added factor.add");
    await usePasskey(world.factors, credential, { untrue: { signer: foreignKey } });
    expect(world.denied.map(({ user }) => user).sort()).toEqual([userId, joined.userId].sort());
    expect(accountId).toBeTruthy();
  });
});

describe("statement 33: using a passkey", () => {
  const LIES: [string, Untrue, string][] = [
    ["another origin", { origin: EVIL }, "WRONG_ORIGIN"],
    ["another port", { origin: `${ORIGIN}:8443` }, "WRONG_ORIGIN"],
    ["no TLS", { origin: "http://bulkhead.example" }, "WRONG_ORIGIN"],
    ["a frame of another site", { crossOrigin: true }, "WRONG_ORIGIN"],
    ["another relying party", { rpId: "evil.example" }, "WRONG_RP_ID"],
    ["a parent of the host", { rpId: "example" }, "WRONG_RP_ID"],
    ["a person who was not verified", { isVerified: false }, "USER_NOT_VERIFIED"],
    ["a person who was not there", { isPresent: false, isVerified: false }, "USER_NOT_VERIFIED"],
    ["another challenge", { challenge: randomBytes(32).toString("base64url") }, "WRONG_CHALLENGE"],
    ["an answer to a creation", { type: "webauthn.create" }, "MALFORMED_ANSWER"],
    ["another key's signature", { signer: foreignKey }, "WRONG_SIGNATURE"],
    ["another person's handle", { userHandle: randomBytes(32).toString("base64url") }, "PASSKEY_OF_ANOTHER"],
  ];
  test.each(LIES)(
    "with %s is refused, with the reason in the audit log and nothing changed",
    async (_what, untrue, reason) => {
      const { accountId, userId, addPasskey } = await seedOwner(world);
      const { credential } = await addPasskey();
      const before = await kept(accountId);
      expect(await usePasskey(world.factors, credential, { untrue })).toBeUndefined();
      expect(world.denied).toEqual([{ reason, user: userId, operation: "verify-passkey" }]);
      expect(await kept(accountId)).toEqual(before);
      expect(await usePasskey(world.factors, credential)).toMatchObject({ accountId });
    },
  );

  test("answers one challenge once, in parallel and in two processes too", async () => {
    const { accountId, addPasskey } = await seedOwner(world);
    const { credential, authenticator } = await addPasskey("Phone", openAuthenticator(ORIGIN, { step: 0 }));
    const { optionsJson, challenge } = await world.factors.beginPasskeyUse();
    const response = authenticator.use(credential, optionsJson);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        (n % 2 ? world.factors : world.others).verifyPasskey(request(), { challenge, response }),
      ),
    );
    expect(answers.filter((one) => one !== undefined)).toMatchObject([{ accountId }]);
    expect(await world.others.verifyPasskey(request(), { challenge, response })).toBeUndefined();
    expect(reasons(world.denied)).toEqual(Array(6).fill("USED_CHALLENGE"));
  });

  test("answers a challenge of ours that is fresh, was made for this, and for this account", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { credential, authenticator } = await one.addPasskey("Phone", openAuthenticator(ORIGIN, { step: 0 }));
    const anybody = await world.factors.beginPasskeyUse();
    const own = await world.factors.beginPasskeyUse(one.accountId);
    const foreign = await world.factors.beginPasskeyUse(other.accountId);
    const creation = await world.factors.beginPasskey(one.accountId);
    const asked = (challenge: string) => {
      const { optionsJson } = [anybody, own, foreign, creation].find((made) => made.challenge === challenge) ?? anybody;
      return authenticator.use(credential, optionsJson);
    };
    const answer = (challenge: string, accountId?: string) =>
      world.factors.verifyPasskey(request(), {
        challenge,
        response: asked(challenge),
        ...(accountId ? { accountId } : {}),
      });
    const altered = `${anybody.challenge.slice(0, -1)}${anybody.challenge.endsWith("A") ? "B" : "A"}`;
    const renamed = anybody.challenge.replace(".use.", `.use.${one.accountId}`);
    for (const challenge of ["", ".", "x", altered, renamed, own.challenge, creation.challenge])
      expect(await answer(challenge), challenge).toBeUndefined();
    expect(await answer(anybody.challenge, one.accountId)).toBeUndefined();
    expect(await answer(foreign.challenge, one.accountId)).toBeUndefined();
    expect(reasons(world.denied)).toEqual(Array(9).fill("UNKNOWN_CHALLENGE"));
    world.clock.at += CHALLENGE_SECONDS * 1_000;
    expect(await answer(anybody.challenge)).toBeUndefined();
    expect(world.denied.at(-1)?.reason).toBe("EXPIRED_CHALLENGE");
    world.clock.at -= 1_000;
    expect(await answer(own.challenge, one.accountId)).toMatchObject({ accountId: one.accountId });
  });

  test("of another account, or of nobody, is refused", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { credential } = await one.addPasskey();
    await other.addPasskey();
    expect(await usePasskey(world.factors, credential, { accountId: other.accountId })).toBeUndefined();
    expect(await usePasskey(world.factors, { ...credential, id: randomBytes(32) })).toBeUndefined();
    // Whose key it is decides, not whose name it carries.
    const claimed = (
      await world.sql<{ user_handle: Buffer }>("select user_handle from identity.account where id = $1", [
        other.accountId,
      ])
    )[0]?.user_handle.toString("base64url");
    expect(await usePasskey(world.factors, credential, { untrue: { userHandle: claimed } })).toBeUndefined();
    expect(reasons(world.denied)).toEqual(["PASSKEY_OF_ANOTHER", "UNKNOWN_PASSKEY", "PASSKEY_OF_ANOTHER"]);
  });

  test("by a copy is found by its counter: neither works any more, the owner and the tenants are told", async () => {
    const { accountId, email, tenantId, userUuid, addPasskey } = await seedOwner(world);
    const { credential } = await addPasskey();
    const copy = { ...credential };
    for (let n = 0; n < 3; n++) expect(await usePasskey(world.factors, credential)).toBeDefined();
    const attempts = await Promise.all([usePasskey(world.factors, copy), usePasskey(world.others, { ...copy })]);
    expect(attempts).toEqual([undefined, undefined]);
    expect(await usePasskey(world.factors, credential)).toBeUndefined();
    expect(reasons(world.denied)[0]).toBe("COUNTER_WENT_BACK");
    expect(reasons(world.denied).at(-1)).toBe("PASSKEY_FLAGGED");
    const { factors, recoveryCodes } = await world.factors.list(accountId);
    expect(factors).toMatchObject([{ isFlagged: true }]);
    expect(recoveryCodes).toBe(10);
    expect((await world.mailsTo(email)).filter((one) => one === "passkey-flagged")).toHaveLength(1);
    expect((await world.toldOf(userUuid, tenantId)).at(-1)).toBe("passkey.flagged passkey.flag");
    // It is asked for no more, can be removed, and its place taken by another.
    expect(JSON.parse((await world.factors.beginPasskeyUse(accountId)).optionsJson).allowCredentials).toEqual([]);
    expect(await world.factors.remove(request(), accountId, factors[0]?.id ?? "")).toBe(true);
  });

  test("with a text that is no answer is refused without a fault of ours", async () => {
    const { challenge } = await world.factors.beginPasskeyUse();
    for (const response of [{}, null, [], "x", { id: 1 }, { id: "AAAA" }, { id: "AAAA", response: {} }])
      expect(await world.factors.verifyPasskey(request(), { challenge, response: response as never })).toBeUndefined();
    const { credential } = await (await seedOwner(world)).addPasskey();
    const id = credential.id.toString("base64url");
    for (const response of [
      { id },
      { id, response: null },
      { id, response: { userHandle: 5 } },
      { id, response: { clientDataJSON: 1 } },
    ])
      expect(await world.factors.verifyPasskey(request(), { challenge, response: response as never })).toBeUndefined();
    expect(new Set(reasons(world.denied) as string[])).toEqual(new Set(["UNKNOWN_PASSKEY", "PASSKEY_OF_ANOTHER"]));
  });
});

describe("statement 33: registering a passkey", () => {
  const x5c = Buffer.concat([
    Buffer.from([0xa1, 0x63]),
    Buffer.from("x5c"),
    Buffer.from([0x81]),
    bytes(randomBytes(64)),
  ]);
  const LIES: [string, Untrue, string][] = [
    ["another origin", { origin: EVIL }, "WRONG_ORIGIN"],
    ["another relying party", { rpId: "evil.example" }, "WRONG_RP_ID"],
    ["a person who was not verified", { isVerified: false }, "USER_NOT_VERIFIED"],
    ["a person who was not there", { isPresent: false }, "USER_NOT_VERIFIED"],
    ["another challenge", { challenge: randomBytes(32).toString("base64url") }, "WRONG_CHALLENGE"],
    ["an answer to a use", { type: "webauthn.get" }, "MALFORMED_ANSWER"],
    // Whose revocation lists the library would fetch.
    ["certificates nobody asked for", { attestation: { format: "packed", statement: x5c } }, "UNASKED_ATTESTATION"],
    ["a format with certificates", { attestation: { format: "tpm", statement: x5c } }, "UNASKED_ATTESTATION"],
  ];
  test.each(LIES)(
    "with %s is refused, with the reason in the audit log and nothing changed",
    async (_what, untrue, reason) => {
      const { accountId, userId, email } = await seedOwner(world);
      const { optionsJson, challenge } = await world.factors.beginPasskey(accountId);
      const { response } = openAuthenticator(ORIGIN).create(optionsJson, untrue);
      await expect(register(accountId, challenge, response)).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
        fields: [{ path: "response", code: "PASSKEY_REFUSED" }],
      });
      expect(world.denied).toEqual([{ reason, user: userId, operation: "register-passkey" }]);
      expect(await world.factors.list(accountId)).toEqual({ factors: [], recoveryCodes: 0 });
      expect(await world.mailsTo(email)).toEqual([]);
    },
  );

  test("answers one challenge once, which was made for this account and for this", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { optionsJson, challenge } = await world.factors.beginPasskey(one.accountId);
    const authenticator = openAuthenticator(ORIGIN);
    const { response } = authenticator.create(optionsJson);
    await expect(register(other.accountId, challenge, response)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    const use = await world.factors.beginPasskeyUse(one.accountId);
    await expect(
      register(one.accountId, use.challenge, authenticator.create(use.optionsJson).response),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await register(one.accountId, challenge, response);
    await expect(register(one.accountId, challenge, authenticator.create(optionsJson).response)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    expect(reasons(world.denied)).toEqual(["UNKNOWN_CHALLENGE", "UNKNOWN_CHALLENGE", "USED_CHALLENGE"]);
    expect((await world.factors.list(one.accountId)).factors).toHaveLength(1);
  });

  test("keeps one credential once, whoever registers it again", async () => {
    const [one, other] = [await seedOwner(world), await seedOwner(world)];
    const { credential, authenticator } = await one.addPasskey();
    const { optionsJson, challenge } = await world.factors.beginPasskey(other.accountId);
    const { response } = authenticator.create(optionsJson, {}, credential);
    await expect(register(other.accountId, challenge, response)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(reasons(world.denied)).toEqual(["REGISTERED_PASSKEY"]);
    expect(await world.factors.list(other.accountId)).toEqual({ factors: [], recoveryCodes: 0 });
    expect(await usePasskey(world.factors, credential)).toMatchObject({ accountId: one.accountId });
  });

  test("with a text that is no answer is refused without a fault of ours", async () => {
    const { accountId } = await seedOwner(world);
    const { challenge } = await world.factors.beginPasskey(accountId);
    for (const response of [{}, null, "x", { id: "x" }, { id: "x", response: { attestationObject: "oA" } }])
      await expect(register(accountId, challenge, response as never)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect(new Set(reasons(world.denied) as string[])).toEqual(new Set(["MALFORMED_ANSWER", "UNASKED_ATTESTATION"]));
  });
});

describe("where there are passkeys", () => {
  test("is at a host's name over TLS, and on the own machine", () => {
    const party = (origin: string) => relyingPartyOf(origin)?.id;
    expect(party("https://id.example.com:8443")).toBe("id.example.com");
    expect(party("http://localhost:4000")).toBe("localhost");
    for (const none of ["http://id.example.com", "https://192.0.2.1", "http://127.0.0.1:4000", "https://[2001:db8::1]"])
      expect(party(none), none).toBeUndefined();
  });

  test("and elsewhere nobody is offered one", async () => {
    const factors = world.open(undefined, "http://127.0.0.1:4000");
    expect(factors.offersPasskeys).toBe(false);
    await expect(factors.beginPasskeyUse()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(factors.beginPasskey(newUuid())).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(world.factors.offersPasskeys).toBe(true);
  });
});

function register(accountId: string, challenge: string, response: never) {
  return world.factors.registerPasskey(request(), accountId, { challenge, response, name: "Laptop" });
}
