import type { FieldFault } from "@bulkhead/kernel/error.ts";

const SLUG = /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Equal for slugs that look alike: of the letters that a slug may have, those that the confusables of UTS #39 count as one,
 * and hyphens, which are easily overlooked. The database has the same in tenancy.tenant_slug.skeleton, which decides.
 */
export function skeletonOf(slug: string): string {
  return slug
    .replaceAll("-", "")
    .replaceAll("0", "o")
    .replaceAll(/[1i]/g, "l")
    .replaceAll("m", "rn")
    .replaceAll("w", "vv");
}

/** Names that would be taken for the platform, or that a later address of it may need. */
const RESERVED = [
  ...["about", "abuse", "account", "accounts", "admin", "administrator", "api", "app", "assets", "audit", "auth"],
  ...["billing", "blog", "bulkhead", "cdn", "console", "contact", "dashboard", "default", "demo", "dev", "docs"],
  ...["explorer", "ftp", "gateway", "graphql", "health", "healthz", "help", "home", "host", "hostmaster", "identity"],
  ...["imap", "info", "internal", "legal", "localhost", "login", "logout", "mail", "me", "metrics", "news", "noc"],
  ...["none", "null", "oauth", "openid", "operator", "operators", "platform", "postmaster", "privacy", "public"],
  ...["readyz", "register", "rest", "root", "saml", "scim", "security", "self", "settings", "sign-in", "sign-out"],
  ...["sign-up", "smtp", "sso", "staff", "static", "status", "support", "system", "team", "tenancy", "tenant"],
  ...["tenants", "terms", "test", "undefined", "webhook", "webhooks", "webmaster", "well-known", "worker", "www"],
];
const reserved: ReadonlySet<string> = new Set(RESERVED.map(skeletonOf));

/** What is wrong with a slug whoever asks for it; undefined for one that could be had. */
export function slugFault(slug: string): Omit<FieldFault, "path"> | undefined {
  if (!SLUG.test(slug)) {
    const message =
      "Give a slug of 2 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.";
    return { code: "INVALID_SLUG", message };
  }
  if (reserved.has(skeletonOf(slug)))
    return {
      code: "RESERVED_SLUG",
      message: "This slug, or one that looks like it, is the platform's own. Choose another.",
    };
  return undefined;
}

export function readSlug(slug: string, path: string, faults: FieldFault[]): string {
  const fault = slugFault(slug);
  if (fault) faults.push({ path, ...fault });
  return slug;
}

/** What Unicode does not take apart into a letter and its marks. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  þ: "th",
  ð: "d",
};
/** Leaves room for a number behind it. */
const MAX_BASE = 48;

/** A slug made of a name, as far as it has letters that a slug may have. */
export function slugOfName(name: string): string {
  const base = name
    .toLowerCase()
    .replaceAll(/[ßæœøłđþð]/g, (letter) => LETTERS[letter] ?? "")
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_BASE)
    .replaceAll(/^-+|-+$/g, "");
  return base.length >= 2 ? base : "company";
}

/** Others like it, the nicest first, for when it cannot be had. The last ones are as good as free. */
export function slugsLike(slug: string, random: () => number = Math.random): string[] {
  const base = slugOfName(slug);
  const numbered = Array.from({ length: 8 }, (_, at) => `${base}-${at + 2}`);
  const drawn = Array.from({ length: 4 }, () => `${base}-${100_000 + Math.floor(random() * 900_000)}`);
  return [...numbered, ...drawn].filter((one) => slugFault(one) === undefined);
}
