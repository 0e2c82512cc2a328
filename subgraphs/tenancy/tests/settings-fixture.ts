import type { Principal } from "@bulkhead/kernel/principal.ts";
import { type Answer, ask, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

const MADE = `tenantConfig {
    version
    features { rest } limits { uploadBytes } branding { displayName logo accentColour } locale { timeZone }
    security { mfa mfaGraceDays mfaEnforcedFrom sessionHours allowedNetworks apiKeys apiKeyDays }
    webhooks { allowedHosts signingSecretVersion }
  }
  changes { path before after isSecret }
  warnings`;

const UPDATE = `mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { ${MADE} } }`;
const ROLLBACK = `mutation ($i: RollbackTenantConfigInput!) { rollbackTenantConfig(input: $i) { ${MADE} } }`;

export function update(rooms: TestRooms, tenant: TestTenant, input: object, as?: Principal): Promise<Answer> {
  return ask(rooms.tenancy.subgraph, as ?? tenant.as.Admin, UPDATE, { i: { reason: "test", ...input } });
}

export function rollback(rooms: TestRooms, tenant: TestTenant, input: object): Promise<Answer> {
  return ask(rooms.tenancy.subgraph, tenant.as.Admin, ROLLBACK, { i: { reason: "back", ...input } });
}
