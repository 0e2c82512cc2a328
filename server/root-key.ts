import type { RootKey } from "@bulkhead/kernel/root-key.ts";
import { openRootKey } from "@bulkhead/kernel/root-key-open.ts";
import { readRootKeySetting } from "@bulkhead/kernel/root-key-setting.ts";
import type { Settings } from "./config.ts";

type RootKeySettings = Pick<Settings, "rootKey" | "environment" | "kmsEndpoint" | "vaultToken" | "vaultTokenFile">;

/** The root key as the settings say, whether or not it is the one of the database. */
export function openConfiguredRootKey(settings: RootKeySettings): Promise<RootKey> {
  return openRootKey({
    setting: readRootKeySetting(settings.rootKey),
    create: settings.environment === "development",
    awsEndpoint: settings.kmsEndpoint,
    vaultToken: settings.vaultToken,
    vaultTokenFile: settings.vaultTokenFile,
  });
}
