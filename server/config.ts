import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { UNINDEXED_RECORDS } from "@bulkhead/data/src/collections/sizes.ts";
import { UNPACKED_BYTES } from "@bulkhead/data/src/imports/formats/text/unpack.ts";
import { gatewaySettings } from "@bulkhead/gateway/src/config.ts";
import { openFilter } from "@bulkhead/identity/src/accounts/breached/filter.ts";
import { FilterFault } from "@bulkhead/identity/src/accounts/breached/filter-fault.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { readSender, readSmtpUrl, type Sender, type SmtpServer } from "@bulkhead/identity/src/mail/smtp-setting.ts";
import { isLoopback, readRootKeySetting } from "@bulkhead/kernel/root-key-setting.ts";
import {
  checkedText,
  type Fault,
  integer,
  list,
  oneOf,
  optionalText,
  readSettings,
  SettingFault,
  secret,
  secretOf,
  text,
  textOf,
  url,
} from "@bulkhead/kernel/settings.ts";
import { WRITE_MS } from "@bulkhead/kernel/write-bound.ts";
import type { SomeValues } from "@bulkhead/tenancy/src/settings/declared.ts";
import { DEFAULT_REGION, readTenantDefaults } from "@bulkhead/tenancy/src/settings/operator-settings.ts";
import { isWhole, ROLES, type RoomName, readRoles, roomsNeededBy } from "./roles.ts";

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
  peppers: secretOf<Peppers | undefined>(
    "BULKHEAD_API_KEY_PEPPERS",
    {
      description:
        "Keys of the API-key hashes, `version:base64url` with 32 bytes each, comma separated; the highest version hashes new keys. Role identity needs it, no other.",
      default: undefined,
    },
    readPeppers,
  ),
  breachedPasswords: optionalText("BULKHEAD_BREACHED_PASSWORDS", {
    description:
      "File that `bulkhead breached-passwords import` made: new passwords in it are refused, for role identity. Unset: only the list of common ones.",
    default: undefined,
  }),
  breachedPasswordsRangeUrl: checkedText<undefined>("BULKHEAD_BREACHED_PASSWORDS_RANGE_URL", {
    description:
      "Service that is asked about new passwords by the first five digits of their SHA-1, which are added to this address. Unset: none is asked.",
    check: checkRangeUrl,
    default: undefined,
  }),
  rootKey: checkedText("BULKHEAD_ROOT_KEY", {
    description:
      "The key that all others are wrapped by: `file:<path>`, `aws-kms:<key ARN or alias/name>` or `vault:<https address>#<transit key>`. Development makes a file.",
    check: (value) => void readRootKeySetting(value),
  }),
  kmsEndpoint: url<undefined>("BULKHEAD_KMS_ENDPOINT", {
    description: "Address of AWS KMS, when not the region's own.",
    protocols: ["https:", "http:"],
    default: undefined,
  }),
  vaultToken: secretOf<string | undefined>(
    "BULKHEAD_VAULT_TOKEN",
    { description: "Token for a root key in Vault.", default: undefined },
    (value) => value,
  ),
  vaultTokenFile: optionalText("BULKHEAD_VAULT_TOKEN_FILE", {
    description: "File with the token for Vault, read anew for every call, as an agent keeps it.",
    default: undefined,
  }),
  s3Bucket: optionalText("BULKHEAD_S3_BUCKET", {
    description: "Bucket for uploads and exports, encrypted before they leave. Unset: PostgreSQL holds them.",
    default: undefined,
  }),
  s3Region: text("BULKHEAD_S3_REGION", { description: "Region of the bucket.", default: "us-east-1" }),
  s3Endpoint: url<undefined>("BULKHEAD_S3_ENDPOINT", {
    description: "Address of a store that speaks S3 and is not Amazon's.",
    protocols: ["https:", "http:"],
    default: undefined,
  }),
  s3PathStyle: oneOf("BULKHEAD_S3_PATH_STYLE", ["yes", "no"], {
    description: "Whether the bucket stands in the path and not in the host name, as most other stores want it.",
    default: "no",
  }),
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
    // Two exports or changes of many records at once take some, and requests must go on beside them.
    description:
      "Connections of the data room, 8 or more; the other rooms take fewer, and imports up to seven of their own.",
    default: 10,
    min: 8,
    max: 200,
  }),
  unindexedRecords: integer("BULKHEAD_UNINDEXED_RECORDS", {
    description:
      "Most records of a collection that a filter, an order or an aggregate looks through without an index, for role data. Beyond them it is refused with the index to declare.",
    default: UNINDEXED_RECORDS,
    min: 0,
    max: 1_000_000,
  }),
  importUnpackedBytes: integer("BULKHEAD_IMPORT_UNPACKED_BYTES", {
    description:
      "Most bytes that a file packed with gzip may become when it is imported, for role worker. One that becomes more is refused and stores nothing.",
    default: UNPACKED_BYTES,
    min: 2 ** 20,
    max: 2 ** 40,
  }),
  writeTimeoutMs: integer("BULKHEAD_WRITE_TIMEOUT_MS", {
    description:
      "How long a transaction may hold back what others commit, from its first statement that writes, in milliseconds. PostgreSQL ends what is late and it is run again. More is for machines that are too slow for 50.",
    default: WRITE_MS,
    min: 10,
    max: 1_000,
  }),
  logLevel: oneOf("BULKHEAD_LOG_LEVEL", ["trace", "debug", "info", "warn", "error", "fatal"], {
    description: "Least severe line to log.",
    default: "info",
  }),
  roles: list("BULKHEAD_ROLES", {
    description: "What this process is: all, or any of gateway, identity, tenancy, data, audit, worker.",
    default: ["all"],
    check: (role) =>
      readRoles([role]) ? undefined : `must be all, or any of ${ROLES.join(", ")}, comma separated, not "${role}"`,
  }),
  ...roomAddresses(),
  internalHost: text("BULKHEAD_INTERNAL_HOST", {
    description: "Address on which subgraphs and workers of their own process listen. Never a public one.",
    default: "127.0.0.1",
  }),
  internalPort: integer("BULKHEAD_INTERNAL_PORT", {
    description: "Port on which subgraphs and workers of their own process listen; 0 takes a free one.",
    default: 4100,
    min: 0,
    max: 65_535,
  }),
  internalNames: list("BULKHEAD_INTERNAL_NAMES", {
    description:
      "The host:port names by which other processes reach this one and no other; calls made for another are refused. Unset: the address it listens on, or any when that is 0.0.0.0.",
    default: [],
    check: (name) => (/^[^/\s]+:\d+$/.test(name) ? undefined : `must be host:port names, not "${name}"`),
  }),
  tenantDefaults: textOf<SomeValues | undefined>(
    "BULKHEAD_TENANT_DEFAULTS",
    {
      description:
        "Settings that hold where a tenant and its plan say nothing, as a JSON object of groups (docs/settings.md), for role tenancy. Unset: the defaults there.",
      default: undefined,
    },
    parseTenantDefaults,
  ),
  regions: list("BULKHEAD_REGIONS", {
    description:
      "Names of the regions where data can be kept, comma-separated, for role tenancy. Tenants are created in the first.",
    default: [DEFAULT_REGION],
    check: (name) => (/^[a-z][a-z0-9-]{0,30}$/.test(name) ? undefined : `must be lower-case names, not "${name}"`),
  }),
  migrates: oneOf("BULKHEAD_MIGRATE", ["yes", "no"], {
    description: "Whether this process brings the database up to date when it starts. With no it waits until it is.",
    default: "yes",
  }),
  supergraphFile: text("BULKHEAD_SUPERGRAPH", {
    description: "Supergraph that gateways serve. Replaced while they run, it is served from the next operation on.",
    default: path.join(root, "schema/supergraph.graphql"),
  }),
  drainSeconds: integer("BULKHEAD_DRAIN_SECONDS", {
    description:
      "How long a process that is told to stop goes on answering after /readyz says not ready, so that load balancers notice.",
    default: 0,
    min: 0,
    max: 300,
  }),
  outboxDays: integer("BULKHEAD_OUTBOX_DAYS", {
    description: "Days for which events are kept; a cursor older than that answers CURSOR_EXPIRED.",
    default: 7,
    min: 1,
    max: 365,
  }),
  redisUrl: url<undefined>("REDIS_URL", {
    description: "Redis 6.2 or later for jobs and rate limits. Unset: PostgreSQL does both.",
    protocols: ["redis:", "rediss:"],
    secret: true,
    default: undefined,
  }),
  smtp: secretOf<SmtpServer | undefined>(
    "BULKHEAD_SMTP_URL",
    {
      description:
        "Server that mail goes out by: `smtp://` (STARTTLS, port 587) or `smtps://` (port 465), `user:password@`, host. Unset: development keeps mail and shows it at /dev/mail, and others send none.",
      default: undefined,
    },
    readSmtpUrl,
  ),
  mailFrom: textOf<Sender | undefined>(
    "BULKHEAD_MAIL_FROM",
    { description: "Whom mail is from, such as `Acme <no-reply@acme.example>`.", default: undefined },
    readSender,
  ),
  selfServiceSignUp: oneOf("BULKHEAD_SELF_SERVICE_SIGN_UP", ["open", "off"], {
    description:
      "Whether people with a proven address may make a tenant of their own, for role identity. Development is open. With off the operator makes tenants, and people come in by invitation or by their domain.",
    default: "off",
  }),
  dnsServers: list("BULKHEAD_DNS_SERVERS", {
    description:
      "Name servers that are asked for the records that prove domains, `address` or `address:port`, comma separated, for roles tenancy and worker. Unset: those of the machine.",
    default: [],
    check: (server) =>
      isIP(server.replace(/^\[|\](:\d+)?$|(?<=\.\d+):\d+$/g, "")) !== 0
        ? undefined
        : `must be network addresses, with or without a port, not "${server}"`,
  }),
  demo: oneOf("BULKHEAD_DEMO", ["yes", "no"], {
    description: "Whether development fills an empty database with two demo tenants.",
    default: "yes",
  }),
};

/** Where the subgraphs are that other processes run. */
function roomAddresses() {
  const addresses = (room: RoomName) =>
    list(`BULKHEAD_${room.toUpperCase()}_URLS`, {
      description: `Internal addresses of processes with role ${room}, comma separated, for processes without it.`,
      default: [],
      check: (address) =>
        URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && new URL(address).pathname === "/"
          ? undefined
          : `must be http or https addresses without a path, not "${address}"`,
    });
  return {
    identityUrls: addresses("identity"),
    tenancyUrls: addresses("tenancy"),
    dataUrls: addresses("data"),
    auditUrls: addresses("audit"),
  };
}

export const allSettings = { ...processSettings, ...gatewaySettings };

export type Settings = ReturnType<typeof readSettings<typeof allSettings>>["values"];

/**
 * Reads every setting, or lists every fault. In development missing secrets come from a key file made on the first start.
 * A command of the operator's needs less than a process of the same settings, and asks for it itself.
 */
export function loadSettings(
  purpose: "process" | "command",
  given: Readonly<Record<string, string | undefined>> = process.env,
): { settings: Settings; faults: Fault[] } {
  const environment = { ...given };
  if ((environment.BULKHEAD_ENV ?? "development") === "development") {
    const folder = environment.BULKHEAD_DATA_DIR ?? path.join(root, ".bulkhead");
    const publicOrigin = `http://localhost:${environment.BULKHEAD_PORT || 4000}`;
    const rootKey = `file:${path.join(folder, "root-key.json")}`;
    const own = {
      BULKHEAD_PUBLIC_ORIGIN: publicOrigin,
      BULKHEAD_ROOT_KEY: rootKey,
      BULKHEAD_SELF_SERVICE_SIGN_UP: "open",
      BULKHEAD_OPERATOR_NETWORKS: "127.0.0.0/8,::1/128",
      ...developmentKeys(folder),
    };
    Object.assign(environment, { ...own, ...withoutEmpty(environment) });
  }
  const { values, faults } = readSettings(allSettings, environment);
  if (faults.length > 0 || purpose === "command") return { settings: values, faults };
  return { settings: values, faults: combinedFaults(values) };
}

/** What no setting is wrong about alone. */
function combinedFaults(settings: Settings): Fault[] {
  const faults: Fault[] = [];
  const roles = readRoles(settings.roles) ?? new Set();
  const whole = isWhole(roles);
  if (settings.databaseUrl === undefined && (settings.environment !== "development" || !whole))
    faults.push({
      variable: "DATABASE_URL",
      message: whole ? "is required outside development" : "is required when the parts run in processes of their own",
    });
  if (roles.has("identity") && settings.peppers === undefined)
    faults.push({ variable: "BULKHEAD_API_KEY_PEPPERS", message: "is required for role identity and not set" });
  if ((settings.smtp === undefined) !== (settings.mailFrom === undefined))
    faults.push({
      variable: settings.smtp ? "BULKHEAD_MAIL_FROM" : "BULKHEAD_SMTP_URL",
      message:
        "is required with the other of BULKHEAD_SMTP_URL and BULKHEAD_MAIL_FROM: mail needs a server and a sender",
    });
  const filter = roles.has("identity") ? filterFault(settings.breachedPasswords) : undefined;
  if (filter !== undefined) faults.push({ variable: "BULKHEAD_BREACHED_PASSWORDS", message: filter });
  for (const room of roomsNeededBy(roles))
    if (settings[`${room}Urls`].length === 0)
      faults.push({
        variable: `BULKHEAD_${room.toUpperCase()}_URLS`,
        message: `is required: this process (${settings.roles.join(", ")}) has to reach ${room}, which is another`,
      });
  return faults;
}

/** On its way an answer could be swapped for one that knows of nothing. */
function checkRangeUrl(text: string): void {
  const { protocol, hostname, search, hash } = URL.canParse(text) ? new URL(text) : {};
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname ?? "")))
    throw new SettingFault("must be an address that starts with https:, except for one of this machine");
  if (search || hash) throw new SettingFault("must have neither ? nor #: the digits are added at its end");
}

/** Whether the filter can be used is told before anything is started, not when the first password is set. */
function filterFault(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    openFilter(file).close();
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterFault)) throw error;
    return `names ${file}, which ${error.message}`;
  }
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

function parseTenantDefaults(text: string): SomeValues {
  try {
    return readTenantDefaults(text);
  } catch (error) {
    throw new SettingFault((error as Error).message, { cause: error });
  }
}
