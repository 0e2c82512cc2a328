import { readFileSync } from "node:fs";
import type { RootKey } from "./root-key.ts";
import { openAwsKmsRootKey } from "./root-key-aws-kms.ts";
import { openRootKeyFile } from "./root-key-file.ts";
import type { RootKeySetting } from "./root-key-setting.ts";
import { openVaultRootKey } from "./root-key-vault.ts";

export interface OpenRootKeyOptions {
  setting: RootKeySetting;
  /** Development: a file that does not exist is made. */
  create: boolean;
  /** Instead of the region's address. */
  awsEndpoint?: string | undefined;
  vaultToken?: string | undefined;
  /** Read anew for every call, as an agent keeps it. One of the two is needed for Vault. */
  vaultTokenFile?: string | undefined;
}

/** Opens the root key where the setting says. Throws an Error that says why when it is refused. */
export async function openRootKey(options: OpenRootKeyOptions): Promise<RootKey> {
  const { setting } = options;
  if (setting.kind === "file") return openRootKeyFile({ path: setting.path, create: options.create });
  if (setting.kind === "aws-kms") return openAwsKmsRootKey({ keyId: setting.keyId, endpoint: options.awsEndpoint });
  return openVaultRootKey({ ...setting, token: tokenOf(options) });
}

function tokenOf({ vaultToken, vaultTokenFile }: OpenRootKeyOptions): () => string {
  if (vaultTokenFile !== undefined) return () => checked(readFileSync(vaultTokenFile, "utf8").trim());
  if (vaultToken === undefined)
    throw new Error("the root key in Vault needs BULKHEAD_VAULT_TOKEN or BULKHEAD_VAULT_TOKEN_FILE");
  return () => checked(vaultToken);
}

/** Refused here, in our words: whoever refuses it later as a header quotes it. */
function checked(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("the token for Vault is empty or no token");
  return token;
}
