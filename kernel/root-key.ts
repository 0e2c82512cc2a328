/**
 * The root key: the one key of an installation that never lies in its database. It wraps tenant keys and nothing else,
 * so it is asked only when a tenant's keys are not in memory. It has versions; which one wraps new keys stands in
 * platform.root_key, so that every process changes over at the same instant (docs/adr/0016).
 */
export interface RootKey {
  /** The setting it was opened by, for messages: `file:/etc/bulkhead/root-key.json`. Never holds a secret. */
  name: string;
  /** The newest version there is. Errors: UNAVAILABLE. */
  current(): Promise<string>;
  /** Wraps a 32-byte key under a version. Errors: RootVersionGone, UNAVAILABLE. */
  wrap(version: string, key: Buffer, binding: Binding): Promise<Buffer>;
  /** Errors: RootVersionGone, UNAVAILABLE; rejects without a reason what was altered or bound to something else. */
  unwrap(version: string, wrapped: Buffer, binding: Binding): Promise<Buffer>;
  /** Moves keys of one version under another, in order. */
  rewrap(from: string, to: string, keys: readonly BoundKey[]): Promise<Buffer[]>;
  /** Makes a new version, durable when this answers. */
  create(): Promise<string>;
  /** Destroys a version for good. One that is gone already is no error. */
  destroy(version: string): Promise<void>;
}

/** What a wrapped key belongs to. Authenticated with it and not secret: a KMS may write it to its log. */
export type Binding = Readonly<Record<string, string>>;

export interface BoundKey {
  wrapped: Buffer;
  binding: Binding;
}

/** The provider no longer has this version: it was retired, or the database is from before it was. */
export class RootVersionGone extends Error {
  constructor(name: string, version: string, cause?: unknown) {
    super(`${name} has no version ${version}`, { cause });
    this.name = "RootVersionGone";
  }
}

export const KEY_BYTES = 32;

/** As an error with its cause, for a provider's catch. */
export function rootVersionGone(name: string, version: string, cause: unknown): RootVersionGone {
  return new RootVersionGone(name, version, cause);
}

/** Binds a tenant key to its tenant and version, so that a row moved to another tenant cannot be opened. */
export function tenantKeyBinding(tenantId: string, version: number): Binding {
  return { "bulkhead:key": "tenant", "bulkhead:tenant": tenantId, "bulkhead:version": String(version) };
}
