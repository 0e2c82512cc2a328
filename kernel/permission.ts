/**
 * The closed list of permissions, `resource:verb`. A mutation `inviteMember` needs `member:invite`; queries share
 * `<resource>:read`. What guards each field stands in the schema (`@permission`); who holds which is tenancy's matter.
 */
export const PERMISSIONS = [
  "tenant:read",
  "tenant-config:read",
  "tenant-config:update",
  "tenant-config:rollback",
  "tenant:close",
  "tenant:reopen",
  "tenant:leave",
  "tenant-export:read",
  "tenant-export:create",
  "usage:read",
  "domain:read",
  "domain:add",
  "domain:update",
  "domain:verify",
  "domain:remove",
  "join-request:read",
  "join-request:approve",
  "join-request:decline",
  "invitation:read",
  "member:invite",
  "invitation:resend",
  "invitation:revoke",
  "member:read",
  "member:add",
  "member:remove",
  "member-role:change",
  "role:read",
  "role:create",
  "role:update",
  "role:delete",
  "user:read",
  "user:create",
  "user:lock",
  "user:unlock",
  "activation-link:create",
  "service-account:read",
  "service-account:create",
  "service-account:remove",
  "service-account-role:change",
  "api-key:read",
  "api-key:create",
  "api-key:revoke",
  "oauth-client:read",
  "oauth-client:create",
  "oauth-client:revoke",
  "oauth-client-secret:rotate",
  "collection:read",
  "collection:define",
  "record:read",
  "record:create",
  "record:update",
  "record:delete",
  "record:restore",
  "record:purge",
  "records:update",
  "records:delete",
  "bulk-change:read",
  "bulk-change:cancel",
  "import:read",
  "import:create",
  "audit-event:read",
  "account:read",
  "session:read",
  "session:revoke",
  "sessions:revoke",
  "factor:remove",
  "impersonation:read",
  "impersonation:end",
  "job:read",
  "job:cancel",
  "job:retry",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Held by the platform principal (command line, workers) and, in part, by operators; no tenant role can contain them. */
export const PLATFORM_PERMISSIONS = [
  "tenant:create",
  "tenant:join",
  "template:read",
  "template:define",
  "template:retire",
  "tenant:suspend",
  "tenant:resume",
  "tenant-closure:schedule",
  "tenant-closure:cancel",
  "plan:read",
  "plan:define",
  "tenant:destroy",
  "key:read",
  "key:rotate",
  "key:destroy",
  "key:export",
  "key:import",
  "root-key:rotate",
  "root-key:retire",
  "password:set",
  "factors:reset",
  "signing-key:rotate",
  "tenant-directory:read",
  "tenant-plan:change",
  "tenant-report:run",
  "operator:read",
  "operator:add",
  "operator-role:change",
  "operator-link:create",
  "operator:remove",
  "impersonation:start",
  "writing-impersonation:start",
] as const;

export type PlatformPermission = (typeof PLATFORM_PERMISSIONS)[number];

const known: ReadonlySet<string> = new Set(PERMISSIONS);
const ofPlatform: ReadonlySet<string> = new Set(PLATFORM_PERMISSIONS);

export function isPermission(text: string): text is Permission {
  return known.has(text);
}

export function isPlatformPermission(text: string): text is PlatformPermission {
  return ofPlatform.has(text);
}
