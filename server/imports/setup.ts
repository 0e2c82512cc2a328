import { rolePassword } from "@bulkhead/kernel/key.ts";
import type { Settings } from "../config.ts";
import type { ThreadSetup } from "./messages.ts";

/** Two imports at once take up to three each, and one asks how busy the database is. */
const CONNECTIONS = 7;

/** Of all that the process knows, what its thread of imports must: the password of one role, and not what all come from. */
export function threadSetup(url: string, settings: Settings): ThreadSetup {
  const { environment, rootKey, kmsEndpoint, vaultToken, vaultTokenFile, importUnpackedBytes, logLevel } = settings;
  const { s3Bucket, s3Region, s3Endpoint, s3PathStyle } = settings;
  return {
    database: {
      url,
      password: rolePassword(settings.secret, "bulkhead_data"),
      writeMs: settings.writeTimeoutMs,
      maxConnections: CONNECTIONS,
    },
    settings: {
      ...{ environment, rootKey, kmsEndpoint, vaultToken, vaultTokenFile, importUnpackedBytes, logLevel },
      ...{ s3Bucket, s3Region, s3Endpoint, s3PathStyle },
    },
  };
}
