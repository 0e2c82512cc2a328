import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gatewaySettings } from "@bulkhead/gateway/src/config.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import {
  type Fault,
  integer,
  oneOf,
  readSettings,
  SettingFault,
  secret,
  secretOf,
  text,
  url,
} from "@bulkhead/kernel/settings.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Settings of the whole process; the gateway's stand in its own config.ts. */
const processSettings = {
  environment: oneOf("BULKHEAD_ENV", ["development", "test", "production"], {
    description: "What this installation is for. Development makes its own keys and database.",
    default: "development",
  }),
  databaseUrl: url<undefined>("DATABASE_URL", {
    description:
      "PostgreSQL 17 or later, as a role that may create roles and schemas. Unset in development: an embedded one.",
    protocols: ["postgres:", "postgresql:"],
    secret: true,
    default: undefined,
  }),
  secret: secret("BULKHEAD_SECRET", {
    description: "From it the keys of cursors and the passwords of database roles are derived. 32 bytes or more.",
    minBytes: 32,
  }),
  peppers: secretOf(
    "BULKHEAD_API_KEY_PEPPERS",
    {
      description:
        "Keys of the API-key hashes, `version:base64url` with 32 bytes each, comma separated; the highest version hashes new keys.",
    },
    readPeppers,
  ),
  dataDir: text("BULKHEAD_DATA_DIR", {
    description: "Where development keeps its database and keys.",
    default: path.join(root, ".bulkhead"),
  }),
  postgresPort: integer("BULKHEAD_POSTGRES_PORT", {
    description: "Port of the embedded PostgreSQL on 127.0.0.1.",
    default: 54329,
    min: 1,
    max: 65535,
  }),
  databaseConnections: integer("BULKHEAD_DATABASE_CONNECTIONS", {
    // Two imports at once take up to six, and requests must go on beside them.
    description: "Connections of the data room, 8 or more; the other rooms take fewer.",
    default: 10,
    min: 8,
    max: 200,
  }),
  logLevel: oneOf("BULKHEAD_LOG_LEVEL", ["trace", "debug", "info", "warn", "error", "fatal"], {
    description: "Least severe line to log.",
    default: "info",
  }),
  demo: oneOf("BULKHEAD_DEMO", ["yes", "no"], {
    description: "Whether development fills an empty database with two demo tenants.",
    default: "yes",
  }),
};

export const allSettings = { ...processSettings, ...gatewaySettings };

export type Settings = ReturnType<typeof readSettings<typeof allSettings>>["values"];

/** Reads every setting, or lists every fault. In development missing secrets come from a key file made on the first start. */
export function loadSettings(): { settings: Settings; faults: Fault[] } {
  const environment = { ...process.env };
  if ((environment.BULKHEAD_ENV ?? "development") === "development") {
    const folder = environment.BULKHEAD_DATA_DIR ?? path.join(root, ".bulkhead");
    const publicOrigin = `http://localhost:${environment.BULKHEAD_PORT || 4000}`;
    const own = { BULKHEAD_PUBLIC_ORIGIN: publicOrigin, ...developmentKeys(folder) };
    Object.assign(environment, { ...own, ...withoutEmpty(environment) });
  }
  const { values, faults } = readSettings(allSettings, environment);
  if (values.environment !== "development" && values.environment !== undefined && values.databaseUrl === undefined)
    faults.push({ variable: "DATABASE_URL", message: "is required outside development" });
  return { settings: values, faults };
}

/** Reads `version:base64url` with 32 bytes each, comma separated. */
export function readPeppers(list: string): Peppers {
  const keys = new Map<number, KeyObject>();
  for (const item of list.split(",")) {
    const match = /^\s*(\d{1,6}):([A-Za-z0-9_-]+)\s*$/.exec(item);
    const key = Buffer.from(match?.[2] ?? "", "base64url");
    if (!match || key.length < 32 || keys.has(Number(match[1])))
      throw new SettingFault("must be `version:base64url`, 32 bytes each, comma separated");
    keys.set(Number(match[1]), createSecretKey(key));
  }
  return { current: Math.max(...keys.keys()), keys };
}

function developmentKeys(folder: string): Record<string, string> {
  const file = path.join(folder, "keys.json");
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const keys = {
      BULKHEAD_SECRET: randomBytes(32).toString("base64url"),
      BULKHEAD_API_KEY_PEPPERS: `1:${randomBytes(32).toString("base64url")}`,
    };
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  }
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return JSON.parse(readFileSync(file, "utf8"));
}

function withoutEmpty(environment: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
}
