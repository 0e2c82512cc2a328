import { randomFillSync } from "node:crypto";
import { AppError } from "./error.ts";

/**
 * Public ids are TypeIDs (github.com/jetify-com/typeid, spec 0.3.0): `<prefix>_<26 characters of Crockford base32>`
 * over a UUIDv7 (RFC 9562 section 5.7). Inside the database an id is a plain `uuid`; the prefix exists only outside,
 * so that a key pasted where a record is expected is refused before any lookup.
 */
export const ID_PREFIX = {
  tenant: "ten",
  user: "usr",
  member: "mem",
  apiKey: "key",
  collection: "col",
  record: "rec",
  import: "imp",
  importProfile: "ipr",
  bulkChange: "bulk",
  export: "xpt",
  blob: "blob",
  auditEvent: "aud",
  job: "job",
  request: "req",
  oauthClient: "cli",
  grant: "grt",
  factor: "fac",
  role: "rol",
  invitation: "inv",
  serviceAccount: "svc",
  domain: "dom",
  joinRequest: "jrq",
  tenantExport: "exp",
  operator: "opr",
  impersonation: "ips",
  collectionMigration: "mig",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < 32; i++) VALUE[ALPHABET.charCodeAt(i)] = i;

const random = new Uint8Array(8192);
let randomAt = random.length;
let lastMs = 0;
let counter = 0;

/** A clock that is further back than this was set back, and not merely corrected. */
const SET_BACK_MS = 10_000;

/**
 * A new UUIDv7 as text. Ids made by one process within a millisecond still ascend: the 12 bits of `rand_a` are a
 * counter (RFC 9562 section 6.2, method 1), so rows written together keep their order in an index. They ascend as well
 * while the clock is corrected by a little. When it was set back, they begin again with what it says: otherwise the ids
 * of this process would stand in a time to come, before those of all others, until the clock has caught up.
 */
export function newUuid(): string {
  const now = Date.now();
  if (now > lastMs || now < lastMs - SET_BACK_MS) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  if (randomAt + 8 > random.length) {
    randomFillSync(random);
    randomAt = 0;
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const tail = Buffer.from(random.buffer, randomAt, 8);
  randomAt += 8;
  tail[0] = ((tail[0] as number) & 0x3f) | 0x80;
  const hex = tail.toString("hex");
  const seq = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${seq}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

/** Character codes of the alphabet, and the value of each hexadecimal digit by its code. */
const CODE = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const DIGIT = new Uint8Array(128);
for (let i = 0; i < 16; i++)
  for (const digit of [i.toString(16), i.toString(16).toUpperCase()]) DIGIT[digit.charCodeAt(0)] = i;

/** Twenty bits: the five hexadecimal digits of a uuid's text at these places (a dash may stand among them). */
function bitsAt(uuid: string, a: number, b: number, c: number, d: number, e: number): number {
  const high = ((DIGIT[uuid.charCodeAt(a)] as number) << 4) | (DIGIT[uuid.charCodeAt(b)] as number);
  const low = ((DIGIT[uuid.charCodeAt(c)] as number) << 4) | (DIGIT[uuid.charCodeAt(d)] as number);
  return (high << 12) | (low << 4) | (DIGIT[uuid.charCodeAt(e)] as number);
}

/**
 * `encodeId("record", uuid)` → `rec_01h455vb4pex5vsknk084sn02q`. Every row of every list passes here, so it makes one
 * string of all characters at once: six times as fast as joining pieces.
 */
export function encodeId(kind: IdKind, uuid: string): string {
  // 128 bits in 26 characters of 5 bits: the first carries 3. The first two digits fill two characters, then five fill four.
  const z = ((DIGIT[uuid.charCodeAt(0)] as number) << 4) | (DIGIT[uuid.charCodeAt(1)] as number);
  const a = bitsAt(uuid, 2, 3, 4, 5, 6);
  const b = bitsAt(uuid, 7, 9, 10, 11, 12);
  const c = bitsAt(uuid, 14, 15, 16, 17, 19);
  const d = bitsAt(uuid, 20, 21, 22, 24, 25);
  const e = bitsAt(uuid, 26, 27, 28, 29, 30);
  const f = bitsAt(uuid, 31, 32, 33, 34, 35);
  // biome-ignore format: one line per group
  const suffix = String.fromCharCode(
    letter(z >> 5), letter(z),
    letter(a >> 15), letter(a >> 10), letter(a >> 5), letter(a),
    letter(b >> 15), letter(b >> 10), letter(b >> 5), letter(b),
    letter(c >> 15), letter(c >> 10), letter(c >> 5), letter(c),
    letter(d >> 15), letter(d >> 10), letter(d >> 5), letter(d),
    letter(e >> 15), letter(e >> 10), letter(e >> 5), letter(e),
    letter(f >> 15), letter(f >> 10), letter(f >> 5), letter(f),
  );
  return `${ID_PREFIX[kind]}_${suffix}`;
}

function letter(bits: number): number {
  return CODE[bits & 31] as number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a value from another process is a uuid as PostgreSQL writes it. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/** The uuid behind a public id, or undefined when the text is no id of that kind. */
export function tryDecodeId(kind: IdKind, id: string): string | undefined {
  const prefix = ID_PREFIX[kind];
  if (id.length !== prefix.length + 27 || !id.startsWith(`${prefix}_`)) return undefined;
  let bits = 0n;
  for (let at = prefix.length + 1; at < id.length; at++) {
    const value = VALUE[id.charCodeAt(at)] ?? -1;
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  if (bits >> 128n !== 0n) return undefined;
  const hex = bits.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** As `tryDecodeId`, but a text that cannot be such an id is refused with its argument's name. */
export function decodeId(kind: IdKind, id: string, path: string): string {
  const uuid = tryDecodeId(kind, id);
  if (uuid === undefined) {
    const message = `This is no ${kind} id: those look like ${ID_PREFIX[kind]}_ and 26 letters and digits.`;
    throw new AppError("BAD_USER_INPUT", message, { fields: [{ path, code: "INVALID_ID", message }] });
  }
  return uuid;
}
