import { keyServiceUnavailable, unopenable } from "./envelope-error.ts";
import { type Binding, type BoundKey, type RootKey, rootVersionGone } from "./root-key.ts";
import { createVaultCalls, type VaultCalls, VaultRefusal } from "./root-key-vault-call.ts";

interface Options {
  /** `https://vault.internal:8200` */
  address: string;
  mount: string;
  key: string;
  /** Asked for every call, since an agent may renew it. */
  token(): string;
}

/** What `GET /:mount/keys/:name` answers, as far as it is read here. */
interface KeyState {
  type: string;
  latest_version: number;
}

/** Keys in one call while re-wrapping. */
const BATCH = 250;

/**
 * The root key in the transit engine of HashiCorp Vault or OpenBao. A version is the engine's own; destroying one trims
 * it and all before it. Associated data needs an AEAD key, and the engine's `rewrap` takes none (OpenBao 2.7), so moving
 * keys decrypts and encrypts, many in a call.
 */
export function openVaultRootKey(options: Options): RootKey {
  const { address, mount, key } = options;
  const name = `vault:${address}#${mount}/${key}`;
  const { call } = createVaultCalls(options);
  const path = (action: string) => `${mount}/${action}/${key}`;
  const keyState = async () => (await call<KeyState>("GET", path("keys"))).data;
  const asked = <T>(version: string, run: () => Promise<T>) => translate(name, version, run);

  async function encrypt(version: string, keys: readonly { key: Buffer; binding: Binding }[]): Promise<Buffer[]> {
    const input = keys.map(({ key: plain, binding }) => ({
      plaintext: plain.toString("base64"),
      associated_data: associated(binding),
      key_version: Number(version),
    }));
    const done = await batches(call, path("encrypt"), input);
    return done.map(({ ciphertext }) => Buffer.from(String(ciphertext)));
  }

  async function decrypt(keys: readonly BoundKey[]): Promise<Buffer[]> {
    const input = keys.map(({ wrapped, binding }) => ({
      ciphertext: wrapped.toString(),
      associated_data: associated(binding),
    }));
    const done = await batches(call, path("decrypt"), input);
    return done.map(({ plaintext }) => Buffer.from(String(plaintext), "base64"));
  }

  const only = ([one]: Buffer[]): Buffer => {
    if (!one) throw new Error("the answer is empty");
    return one;
  };

  return {
    name,
    current: () =>
      asked("", async () => {
        const { type, latest_version } = await keyState();
        if (!/gcm|poly1305/.test(type)) throw new Error(`a key of type ${type} takes no associated data`);
        return String(latest_version);
      }),
    wrap: (version, plain, binding) =>
      asked(version, async () => only(await encrypt(version, [{ key: plain, binding }]))),
    unwrap: (version, wrapped, binding) => asked(version, async () => only(await decrypt([{ wrapped, binding }]))),
    rewrap: (from, to, keys) =>
      asked(from, async () => {
        const plain = await decrypt(keys);
        const moved = await encrypt(
          to,
          plain.map((one, at) => ({ key: one, binding: (keys[at] as BoundKey).binding })),
        );
        for (const one of plain) one.fill(0);
        return moved;
      }),
    create: () =>
      asked("", async () => {
        await call("POST", `${path("keys")}/rotate`, {});
        return String((await keyState()).latest_version);
      }),
    destroy: (version) =>
      asked(version, async () => {
        const first = Number(version) + 1;
        const config = { min_decryption_version: first, min_encryption_version: first };
        await call("POST", `${path("keys")}/config`, config);
        await call("POST", `${path("keys")}/trim`, { min_available_version: first });
      }),
  };
}

/** Names and values as JSON: an array, so that the order is fixed. */
function associated(binding: Binding): string {
  return Buffer.from(JSON.stringify(Object.entries(binding))).toString("base64");
}

type BatchResult = Partial<Record<"ciphertext" | "plaintext" | "error", string>>;

async function batches(call: VaultCalls["call"], path: string, input: readonly object[]): Promise<BatchResult[]> {
  const done: BatchResult[] = [];
  for (let at = 0; at < input.length; at += BATCH) {
    const batch_input = input.slice(at, at + BATCH);
    const { batch_results } = (await call<{ batch_results?: BatchResult[] }>("POST", path, { batch_input })).data;
    if (batch_results?.length !== batch_input.length) throw new Error("the answer has another number of results");
    for (const result of batch_results) if (result.error) throw new VaultRefusal(400, result.error);
    done.push(...batch_results);
  }
  return done;
}

async function translate<T>(name: string, version: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof VaultRefusal && error.status === 400) {
      // There is no code for it, only these words: trimmed, below the minimum, or never made.
      if (/too old|less than the minimum|higher than the latest|no longer available/i.test(error.message))
        throw rootVersionGone(name, version, error);
      if (/authentication failed|invalid ciphertext/i.test(error.message))
        throw unopenable(`a key under version ${version} of ${name} does not open`, error);
    }
    throw keyServiceUnavailable(name, error);
  }
}
