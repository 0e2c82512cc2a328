import type { KMSClient } from "@aws-sdk/client-kms";
import { keyServiceUnavailable, unopenable } from "./envelope-error.ts";
import { type BoundKey, type RootKey, rootVersionGone } from "./root-key.ts";

interface Options {
  /** A key's ARN, or an alias (`alias/bulkhead`), which alone can be rotated. */
  keyId: string;
  /** Another address than the region's, as of a private endpoint. */
  endpoint?: string | undefined;
}

/** The shortest time AWS allows between asking for a key's destruction and its end; it opens nothing meanwhile. */
const PENDING_DAYS = 7;
/** Calls at once while re-wrapping; AWS allows thousands a second per account, and others need some. */
const AT_ONCE = 16;

/**
 * The root key in AWS KMS: a symmetric key that never leaves it. A version is a key's ARN; a new one is a new key, and
 * the alias moves to it. AWS's own yearly rotation keeps all its old material and so is no rotation in this sense.
 */
export async function openAwsKmsRootKey({ keyId, endpoint }: Options): Promise<RootKey> {
  // Loaded only by those who use it: it costs every start a tenth of a second.
  const aws = await import("@aws-sdk/client-kms");
  const region = /^arn:[\w-]+:kms:([\w-]+):/.exec(keyId)?.[1];
  const client = new aws.KMSClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  const name = `aws-kms:${keyId}`;
  const asked = <T>(version: string, call: () => Promise<T>) => translate(name, version, call);

  return {
    name,
    current: () => asked(keyId, () => usableKey(aws, client, keyId)),
    wrap: (version, key, binding) =>
      asked(version, async () => {
        const command = new aws.EncryptCommand({ KeyId: version, Plaintext: key, EncryptionContext: binding });
        return bytesOf((await client.send(command)).CiphertextBlob);
      }),
    unwrap: (version, wrapped, binding) =>
      asked(version, async () => {
        const input = { KeyId: version, CiphertextBlob: wrapped, EncryptionContext: binding };
        return bytesOf((await client.send(new aws.DecryptCommand(input))).Plaintext);
      }),
    rewrap: (from, to, keys) =>
      asked(from, () =>
        inOrder(keys, async ({ wrapped, binding }) => {
          const command = new aws.ReEncryptCommand({
            CiphertextBlob: wrapped,
            SourceKeyId: from,
            SourceEncryptionContext: binding,
            DestinationKeyId: to,
            DestinationEncryptionContext: binding,
          });
          return bytesOf((await client.send(command)).CiphertextBlob);
        }),
      ),
    create: () => asked(keyId, () => createKey(aws, client, keyId)),
    destroy: (version) => scheduleDeletion(name, aws, client, version),
  };
}

type Aws = typeof import("@aws-sdk/client-kms");

async function usableKey(aws: Aws, client: KMSClient, keyId: string): Promise<string> {
  const { KeyMetadata: key } = await client.send(new aws.DescribeKeyCommand({ KeyId: keyId }));
  if (!key?.Arn || key.KeySpec !== "SYMMETRIC_DEFAULT") throw new Error("it must be a symmetric key");
  if (key.KeyState !== "Enabled") throw new Error(`the key is ${key.KeyState}, not Enabled`);
  return key.Arn;
}

async function createKey(aws: Aws, client: KMSClient, keyId: string): Promise<string> {
  const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
  if (alias === undefined)
    throw new Error("the setting names one key. Make another, set BULKHEAD_ROOT_KEY to it, and rotate again");
  const { KeyMetadata: made } = await client.send(
    new aws.CreateKeyCommand({ Description: `Bulkhead root key, ${alias}` }),
  );
  if (!made?.Arn) throw new Error("no key was made");
  await client.send(new aws.UpdateAliasCommand({ AliasName: alias, TargetKeyId: made.Arn }));
  return made.Arn;
}

async function scheduleDeletion(name: string, aws: Aws, client: KMSClient, version: string): Promise<void> {
  // Only the account that owns a key may ask for this, so its id without account and region will do.
  const KeyId = version.replace(/^.*:key\//, "");
  try {
    await client.send(new aws.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: PENDING_DAYS }));
  } catch (error) {
    // Pending already, or gone.
    if (GONE.has((error as Error).name)) return;
    throw keyServiceUnavailable(name, error);
  }
}

const GONE: ReadonlySet<string> = new Set(["NotFoundException", "KMSInvalidStateException"]);
/** One answer of AWS for altered bytes, another key and another context. */
const ALTERED: ReadonlySet<string> = new Set(["InvalidCiphertextException", "IncorrectKeyException"]);

async function translate<T>(name: string, version: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const kind = error instanceof Error ? error.name : "";
    if (GONE.has(kind)) throw rootVersionGone(name, version, error);
    if (ALTERED.has(kind)) throw unopenable(`a key under ${version} does not open`, error);
    throw keyServiceUnavailable(name, error);
  }
}

function bytesOf(answer: Uint8Array | undefined): Buffer {
  if (!answer) throw new Error("the answer is empty");
  return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
}

async function inOrder(keys: readonly BoundKey[], one: (key: BoundKey) => Promise<Buffer>): Promise<Buffer[]> {
  const done: Buffer[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE)
    done.push(...(await Promise.all(keys.slice(at, at + AT_ONCE).map(one))));
  return done;
}
