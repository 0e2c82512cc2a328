import { createSHA256, type IHasher } from "hash-wasm";
import type { Envelope } from "./envelope.ts";

/** Purpose of the data keys that seal how far a digest is: it holds up to 63 of the bytes themselves. */
const PURPOSE = "upload";

/** SHA-256 over an upload, or the file of an export, which one process begins and another goes on with. */
export interface UploadDigest {
  update(piece: Buffer): void;
  /** How far it is, for `openDigest` to go on from. */
  seal(): Promise<Buffer>;
  /** It cannot be used after. */
  end(): Buffer;
}

/**
 * Goes on with such a digest, `id` being whose it is. A state that another version of the library wrote cannot be read, so then, as when
 * there is none, it begins anew with `sofar`: the bytes that are kept.
 */
export async function openDigest(
  envelope: Pick<Envelope, "seal" | "open">,
  tenantId: string,
  id: string,
  state: Buffer | null,
  sofar: () => AsyncIterable<Buffer>,
): Promise<UploadDigest> {
  const hasher = (await createSHA256()).init();
  if (state === null || !load(hasher, await envelope.open(tenantId, PURPOSE, [id], state))) {
    hasher.init();
    for await (const piece of sofar()) hasher.update(piece);
  }
  return {
    update: (piece) => void hasher.update(piece),
    seal: () => envelope.seal(tenantId, PURPOSE, [id], Buffer.from(hasher.save())),
    end: () => Buffer.from(hasher.digest("binary")),
  };
}

function load(hasher: IHasher, state: Buffer): boolean {
  try {
    hasher.load(state);
    return true;
  } catch {
    return false;
  }
}
