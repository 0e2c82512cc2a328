import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestKeys } from "../../tests/testkit/envelope.ts";
import { haveKeyServices, type KeyService, startKms, startVault } from "../../tests/testkit/key-services.ts";
import { destroyTenantKey, finishDestructions } from "../envelope-destroy.ts";
import { newUuid } from "../id.ts";
import { type RootKey, RootVersionGone, tenantKeyBinding } from "../root-key.ts";
import { checkRootKey } from "../root-key-check.ts";
import { openRootKey } from "../root-key-open.ts";
import { retireRootKeys } from "../root-key-retire.ts";
import { rotateRootKey } from "../root-key-rotate.ts";
import { readRootKeySetting } from "../root-key-setting.ts";

const TOKEN = "test-token-of-the-vault";
const NOBODY = "http://127.0.0.1:2";
const secret = Buffer.from("a secret of the tenant");

interface Provider {
  start(): Promise<KeyService & { rootKey(name: string): Promise<RootKey> }>;
  /** The same, at an address where nobody listens. */
  unreachable(): Promise<RootKey>;
  /** Whether the service itself has ended a version. */
  isDestroyed(address: string, rootKey: RootKey, version: string): Promise<boolean>;
}

/** The emulator takes any credentials; the SDK reads them here alone. */
const AWS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-central-1" };
beforeAll(() => void Object.assign(process.env, AWS));
afterAll(() => {
  for (const name of Object.keys(AWS)) delete process.env[name];
});

const openKms = (endpoint: string, name: string) =>
  openRootKey({ setting: readRootKeySetting(`aws-kms:alias/${name}`), create: false, awsEndpoint: endpoint });

const openVault = (address: string, name: string, vaultToken = TOKEN) =>
  openRootKey({ setting: readRootKeySetting(`vault:${address}#${name}`), create: false, vaultToken });

const providers: Record<string, Provider> = {
  "AWS KMS": {
    async start() {
      const service = await startKms();
      const { KMSClient, CreateKeyCommand, CreateAliasCommand } = await import("@aws-sdk/client-kms");
      return {
        ...service,
        async rootKey(name) {
          const client = new KMSClient({ endpoint: service.address });
          const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
          const input = { AliasName: `alias/${name}`, TargetKeyId: KeyMetadata?.KeyId };
          await client.send(new CreateAliasCommand(input));
          client.destroy();
          return openKms(service.address, name);
        },
      };
    },
    unreachable: () => openKms(NOBODY, "nobody"),
    // The emulator goes on opening with a key that waits for its deletion; AWS does not (see below).
    async isDestroyed(endpoint, _rootKey, version) {
      const { KMSClient, DescribeKeyCommand } = await import("@aws-sdk/client-kms");
      const client = new KMSClient({ endpoint });
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: version }));
      client.destroy();
      return KeyMetadata?.KeyState === "PendingDeletion";
    },
  },
  Vault: {
    async start() {
      const service = await startVault(TOKEN);
      return {
        ...service,
        async rootKey(name) {
          await service.ask(`transit/keys/${name}`, {});
          return openVault(service.address, name);
        },
      };
    },
    unreachable: () => openVault(NOBODY, "nobody"),
    isDestroyed: (_address, rootKey, version) =>
      rootKey.wrap(version, Buffer.alloc(32), {}).then(
        () => false,
        (error) => error instanceof RootVersionGone,
      ),
  },
};

describe.skipIf(!haveKeyServices()).each(Object.entries(providers))("a root key in %s", (name, provider) => {
  let service: Awaited<ReturnType<Provider["start"]>>;
  let platform: TestPlatform;
  const key = Buffer.alloc(32, 7);
  const binding = tenantKeyBinding(newUuid(), 1);

  beforeAll(async () => {
    service = await provider.start();
    platform = await openTestPlatform();
  }, 120_000);

  afterAll(async () => {
    await platform?.stop();
    await service?.stop();
  });

  test("wraps and unwraps, and opens nothing that was altered or bound to something else", async () => {
    const rootKey = await service.rootKey("plain");
    const version = await rootKey.current();
    const wrapped = await rootKey.wrap(version, key, binding);
    expect(wrapped.includes(key)).toBe(false);
    expect(await rootKey.unwrap(version, wrapped, binding)).toEqual(key);
    const altered = Buffer.from(
      wrapped.toString("latin1").replace(/.(?=.{6}$)/s, (one) => (one === "A" ? "B" : "A")),
      "latin1",
    );
    for (const [bytes, bound] of [
      [wrapped, tenantKeyBinding(newUuid(), 1)],
      [wrapped, { ...binding, "bulkhead:version": "2" }],
      [altered, binding],
    ] as const)
      await expect(rootKey.unwrap(version, bytes, bound)).rejects.toThrow("cannot be opened");
  });

  test("has versions: the old one opens until it is destroyed, and then says so", async () => {
    const rootKey = await service.rootKey("versions");
    const old = await rootKey.current();
    const wrapped = await rootKey.wrap(old, key, binding);
    const next = await rootKey.create();
    expect(await rootKey.current()).toBe(next);
    expect(await rootKey.unwrap(old, wrapped, binding)).toEqual(key);
    const [moved = Buffer.alloc(0)] = await rootKey.rewrap(old, next, [{ wrapped, binding }]);
    await rootKey.destroy(old);
    await rootKey.destroy(old);
    expect(await provider.isDestroyed(service.address, rootKey, old)).toBe(true);
    expect(await rootKey.unwrap(next, moved, binding)).toEqual(key);
  });

  test("carries an envelope through rotation, destruction of a tenant and retirement", async () => {
    const rootKey = await service.rootKey("whole");
    const keys = await openTestKeys(platform, rootKey);
    const envelope = keys.envelope();
    const tenants = Array.from({ length: 40 }, newUuid);
    const sealed = await Promise.all(tenants.map((tenantId) => envelope.seal(tenantId, "test", [], secret)));
    const [gone = "", ...others] = tenants;
    expect((await rotateRootKey(keys.operator())).moved).toBe(40);
    await retireRootKeys(keys.operator());
    await destroyTenantKey(keys.operator(gone));
    await finishDestructions(keys.operator());
    const later = keys.envelope();
    for (const [at, tenantId] of others.entries())
      expect(await later.open(tenantId, "test", [], sealed[at + 1] as Buffer)).toEqual(secret);
    await expect(later.open(gone, "test", [], sealed[0] as Buffer)).rejects.toMatchObject({ code: "KEY_DESTROYED" });
    // A database knows a KMS key by its ARN, so a setting that names another key is used by the next rotation. Vault
    // has numbers, and the same number of another key opens nothing.
    const other = await service.rootKey("other");
    if (name === "Vault")
      await expect(checkRootKey(keys.worker, other)).rejects.toThrow("is not the one of this database");
    else
      expect(await rotateRootKey({ ...keys.operator(), rootKey: other })).toMatchObject({
        version: await other.current(),
        moved: 39,
      });
    await keys.stop();
  }, 60_000);

  test("that does not answer refuses with UNAVAILABLE within its time limits", async () => {
    const rootKey = await provider.unreachable();
    const begun = performance.now();
    await expect(rootKey.current()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

/** What AWS answers to calls that its emulator lets through, as its reference documents them. */
describe("AWS KMS, as it refuses", () => {
  let server: Server;
  let kind = "";

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ __type: kind, message: "as documented" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const rootKey = () => openKms(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "any");

  test.each([
    ["KMSInvalidStateException", "has no version"],
    ["NotFoundException", "has no version"],
    ["InvalidCiphertextException", "cannot be opened"],
    ["IncorrectKeyException", "cannot be opened"],
    ["DisabledException", "did not answer"],
    ["AccessDeniedException", "did not answer"],
  ])("%s to a call becomes: %s", async (name, message) => {
    kind = name;
    await expect((await rootKey()).unwrap("any", secret, {})).rejects.toThrow(message);
  });

  test("a key waiting for its deletion counts as destroyed", async () => {
    kind = "KMSInvalidStateException";
    await (await rootKey()).destroy("any");
    kind = "AccessDeniedException";
    await expect((await rootKey()).destroy("any")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("Vault, as it misbehaves", () => {
  let server: Server;
  let answer: (attempt: number) => { status: number; body?: unknown; headers?: Record<string, string> } | undefined;
  let attempts = 0;
  const tokens: unknown[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      tokens.push(request.headers["x-vault-token"]);
      const said = answer(++attempts);
      // Undefined: never answers.
      if (said)
        response.writeHead(said.status, said.headers).end(said.body === undefined ? "" : JSON.stringify(said.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const rootKey = () => openVault(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "any");
  const state = { data: { type: "aes256-gcm96", latest_version: 3 } };

  test("sealed or overloaded for a moment, it is asked again", async () => {
    attempts = 0;
    answer = (attempt) =>
      attempt < 3 ? { status: 503, body: { errors: ["Vault is sealed"] } } : { status: 200, body: state };
    expect(await (await rootKey()).current()).toBe("3");
    expect(attempts).toBe(3);
  });

  test("silent, it is given up after its time limit", async () => {
    attempts = 0;
    answer = () => undefined;
    await expect((await rootKey()).current()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(attempts).toBe(3);
  });

  test("with the token refused, it is not asked again, and the token stands in no message", async () => {
    attempts = 0;
    answer = () => ({ status: 403, body: { errors: ["permission denied"] } });
    const refused = await (await rootKey()).current().catch((error) => error);
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.detail).toContain("permission denied");
    expect(attempts).toBe(1);
    expect(JSON.stringify([refused.message, refused.detail, String(refused.cause?.stack)])).not.toContain(TOKEN);
  });

  test("redirecting, it does not get the token carried elsewhere", async () => {
    tokens.length = 0;
    attempts = 0;
    answer = () => ({ status: 307, headers: { location: "/v1/elsewhere" } });
    await expect((await rootKey()).current()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(tokens).toEqual([TOKEN, TOKEN, TOKEN]);
  });

  test("with a key that takes no associated data, or with an answer that is none, it is refused", async () => {
    answer = () => ({ status: 200, body: { data: { type: "rsa-4096", latest_version: 1 } } });
    await expect((await rootKey()).current()).rejects.toMatchObject({ detail: expect.stringContaining("rsa-4096") });
    answer = () => ({ status: 200, body: { data: { batch_results: [] } } });
    await expect((await rootKey()).wrap("1", secret, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("a token that is empty or no token is refused before it is sent, without being repeated", async () => {
    const open = openVault("http://127.0.0.1:2", "any", "two\nlines");
    const refused = await (await open).current().catch((error) => error);
    expect(refused.detail).toContain("is empty or no token");
    expect(refused.detail).not.toContain("two");
  });
});
