/** What a tenant asks of whoever enters it, beside the password, weakest first: see `mfa` in docs/security/accounts.md. */
export const MFA_POLICIES = ["OFF", "OPTIONAL", "REQUIRED", "PHISHING_RESISTANT"] as const;
export type MfaPolicy = (typeof MFA_POLICIES)[number];

/** A tenant's policy with the time from which it holds: people have until then to get what it asks for. */
export interface MfaDemand {
  readonly mfa: MfaPolicy;
  /** What holds until then: tightening a policy must not loosen it in the meantime. */
  readonly mfaBefore: MfaPolicy;
  /** From when `mfa` is enforced, in milliseconds since 1970. 0: at once. */
  readonly mfaEnforcedFrom: number;
}

/** Whether what another process says is one. */
export function isMfaDemand(value: unknown): value is MfaDemand {
  const given = (value ?? {}) as Record<string, unknown>;
  return (["mfa", "mfaBefore", "mfaEnforcedFrom"] as const).every((name) => CHECKS[name](given[name]));
}

/**
 * Settings of a tenant that other rooms act by, as they hold now. Tenancy owns and declares them
 * (subgraphs/tenancy/src/settings) and pushes them. Kept for every tenant in every process: what is large, as a logo, does
 * not belong here (TenantBrand).
 */
export interface TenantSettings extends MfaDemand {
  /** Features that are on. */
  readonly imports: boolean;
  readonly subscriptions: boolean;
  readonly rest: boolean;
  readonly oauthClients: boolean;
  readonly apiKeys: boolean;
  /** Whether operators of the platform may act as users of the tenant. */
  readonly impersonation: boolean;
  /** Days after which an API key opens nothing any more; null: none ends by its age. */
  readonly apiKeyDays: number | null;
  /** Hours after which a sign-in ends, used or not, and unused; null: as long as the installation allows. */
  readonly sessionHours: number | null;
  readonly sessionIdleHours: number | null;
  /** CIDR ranges; empty: any address. */
  readonly allowedNetworks: readonly string[];
  /** Null: the installation's own limit alone. */
  readonly requestsPerSecond: number | null;
  readonly uploadBytes: number | null;
  /** Days for which the rows are kept that an import rejected; null: for as long as the import. */
  readonly importReportDays: number | null;
  /** Days for which deleted records are kept; 0: not at all. */
  readonly deletedRecordDays: number;
  /** Days for which versions of records are kept once they are superseded; null: for as long as the record. */
  readonly recordVersionDays: number | null;
}

export const DEFAULT_SETTINGS: TenantSettings = Object.freeze({
  mfa: "OPTIONAL",
  mfaBefore: "OPTIONAL",
  mfaEnforcedFrom: 0,
  imports: true,
  subscriptions: true,
  rest: true,
  oauthClients: true,
  apiKeys: true,
  impersonation: true,
  apiKeyDays: null,
  sessionHours: null,
  sessionIdleHours: null,
  allowedNetworks: Object.freeze([]),
  requestsPerSecond: null,
  uploadBytes: null,
  importReportDays: null,
  deletedRecordDays: 30,
  recordVersionDays: null,
});

const isPolicy = (value: unknown) => (MFA_POLICIES as readonly unknown[]).includes(value);
const isFlag = (value: unknown) => typeof value === "boolean";
const isLimit = (value: unknown) => value === null || (Number.isSafeInteger(value) && (value as number) > 0);
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isRanges = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === "string");

const CHECKS: Record<keyof TenantSettings, (value: unknown) => boolean> = {
  mfa: isPolicy,
  mfaBefore: isPolicy,
  mfaEnforcedFrom: (value) => typeof value === "number",
  imports: isFlag,
  subscriptions: isFlag,
  rest: isFlag,
  oauthClients: isFlag,
  apiKeys: isFlag,
  impersonation: isFlag,
  apiKeyDays: isLimit,
  sessionHours: isLimit,
  sessionIdleHours: isLimit,
  allowedNetworks: isRanges,
  requestsPerSecond: isLimit,
  uploadBytes: isLimit,
  importReportDays: isLimit,
  deletedRecordDays: isCount,
  recordVersionDays: isLimit,
};

export const PUSHED_SETTINGS = Object.keys(CHECKS) as (keyof TenantSettings)[];

/**
 * What another process says that they are. A setting that it does not know, being of a version before, has its default;
 * undefined when one cannot be read, since a limit must not become none.
 */
export function readTenantSettings(value: unknown): TenantSettings | undefined {
  if (value === undefined) return DEFAULT_SETTINGS;
  if (!isMfaDemand(value)) return undefined;
  const given = value as unknown as Record<string, unknown>;
  const read = PUSHED_SETTINGS.map((name) => [name, given[name] ?? DEFAULT_SETTINGS[name]] as const);
  if (!read.every(([name, one]) => CHECKS[name](one))) return undefined;
  // Made from the defaults, all of them have one shape: less memory, and there may be a hundred thousand.
  return Object.assign({ ...DEFAULT_SETTINGS }, Object.fromEntries(read));
}

/** How a tenant looks to those who sign in to it. Only the authorisation server asks. */
export interface TenantBrand {
  /** What the tenant wants to be called, or its name. */
  readonly name: string;
  /** An address `data:image/png` or `data:image/webp`, of at most 43,800 characters. */
  readonly logo: string | null;
  /** `#rrggbb`; null: the installation's. */
  readonly accentColour: string | null;
  /** By whose clock its pages tell the time, as IANA names it; null: UTC. */
  readonly timeZone: string | null;
}
