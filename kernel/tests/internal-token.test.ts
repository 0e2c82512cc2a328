import { createHash, createSecretKey } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { appErrorOf } from "../error.ts";
import { createTokenSigner, createTokenVerifier, type InternalCall } from "../internal-token.ts";
import { deriveKey } from "../key.ts";
import { ANONYMOUS, type Principal, permissionsKeyOf, platformPrincipal } from "../principal.ts";

const secret = "a secret of the tests, longer than 32 bytes";
const TENANT = "0195c3a4-0000-7000-8000-000000000001";
const key = createSecretKey(deriveKey(secret, "internal token data"));

const reader: Principal = {
  kind: "apiKey",
  id: "key_reader",
  tenantId: TENANT,
  roles: ["Reader"],
  permissions: new Set(["record:read"]),
  permissionsKey: permissionsKeyOf(["record:read"]),
};

const BODY = '{"query":"{ records { id } }","variables":{}}';
const call: InternalCall = {
  room: "data",
  to: "127.0.0.1:4101",
  method: "POST",
  path: "/data/graphql",
  body: BODY,
  request: { principal: reader, requestId: "req_1", clientAddress: "203.0.113.7" },
};
const received = { method: "POST", path: "/data/graphql", body: Buffer.from(BODY) };

const sign = createTokenSigner({ secret, issuer: "gateway" });
const names = new Set(["127.0.0.1:4101"]);

/** A verifier that was started a while ago, with a clock so many seconds ahead of the signer's. */
function newVerifier(ahead = 0) {
  let started = false;
  const now = () => Date.now() + (started ? ahead : ahead - 600) * 1_000;
  const verifier = createTokenVerifier({ secret, rooms: ["data", "audit"], now });
  started = true;
  return verifier;
}

/** Passes both checks, or answers the reason of the refusal. */
function judge(token: string | undefined, { verifier = newVerifier(), room = "data", as = received } = {}): string {
  try {
    const opened = verifier.open(room, token, names);
    verifier.redeem(opened, as);
    return "accepted";
  } catch (error) {
    expect(appErrorOf(error)?.code).toBe("UNAUTHENTICATED");
    return (error as Error).message;
  }
}

/** A token as the signer makes them, changed, and signed by whoever has the key. */
async function crafted(changes: Record<string, unknown>, signedWith = key): Promise<string> {
  const now = Date.now() / 1_000;
  const digest = createHash("sha256").update(`POST /data/graphql\n${BODY}`).digest("base64url");
  const claims = { iss: "gateway", aud: "data", to: call.to, iat: now, nbf: now, exp: now + 60, jti: "c.1", digest };
  const header = { alg: "HS256", typ: "bulkhead-internal+jwt" };
  return new SignJWT({ ...claims, ...changes }).setProtectedHeader(header).sign(signedWith);
}

describe("a token", () => {
  test("opens the call it was made for and carries who acts", () => {
    const verifier = newVerifier();
    const opened = verifier.open("data", sign(call), names);
    verifier.redeem(opened, received);
    expect(opened).toMatchObject({ issuer: "gateway", request: call.request });
  });

  test("is a JWT that a library of others verifies", async () => {
    const { payload, protectedHeader } = await jwtVerify(sign(call), key, {
      audience: "data",
      issuer: "gateway",
      clockTolerance: 1,
    });
    expect(protectedHeader.alg).toBe("HS256");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeCloseTo(60, 3);
  });

  test("made by a library of others with the key is taken", async () => {
    const verifier = newVerifier();
    expect(judge(await crafted({}), { verifier })).toBe("accepted");
  });

  test("without anybody carries no principal", () => {
    expect(newVerifier().open("data", sign({ ...call, request: undefined }), names).request).toBeUndefined();
  });

  test.each([
    ["nobody", ANONYMOUS],
    ["the platform in a tenant", platformPrincipal(TENANT)],
    ["the platform in none", platformPrincipal(null)],
    ["the platform with one permission", { ...platformPrincipal(TENANT), ...setOf(["tenant:suspend"]) }],
    ["a user", { ...reader, kind: "user" as const, roles: ["Editor", "Reader"] }],
  ])("carries %s over unchanged", (_name, principal) => {
    const request = { principal, requestId: "req_2", clientAddress: null };
    expect(newVerifier().open("data", sign({ ...call, request }), names).request).toEqual(request);
  });

  test("gives equal principals as one object, so that what is remembered by it is found again", () => {
    const principals = [0, 1].map(() => newVerifier().open("data", sign(call), names).request?.principal);
    expect(principals[0]).toBe(principals[1]);
  });

  test("allows nothing by a permission that this version does not know", async () => {
    const principal = JSON.stringify(["apiKey", "key_1", TENANT, [], "record:read record:teleport tenant:suspend"]);
    const opened = newVerifier().open("data", await crafted({ principal, requestId: "req_1" }), names);
    expect([...(opened.request?.principal.permissions ?? [])]).toEqual(["record:read"]);
  });
});

function setOf(permissions: Principal["permissions"] extends ReadonlySet<infer P> ? P[] : never) {
  return { permissions: new Set(permissions), permissionsKey: permissionsKeyOf(permissions) };
}

describe("refused is a token", () => {
  test("that is missing", () => {
    expect(judge(undefined)).toBe("The call has no internal token.");
  });

  test.each(["", "x", "a.b.c", "..", "é".repeat(100), "x".repeat(100_000)])("that is garbage: %.10s", (token) => {
    expect(judge(token)).toBe("The internal token is none of ours.");
  });

  test.each(["none", "None", "HS512", "RS256"])("whose header says alg %s", (alg) => {
    const [, payload, mac] = sign(call).split(".");
    const header = Buffer.from(JSON.stringify({ alg, typ: "bulkhead-internal+jwt" })).toString("base64url");
    expect(judge(`${header}.${payload}.${mac}`)).toBe("The internal token is none of ours.");
    expect(judge(`${header}.${payload}.`)).toBe("The internal token is none of ours.");
  });

  test("without a signature", () => {
    const [header, payload] = sign(call).split(".");
    expect(judge(`${header}.${payload}.`)).toContain("not signed");
  });

  test("signed with another secret", () => {
    const stranger = createTokenSigner({ secret: "another secret, also longer than 32 bytes", issuer: "gateway" });
    expect(judge(stranger(call))).toContain("not signed");
  });

  test("whose principal was exchanged", () => {
    const [header, payload = "", mac] = sign(call).split(".");
    const text = Buffer.from(payload, "base64url").toString();
    const tampered = Buffer.from(text.replace("Reader", "Admin ")).toString("base64url");
    expect(tampered).not.toBe(payload);
    expect(judge(`${header}.${tampered}.${mac}`)).toContain("not signed");
  });

  test.each([0, 10, 21, 42])("with a bit of its signature turned (character %i)", (at) => {
    const token = sign(call);
    const mac = token.slice(token.lastIndexOf(".") + 1);
    const turned = mac.slice(0, at) + (mac[at] === "A" ? "Q" : "A") + mac.slice(at + 1);
    expect(judge(token.slice(0, -mac.length) + turned)).toContain("not signed");
  });

  test("made for another room, whose key is another", () => {
    const verifier = newVerifier();
    expect(judge(sign({ ...call, room: "audit" }), { verifier })).toContain("not signed by this installation for this");
    expect(judge(sign(call), { verifier, room: "audit" })).toContain("not signed");
    expect(judge(sign({ ...call, room: "audit" }), { verifier, room: "audit" })).toBe("accepted");
  });

  test("that names another room under this room's key", async () => {
    expect(judge(await crafted({ aud: "audit" }))).toBe("The internal token was made for another room.");
  });

  test("made for another process of the same room", () => {
    expect(judge(sign({ ...call, to: "127.0.0.1:4102" }))).toBe("The internal token was made for another address.");
  });

  test.each([
    ["path", { ...received, path: "/data/subscribe" }],
    ["method", { ...received, method: "PUT" }],
    ["body", { ...received, body: Buffer.from(BODY.replace("id", "no")) }],
    ["empty body", { ...received, body: Buffer.alloc(0) }],
  ])("made for another %s", (_what, as) => {
    expect(judge(sign(call), { as })).toBe("The internal token was made for another call.");
  });

  test("that is used a second time", () => {
    const verifier = newVerifier();
    const token = sign(call);
    expect(judge(token, { verifier })).toBe("accepted");
    expect(judge(token, { verifier })).toBe("The internal token was used before.");
    expect(judge(sign(call), { verifier })).toBe("accepted");
  });

  test("that two calls opened at the same time, the second of them", () => {
    const verifier = newVerifier();
    const token = sign(call);
    const [one, other] = [verifier.open("data", token, names), verifier.open("data", token, names)];
    verifier.redeem(one, received);
    expect(() => verifier.redeem(other, received)).toThrow("used before");
  });

  test("but a call refused for its body does not use the token up", () => {
    const verifier = newVerifier();
    const token = sign(call);
    judge(token, { verifier, as: { ...received, body: Buffer.from("{}") } });
    expect(judge(token, { verifier })).toBe("accepted");
  });
});

describe("time", () => {
  const at = (seconds: number) => ({ verifier: newVerifier(seconds) });

  test.each([0, 59, 64, -4])("a clock %i s ahead of the signer's takes the token", (seconds) => {
    expect(judge(sign(call), at(seconds))).toBe("accepted");
  });

  test("it expires after 60 s and the leeway of 5 s", () => {
    expect(judge(sign(call), at(66))).toBe("The internal token has expired.");
  });

  test("it is not valid yet for a clock more than 5 s behind", () => {
    expect(judge(sign(call), at(-6))).toContain("not valid yet");
  });

  test("it may not live longer than a minute, whoever signed it", async () => {
    const now = Date.now() / 1_000;
    expect(judge(await crafted({ exp: now + 3_600 }), at(0))).toContain("longer than a minute");
  });

  test.each([{ exp: undefined }, { nbf: undefined }, { iat: undefined }, { exp: "never" }, { jti: "no number" }])(
    "a claim that is missing or no number refuses it: %o",
    async (changes) => {
      const token = await crafted(changes as Record<string, unknown>);
      expect(judge(token, at(0))).not.toBe("accepted");
    },
  );

  test("one made before the process started is refused: it may have been used before the restart", () => {
    const token = sign(call);
    expect(
      judge(token, { verifier: createTokenVerifier({ secret, rooms: ["data"], now: () => Date.now() + 1_000 }) }),
    ).toContain("older than this process");
  });
});
