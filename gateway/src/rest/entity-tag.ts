import { hash } from "node:crypto";
import { AppError } from "@bulkhead/kernel/error.ts";
import { badHeader, type RestInput } from "./input.ts";

/** Base64url of SHA-256, so far that no two answers are ever met with the same. */
const HASH_LENGTH = 22;

/**
 * A strong entity tag (RFC 9110 section 8.8.3): another for every other text. `name` stands before the hash, for what a client
 * may say back.
 */
export function entityTag(text: string, name?: string): string {
  const digest = hash("sha256", text, "base64url").slice(0, HASH_LENGTH);
  return name === undefined ? `"${digest}"` : `"${name}.${digest}"`;
}

const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;
const TAGS = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"|[^\s,]+/g;

/** Weak comparison (RFC 9110 sections 8.8.3.2 and 13.1.2): whoever already has this answer need not have it again. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return (ifNoneMatch.match(TAGS) ?? []).some((one) => TAG.exec(one)?.[2] === tag);
}

/** A version that nothing ever has. */
const NO_VERSION = 0;

/**
 * The version of the thing that the path names which a change is for: as the body says it, as the tags of If-Match do (RFC
 * 9110 section 13.1.1), or as both. Where they contradict each other, or the tags are of other things or weak, it is one
 * that nothing has, so that the change is refused in the words of one that comes too late. Undefined for any version.
 */
export function versionAsked({ path: { id = "" }, body, ifMatch, ifNoneMatch }: RestInput): unknown {
  if (ifNoneMatch !== undefined)
    throw badHeader("If-None-Match", "is for GET. Say by If-Match which version is to be changed.");
  const said = body.version ?? undefined;
  if (ifMatch === undefined || ifMatch.trim() === "*") return said;
  const tags = ifMatch.match(TAGS) ?? [];
  if (tags.length === 0 || tags.some((one) => !TAG.test(one)))
    throw badHeader("If-Match", 'must be entity tags as `ETag` answers them, such as "rec_….3", or `*`.');
  // Versions only grow, so of several that were seen the newest alone can be the one that is there.
  const newest = Math.max(NO_VERSION, ...tags.map((one) => versionIn(one, id)));
  return said === undefined || said === newest ? newest : NO_VERSION;
}

/** As `versionAsked`, where changing any version would lose what others changed meanwhile. */
export function versionRequired(input: RestInput): unknown {
  const version = versionAsked(input);
  if (version !== undefined) return version;
  throw new AppError(
    "PRECONDITION_REQUIRED",
    "Say which version you have read: its ETag in If-Match, or `version` in the body. Otherwise what others have changed since would be lost.",
  );
}

function versionIn(tag: string, id: string): number {
  const [, name, version] = /^"([^.]+)\.(\d{1,9})(?:\.[\w-]+)?"$/.exec(tag) ?? [];
  return name === id ? Number(version) : NO_VERSION;
}
