import { type Body, badParameter, paging } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Tenant", paged: false, status: 200, parameters: [] } as const;

const EXPECTED = { description: "`version` of the settings as they were read.", example: 3 };
const REASON = { description: "Why, for whoever reads the versions later: 1 to 200 characters.", example: "Audit" };
const DRY_RUN = {
  description: "true: nothing is written; the answer tells what would change, and what to know before.",
  example: false,
  isOptional: true,
};

/** A group of settings, by the names that its answer has. */
const group = (about: string, example: Record<string, unknown>) => ({ description: about, example, isOptional: true });

const CHANGE: Body = {
  contentType: "application/json",
  name: "UpdateTenantConfigRequest",
  description:
    "The settings to change, by group (docs/settings.md); one that is left out stays, and null takes back what the tenant said.",
  properties: {
    expected_version: EXPECTED,
    reason: REASON,
    dry_run: DRY_RUN,
    features: group("What is switched on.", { imports: true }),
    limits: group("What the tenant allows itself.", { requests_per_second: 200 }),
    retention: group("For how long things are kept.", { import_report_days: 90 }),
    locale: group("How things are told.", { time_zone: "Europe/Berlin" }),
    branding: group("How the tenant looks where people sign in.", { display_name: "Acme", accent_colour: "#0b5cad" }),
    security: group("What it takes to get in, and to stay.", { mfa: "REQUIRED", mfa_grace_days: 14 }),
    webhooks: group("Where webhooks may go.", { allowed_hosts: ["hooks.example.com"] }),
  },
};

const ROLLBACK: Body = {
  contentType: "application/json",
  name: "RollbackTenantConfigRequest",
  description: "The version to go back to.",
  properties: {
    expected_version: EXPECTED,
    to_version: { description: "The version to go back to; 0 is before anything was set.", example: 1 },
    reason: REASON,
    dry_run: DRY_RUN,
  },
};

/** Names of the body as the input has them, groups included. A name in camel case is none of ours. */
function toInput(body: Record<string, unknown>, at = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (/[A-Z]/.test(name)) throw badParameter(`${at}/${name}`, "There is no property of this name here.");
      const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
      return [
        name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        isGroup ? toInput(value as Record<string, unknown>, `${at}/${name}`) : value,
      ];
    }),
  );
}

/** A tenant's settings and their versions. */
export const TENANT_ROUTES: readonly Route[] = [
  {
    ...common,
    path: "/v1/tenant-config",
    operationId: "getTenantConfig",
    method: "GET",
    summary: "Get the settings",
    description: "What holds in the tenant now, by group, and whose word each setting is.",
    document: "get-tenant-config",
    at: ["tenantConfig"],
    body: undefined,
    variables: () => ({}),
  },
  {
    ...common,
    path: "/v1/tenant-config",
    operationId: "updateTenantConfig",
    method: "PATCH",
    summary: "Change the settings",
    description:
      "Adds a version with the settings that are named changed; it applies within a second. A user must have signed in " +
      "within the last 15 minutes.",
    document: "update-tenant-config",
    at: ["updateTenantConfig"],
    body: CHANGE,
    variables: ({ body }) => ({ input: toInput(body) }),
  },
  {
    ...common,
    path: "/v1/tenant-config/rollback",
    operationId: "rollbackTenantConfig",
    method: "POST",
    summary: "Go back to an older version",
    description:
      "Adds a version with what an older one said, checked by today's rules and plan. Secrets do not go back. A user must " +
      "have signed in within the last 15 minutes.",
    document: "rollback-tenant-config",
    at: ["rollbackTenantConfig"],
    body: ROLLBACK,
    variables: ({ body }) => ({ input: toInput(body) }),
  },
  {
    ...common,
    path: "/v1/tenant-config/versions",
    operationId: "listTenantConfigVersions",
    method: "GET",
    summary: "List versions of the settings",
    description: "Newest first, with author, reason and what each made different, a page at a time.",
    document: "list-tenant-config-versions",
    at: ["tenantConfigVersions"],
    paged: true,
    parameters: paging.parameters,
    body: undefined,
    variables: paging.read,
  },
];
