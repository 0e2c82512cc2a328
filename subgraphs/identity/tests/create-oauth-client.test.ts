import { generateKeyPairSync } from "node:crypto";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
import { MAX_CLIENTS } from "../src/oauth-client-row.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const CREATE = `mutation Create($i: CreateOAuthClientInput!) {
  createOAuthClient(input: $i) {
    secret
    oauthClient {
      id kind name redirectUris postLogoutRedirectUris role keys usesDpop secrets { createdAt expiresAt }
      createdBy { id } createdAt revokedAt lastUsedAt
    }
  }
}`;

const create = (input: Record<string, unknown>, as = tenant.as.Admin) =>
  ask(rooms.identity.subgraph, as, CREATE, { i: { name: "a client", ...input } });

const WEB = ["https://app.example/callback"];
const publicJwk = (kind: "ec" | "ed25519" | "rsa", size = 2_048) => {
  const pair =
    kind === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: size })
        : generateKeyPairSync("ed25519");
  return { public: pair.publicKey.export({ format: "jwk" }), private: pair.privateKey.export({ format: "jwk" }) };
};
const ec = publicJwk("ec");

describe("what is registered", () => {
  test("a public client has no secret; change, event and audit event are one transaction", async () => {
    const before = await written(rooms, tenant.tenantId);
    const redirectUris = [
      ...WEB,
      "https://app.example",
      "https://app.example/cb?from=us",
      "http://localhost:3000/cb",
      "http://127.0.0.1/cb",
      "http://[::1]:8080/cb",
      "com.example.app:/cb",
      "com.example.app://host/cb",
    ];
    const { data, refusals } = await create({ kind: "PUBLIC", name: "Ada's app", redirectUris });
    expect(refusals).toEqual([]);
    const { secret, oauthClient } = data.createOAuthClient;
    expect(secret).toBeNull();
    expect(oauthClient).toMatchObject({
      id: expect.stringMatching(/^cli_/),
      kind: "PUBLIC",
      name: "Ada's app",
      redirectUris,
      postLogoutRedirectUris: [],
      role: null,
      keys: null,
      usesDpop: false,
      secrets: [],
      createdBy: { id: tenant.as.Admin.id },
      revokedAt: null,
      lastUsedAt: null,
    });
    const after = await written(rooms, tenant.tenantId);
    const [event, ...noMore] = after.outbox.slice(before.outbox.length);
    const audited = after.audit.slice(before.audit.length);
    expect(noMore).toEqual([]);
    expect(event).toMatchObject({ type: "oauth-client.created", payload: { kind: "PUBLIC" } });
    expect(audited).toMatchObject([
      {
        action: "oauth-client.create",
        target_id: oauthClient.id,
        body: { detail: { kind: "PUBLIC" } },
        personal: { name: { value: "Ada's app" } },
      },
    ]);
    const { rows } = await rooms.platform.databases.owner.pool.query(
      "select xmin::text as xid from identity.oauth_client where tenant_id = $1 and name = $2",
      [tenant.tenantId, "Ada's app"],
    );
    expect(rows).toEqual([{ xid: event.xid }]);
    expect(audited[0].xid).toBe(event.xid);
  });

  test("a confidential client gets a secret of 256 bits, whose hash alone is kept", async () => {
    const { data } = await create({
      kind: "CONFIDENTIAL",
      redirectUris: WEB,
      postLogoutRedirectUris: ["https://app.example/bye"],
      usesDpop: true,
    });
    const { secret, oauthClient } = data.createOAuthClient;
    expect(secret).toMatch(/^bhs_[0-9A-Za-z]{43}$/);
    expect(oauthClient).toMatchObject({ postLogoutRedirectUris: ["https://app.example/bye"], usesDpop: true });
    expect(oauthClient.secrets).toEqual([{ createdAt: expect.stringMatching(/Z$/), expiresAt: null }]);
    const { pool } = rooms.platform.databases.owner;
    for (const table of [
      "identity.oauth_client",
      "identity.oauth_client_secret",
      "platform.outbox",
      "platform.audit_event",
    ]) {
      const { rows } = await pool.query(`select t::text as row from ${table} t where tenant_id = $1`, [
        tenant.tenantId,
      ]);
      expect(rows.length).toBeGreaterThan(0);
      for (const form of [
        secret.slice(4, 30),
        Buffer.from(secret).toString("hex"),
        Buffer.from(secret).toString("base64").slice(0, 40),
      ])
        expect(JSON.stringify(rows)).not.toContain(form);
    }
  });

  test.each([
    ["P-256", "ec", "ES256"],
    ["Ed25519", "ed25519", "EdDSA"],
    ["RSA", "rsa", "PS256"],
  ] as const)("a machine with a key on %s instead of a secret", async (_name, kind, alg) => {
    const key = publicJwk(kind).public;
    const { data, refusals } = await create({
      kind: "MACHINE",
      role: "Viewer",
      keys: { keys: [{ ...key, kid: "1", x5u: "https://evil.example/cert" }] },
    });
    expect(refusals).toEqual([]);
    expect(data.createOAuthClient.secret).toBeNull();
    expect(data.createOAuthClient.oauthClient).toMatchObject({ role: "Viewer", redirectUris: [], secrets: [] });
    expect(data.createOAuthClient.oauthClient.keys).toEqual({ keys: [{ ...key, alg, use: "sig", kid: "1" }] });
  });

  test("a client of the installation, by the operator", async () => {
    const operator = platformPrincipal(INSTALLATION_ID);
    const { data, refusals } = await create({ kind: "PUBLIC", redirectUris: WEB }, operator);
    expect(refusals).toEqual([]);
    const { id } = data.createOAuthClient.oauthClient;
    const read = "query ($id: ID!) { oauthClient(id: $id) { id } }";
    expect((await ask(rooms.identity.subgraph, operator, read, { id })).refusals).toEqual([]);
    expect((await ask(rooms.identity.subgraph, tenant.as.Admin, read, { id })).refusals).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
    expect((await create({ kind: "MACHINE", role: "Admin" }, operator)).refusals).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
  });
});

describe("what is refused, with every fault named and nothing written", () => {
  const long = `https://app.example/${"a".repeat(2_000)}`;
  const redirect = (kind: string, address: string, code: string) =>
    [
      `${kind} with ${JSON.stringify(address.slice(0, 60))}`,
      { kind, redirectUris: [...WEB, address] },
      [{ path: "input.redirectUris.1", code }],
    ] as const;
  const key = (what: string, jwk: unknown, code: string) =>
    [
      what,
      { kind: "CONFIDENTIAL", redirectUris: WEB, keys: { keys: [jwk] } },
      [{ path: "input.keys.keys.0", code }],
    ] as const;

  test.each<readonly [string, Record<string, unknown>, readonly { path: string; code: string }[]]>([
    redirect("PUBLIC", "", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "/callback", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "app.example/callback", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "//app.example/callback", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https:app.example/cb", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https:///app.example/cb", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https://app.example/c b", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https://app.example/\n", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https://bücher.example/cb", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https://app.example/cb#", "HAS_FRAGMENT"),
    redirect("PUBLIC", "https://app.example/cb#x", "HAS_FRAGMENT"),
    redirect("PUBLIC", "https://ada:pw@app.example/cb", "HAS_CREDENTIALS"),
    redirect("PUBLIC", "https://@app.example/cb", "HAS_CREDENTIALS"),
    redirect("PUBLIC", "https://good.example@evil.example/cb", "HAS_CREDENTIALS"),
    redirect("PUBLIC", "https://*.app.example/cb", "HAS_WILDCARD"),
    redirect("PUBLIC", "https://app.example/*", "HAS_WILDCARD"),
    redirect("PUBLIC", "https://APP.example/cb", "NOT_CANONICAL"),
    redirect("PUBLIC", "HTTPS://app.example/cb", "NOT_CANONICAL"),
    redirect("PUBLIC", "https://app.example:443/cb", "NOT_CANONICAL"),
    redirect("PUBLIC", "https://app.example/a/../cb", "NOT_CANONICAL"),
    redirect("PUBLIC", "https://app.example/%2e%2e/cb", "NOT_CANONICAL"),
    redirect("PUBLIC", "https:\\\\app.example/cb", "NOT_ABSOLUTE"),
    redirect("PUBLIC", "https://app.example\\cb", "NOT_CANONICAL"),
    redirect("PUBLIC", long, "TOO_LONG"),
    redirect("PUBLIC", WEB[0] as string, "DUPLICATE"),
    redirect("PUBLIC", "http://app.example/cb", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "http://127.0.0.1.evil.example/cb", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "http://localhost.evil.example/cb", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "javascript:alert(1)", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "data:text/html,x", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "file:///etc/passwd", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "vbscript:x", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "blob:https://app.example/x", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "myapp:/cb", "SCHEME_NOT_ALLOWED"),
    redirect("PUBLIC", "urn:ietf:wg:oauth:2.0:oob", "SCHEME_NOT_ALLOWED"),
    redirect("CONFIDENTIAL", "com.example.app:/cb", "SCHEME_NOT_ALLOWED"),
    key("a private key", ec.private, "PRIVATE_KEY"),
    key("a shared key", { kty: "oct", k: "AAAA" }, "PRIVATE_KEY"),
    key("a weak RSA key", publicJwk("rsa", 1_024).public, "INVALID_KEY"),
    key(
      "another curve",
      generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ format: "jwk" }),
      "INVALID_KEY",
    ),
    key("a point off its curve", { ...ec.public, x: ec.public.y, y: ec.public.x }, "INVALID_KEY"),
    key("a key without its kind", { crv: "P-256" }, "INVALID_KEY"),
    key("no key", "key", "INVALID_KEY"),
    key("a key of its prototype's kind", { kty: "constructor" }, "INVALID_KEY"),
    key("a key that encrypts", { ...ec.public, use: "enc" }, "INVALID_KEY_USE"),
    key("another algorithm", { ...ec.public, alg: "HS256" }, "INVALID_KEY_USE"),
    key("another operation", { ...ec.public, key_ops: ["sign"] }, "INVALID_KEY_USE"),
    key("a kid that is no text", { ...ec.public, kid: 1 }, "INVALID_KEY_ID"),
    [
      "keys that cannot be told apart",
      { kind: "CONFIDENTIAL", redirectUris: WEB, keys: { keys: [ec.public, publicJwk("ec").public] } },
      [{ path: "input.keys", code: "AMBIGUOUS_KEY" }],
    ],
    ...[{}, { keys: [] }, [], "x", { keys: Array.from({ length: 11 }, () => ec.public) }].map(
      (keys, at) =>
        [
          `no key set ${at}`,
          { kind: "CONFIDENTIAL", redirectUris: WEB, keys },
          [{ path: "input.keys", code: "INVALID_KEY_SET" }],
        ] as const,
    ),
    ["no address", { kind: "PUBLIC", redirectUris: [] }, [{ path: "input.redirectUris", code: "INVALID_COUNT" }]],
    [
      "21 addresses",
      { kind: "PUBLIC", redirectUris: Array.from({ length: 21 }, (_, n) => `https://app.example/${n}`) },
      [{ path: "input.redirectUris", code: "INVALID_COUNT" }],
    ],
    [
      "a public client with keys and a role",
      { kind: "PUBLIC", redirectUris: WEB, role: "Viewer", keys: { keys: [ec.public] } },
      [
        { path: "input.role", code: "NOT_ALLOWED" },
        { path: "input.keys", code: "NOT_ALLOWED" },
      ],
    ],
    [
      "a machine with addresses and without a role",
      { kind: "MACHINE", redirectUris: WEB, postLogoutRedirectUris: WEB },
      [
        { path: "input.role", code: "REQUIRED" },
        { path: "input.redirectUris", code: "NOT_ALLOWED" },
        { path: "input.postLogoutRedirectUris", code: "NOT_ALLOWED" },
      ],
    ],
    [
      "a bad name and a bad address after sign-out",
      { kind: "PUBLIC", name: "a\nb", redirectUris: WEB, postLogoutRedirectUris: ["javascript:x"] },
      [
        { path: "input.name", code: "INVALID_CHARACTER" },
        { path: "input.postLogoutRedirectUris.0", code: "SCHEME_NOT_ALLOWED" },
      ],
    ],
  ])("%s", async (_what, input, fields) => {
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await create(input);
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields }]);
    expect(refusals[0]?.fields).toHaveLength(fields.length);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  });

  test("a role that does not exist is not found", async () => {
    expect((await create({ kind: "MACHINE", role: "Owner" })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  });
});

test("a tenant has so many clients and no more, however many are made at once; a revoked one makes room", async () => {
  const other = await seedTenant(rooms);
  const { pool } = rooms.platform.databases.owner;
  await pool.query(
    `insert into identity.oauth_client (tenant_id, id, kind, name, redirect_uris, created_by)
     select $1, gen_random_uuid(), 'PUBLIC', 'one of many', '{https://app.example}', 'platform' from generate_series(1, $2)`,
    [other.tenantId, MAX_CLIENTS - 2],
  );
  const make = () => create({ kind: "PUBLIC", redirectUris: WEB }, other.as.Admin);
  const answers = await Promise.all(Array.from({ length: 6 }, make));
  const refused = answers.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  expect(refused).toEqual(["CONFLICT", "CONFLICT", "CONFLICT", "CONFLICT"]);
  await pool.query(
    "update identity.oauth_client set revoked_at = now() where id = (select id from identity.oauth_client where tenant_id = $1 limit 1)",
    [other.tenantId],
  );
  expect((await make()).refusals).toEqual([]);
  expect((await make()).refusals).toMatchObject([{ code: "CONFLICT" }]);
});
