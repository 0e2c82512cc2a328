import type { Probe } from "./probe.ts";

const OF_OPERATORS = "Who may ask this belongs to no tenant, and sees them all.";

/** What operators of the platform may ask. Order matters, as it does for whom they ask it about. */
export const operatorProbes: Record<string, Probe> = {
  "Query.tenants": {
    plain: {
      after: OF_OPERATORS,
      before: OF_OPERATORS,
      "filter.text": OF_OPERATORS,
      "filter.plan": "Names of plans are the installation's, the same for every tenant.",
    },
    asOperator: true,
  },
  "Query.tenantById": { references: { id: "tenant" }, asOperator: true },
  "Query.plans": { asOperator: true },
  "Query.templates": { asOperator: true },
  "Query.operators": { asOperator: true },
  "Mutation.startImpersonation": {
    references: { "input.tenantId": "tenant", "input.userId": "user" },
    given: { "input.reason": "probed", "input.minutes": 5 },
    asOperator: true,
  },
  "Mutation.changeTenantPlan": {
    references: { "input.tenantId": "tenant" },
    given: { "input.plan": "standard" },
    asOperator: true,
  },
  "Mutation.scheduleTenantClosure": {
    references: { "input.tenantId": "tenant", "input.confirmSlug": "slug" },
    given: { "input.reason": "probed", "input.graceDays": 30 },
    asOperator: true,
  },
  "Mutation.cancelTenantClosure": {
    references: { "input.tenantId": "tenant", "input.confirmSlug": "slug" },
    asOperator: true,
  },
  "Mutation.definePlan": {
    given: { "input.name": "probed", "input.description": "probed", "input.limits": { records: 5 } },
    asOperator: true,
  },
  "Mutation.defineTemplate": {
    given: {
      ...{ "input.name": "probed", "input.title": "Probed", "input.description": "probed", "input.plan": "standard" },
      ...{ "input.region": "default", "input.settings": {} },
      ...{ "input.roles[].name": "Probed", "input.roles[].description": "probed" },
      ...{ "input.roles[].permissions[]": "record:read", "input.roles[].collections[]": "notes" },
      ...{ "input.collections[].name": "notes", "input.collections[].schema": { type: "object" } },
    },
    asOperator: true,
  },
  "Mutation.retireTemplate": { given: { "input.name": "probed" }, asOperator: true },
  "Mutation.runTenantReport": {
    given: { "input.from": "2026-01", "input.to": "2026-02" },
    asOperator: true,
  },
  "Mutation.addOperator": {
    given: { "input.name": "Probed", "input.role": "SUPPORT" },
    references: { "input.email": "email" },
    asOperator: true,
  },
  "Mutation.changeOperatorRole": {
    references: { "input.id": "operator" },
    given: { "input.role": "BILLING" },
    asOperator: true,
  },
  "Mutation.createOperatorLink": { references: { "input.id": "operator" }, asOperator: true },
  "Mutation.removeOperator": { references: { "input.id": "operator" }, asOperator: true },
  // Last: it ends what people of the tenant have open.
  "Mutation.suspendTenant": {
    references: { "input.tenantId": "tenant" },
    given: { "input.reason": "probed" },
    asOperator: true,
  },
  "Mutation.resumeTenant": { references: { "input.tenantId": "tenant" }, asOperator: true },
};
