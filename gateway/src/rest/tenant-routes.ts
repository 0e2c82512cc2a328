import type { Body } from "./input.ts";
import type { Route } from "./route.ts";

const common = { tag: "Tenant", path: "/v1/tenant-config", paged: false, status: 200, parameters: [] } as const;

const CHANGE: Body = {
  contentType: "application/json",
  name: "UpdateTenantConfigRequest",
  description: "The settings to change; one that is left out stays, and one that is null gets its default.",
  properties: {
    expected_version: { description: "`version` of the settings as they were read.", example: 3 },
    mfa: {
      description: "What it takes to enter the tenant: OFF, OPTIONAL, REQUIRED or PHISHING_RESISTANT.",
      example: "REQUIRED",
      isOptional: true,
    },
    mfa_grace_days: {
      description: "Days, 0 to 90, that people are given when more is asked of them.",
      example: 14,
      isOptional: true,
    },
    display_name: {
      description: "Shown where users sign in: 1 to 80 characters.",
      example: "Acme",
      isOptional: true,
    },
    logo: {
      description: "PNG or WebP in a data address, at most 32,768 bytes, 1,024 pixels in width and height.",
      example: null,
      isOptional: true,
    },
  },
};

/** Names of the body and of the input, one for one. */
const INPUT_NAMES: Readonly<Record<string, string>> = {
  expected_version: "expectedVersion",
  mfa: "mfa",
  mfa_grace_days: "mfaGraceDays",
  display_name: "displayName",
  logo: "logo",
};

/** What a tenant has set for itself. */
export const TENANT_ROUTES: readonly Route[] = [
  {
    ...common,
    operationId: "getTenantConfig",
    method: "GET",
    summary: "Get the settings",
    description: "What the tenant has set for itself, as the newest version of it.",
    document: "get-tenant-config",
    at: ["tenantConfig"],
    body: undefined,
    variables: () => ({}),
  },
  {
    ...common,
    operationId: "updateTenantConfig",
    method: "PATCH",
    summary: "Change the settings",
    description:
      "Adds a version with the settings that are named changed; it applies within a second. A user must have signed in " +
      "within the last 15 minutes.",
    document: "update-tenant-config",
    at: ["updateTenantConfig", "tenantConfig"],
    body: CHANGE,
    variables: ({ body }) => ({
      input: Object.fromEntries(Object.entries(body).map(([name, value]) => [INPUT_NAMES[name] ?? name, value])),
    }),
  },
];
