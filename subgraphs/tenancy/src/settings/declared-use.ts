import { MAX_RATE } from "@bulkhead/kernel/limiter-policy.ts";
import { fault, flag, limit, type Setting, whole } from "./setting.ts";

const refuses = (what: string) => `The gateway refuses ${what} with FEATURE_DISABLED, within a second of the change`;

export const FEATURES = {
  imports: flag({
    standard: true,
    isPushed: true,
    description: "Whether files can be imported. One that is running goes on.",
    acts: `${refuses("new imports")}, before a byte of the file is read.`,
  }),
  subscriptions: flag({
    standard: true,
    isPushed: true,
    description: "Whether changes can be subscribed to.",
    acts: `${refuses("subscriptions, also those that run,")}.`,
    warn: (before, after) => (before && !after ? "Subscriptions that are open now will end." : undefined),
  }),
  rest: flag({
    standard: true,
    isPushed: true,
    description: "Whether the REST routes under /v1 can be used. GraphQL always can; files are imported by REST alone.",
    acts: `${refuses("requests to /v1")}.`,
    warn: (before, after) =>
      before && !after ? "Integrations that use /v1 stop working, imports among them." : undefined,
  }),
  oauthClients: flag({
    standard: true,
    isPushed: true,
    description: "Whether OAuth clients can be registered. Those that there are go on.",
    acts: `${refuses("`createOAuthClient`")}.`,
  }),
};

export const LIMITS = {
  requestsPerSecond: limit(
    { min: 1, max: MAX_RATE, unit: "requests per second" },
    {
      isPushed: true,
      isCeiling: true,
      description:
        "Requests of all keys and users of the tenant together, over a while; four times as many at once where the installation allows that. Null: as many as the installation allows.",
      acts: "The gateway's budget `tenant` refuses with RATE_LIMITED.",
    },
  ),
  uploadBytes: limit(
    { min: 1, max: 2 ** 31 - 1, unit: "bytes" },
    {
      isPushed: true,
      isCeiling: true,
      description: "Largest file that can be uploaded. Null: as large as the installation allows.",
      acts: "The gateway refuses larger uploads with BODY_TOO_LARGE; what is stored stays.",
    },
  ),
};

export const RETENTION = {
  importReportDays: limit(
    { min: 1, max: 3_650, unit: "days" },
    {
      isPushed: true,
      isCeiling: true,
      description:
        "Days for which the rows that an import rejected, and what a migration of a collection found wrong, are kept after it has ended; the import or migration with its counts stays. Null: for as long as that.",
      acts: "A job of the tenant removes what is older, on the day after it is due.",
      warn: (before, after) =>
        after !== null && (before === null || after < before)
          ? `Rows that imports rejected more than ${after} days ago will be removed, and do not come back.`
          : undefined,
    },
  ),
  deletedRecordDays: whole(
    { min: 0, max: 3_650, unit: "days" },
    {
      standard: 30,
      isPushed: true,
      description:
        "Days for which deleted records are kept, with all their versions, to be restored. 0: they are purged at once.",
      acts: "A job of the tenant purges what is older, on the day after it is due; with 0, within seconds of the deletion.",
      warn: (before, after) =>
        after < before
          ? `Records deleted more than ${after} days ago will be purged, and do not come back.`
          : undefined,
    },
  ),
  recordVersionDays: limit(
    { min: 1, max: 3_650, unit: "days" },
    {
      isPushed: true,
      description:
        "Days for which versions of records are kept after a later one has taken their place. Null: for as long as the record.",
      acts: "A job of the tenant purges what is older, on the day after it is due.",
      warn: (before, after) =>
        after !== null && (before === null || after < before)
          ? `Versions superseded more than ${after} days ago will be purged, and do not come back.`
          : undefined,
    },
  ),
};

const region: Setting<string> = {
  standard: "default",
  isOperators: true,
  type: "String",
  bounds: "a region that the installation serves (`BULKHEAD_REGIONS`)",
  description: "Where the tenant's data is kept. The operator decides when the tenant is created.",
  acts: "Nothing moves data; a tenant is created only in a region that the installation serves.",
  read(given, path, faults) {
    if (typeof given !== "string" || !/^[a-z][a-z0-9-]{0,30}$/.test(given))
      faults.push(fault(path, "INVALID_REGION", "Give the name of a region: lower-case letters, digits, hyphens."));
    return given as string;
  },
};

export const RESIDENCY = { region };
