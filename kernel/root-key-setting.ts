import { isIP } from "node:net";
import { SettingFault } from "./settings.ts";

/** Where the root key lives, as `BULKHEAD_ROOT_KEY` says it. */
export type RootKeySetting =
  | { kind: "file"; path: string }
  | { kind: "aws-kms"; keyId: string }
  | { kind: "vault"; address: string; mount: string; key: string };

const FORMS =
  "must be `file:<path>`, `aws-kms:<key ARN or alias/name>` or `vault:<https address>#<transit key>` (`#<mount>/<key>` for another mount)";

/** Reads the setting. Throws a SettingFault that says what form it must have. */
export function readRootKeySetting(text: string): RootKeySetting {
  if (text.startsWith("file:") && text.length > "file:".length) return { kind: "file", path: text.slice(5) };
  if (text.startsWith("aws-kms:")) return readKms(text.slice("aws-kms:".length));
  if (text.startsWith("vault:")) return readVault(text.slice("vault:".length));
  throw new SettingFault(FORMS);
}

function readKms(keyId: string): RootKeySetting {
  if (!/^(arn:[\w-]+:kms:[\w-]+:\d+:(key|alias)\/[\w/-]+|alias\/[\w/-]+)$/.test(keyId)) throw new SettingFault(FORMS);
  return { kind: "aws-kms", keyId };
}

function readVault(text: string): RootKeySetting {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  const [, mount = "transit", key] = /^#(?:([\w/-]+)\/)?([\w.-]+)$/.exec(address?.hash ?? "") ?? [];
  if (!address || key === undefined || !["http:", "https:"].includes(address.protocol)) throw new SettingFault(FORMS);
  // The token and, when unwrapping, the key itself travel in the open otherwise.
  if (address.protocol === "http:" && !isLoopback(address.hostname))
    throw new SettingFault("must use https:, except for an address of this machine");
  if (address.username !== "" || address.password !== "")
    throw new SettingFault("must hold no credentials: the token comes from BULKHEAD_VAULT_TOKEN");
  return { kind: "vault", address: `${address.origin}${address.pathname.replace(/\/$/, "")}`, mount, key };
}

/** Whether a URL's host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
}
