/** What is allowed although a check would refuse it, each with the reason why nothing leaks by it. */
export interface Exceptions {
  /** `name on schema.table for command to role` */
  policies: Record<string, string>;
  tablesWithoutTenant: Record<string, string>;
  /** Names of foreign keys that do not carry tenant_id. */
  keys: Record<string, string>;
  definerFunctions: Record<string, string>;
}

export const exceptions: Exceptions = {
  policies: {
    "relay on platform.outbox for select to bulkhead_relay":
      "The relay hands every tenant's events to that tenant's consumers; its role reads this table and the epoch only.",
    "authenticator on identity.api_key for select to bulkhead_authenticator":
      "A key says which tenant a request belongs to, so it is looked up before any tenant is known; no names, no other table.",
    "queue on data.import_queue for select to bulkhead_data":
      "The runner must learn which tenant has work before it can work as that tenant: two ids per waiting import.",
  },
  tablesWithoutTenant: {
    "audit.anonymous_failure":
      "Failures of nobody in particular, counted per network and minute; they belong to no tenant.",
    "platform.migration": "Which migrations ran; of the installation.",
    "tenancy.tenant_slug":
      "Names are unique in the installation; it holds the name and whose it is, and no request can list it.",
    "platform.cursor_epoch": "One row that names this line of transaction ids; of the installation.",
  },
  keys: {},
  definerFunctions: {},
};
