/** What is allowed although a check would refuse it, each with the reason why nothing leaks by it. */
export interface Exceptions {
  /** `name on schema.table for command to role` */
  policies: Record<string, string>;
  tablesWithoutTenant: Record<string, string>;
  /** Tables that name a tenant and belong to none: of one role alone, and without row-level security. */
  tablesAboveTenants: Record<string, { role: string; why: string }>;
  /** Names of foreign keys that do not carry tenant_id. */
  keys: Record<string, string>;
  /** Row-level security enabled and not forced, so that a function of the owner reads them. */
  tablesReadByTheirOwner: Record<string, string>;
  definerFunctions: Record<string, string>;
}

export const exceptions: Exceptions = {
  policies: {
    "sweeper on platform.blob for select to bulkhead_worker":
      "The sweeper finds what has expired in all tenants: ids, dates and the place, no key, digest or content; it removes as the tenant.",
    "expired on platform.upload for select to bulkhead_worker":
      "The sweep finds uploads that began more than 8 days ago in all tenants: ids and dates of what is gone.",
    "expired_deletion on platform.upload for delete to bulkhead_worker":
      "The sweep deletes rows of uploads that began more than 8 days ago, whose ever they are.",
    "relay on platform.outbox for select to bulkhead_relay":
      "The relay hands every tenant's events to that tenant's consumers; its role reads this table and the epoch only.",
    "worker_reads on platform.outbox for select to bulkhead_worker":
      "The leader of the relay hands every tenant's events to the consumers, in commit order over all tenants.",
    "worker_deletes on platform.outbox for delete to bulkhead_worker":
      "The leader of the relay deletes events that are older than the retention, whose ever they are.",
    "gateway_tells on platform.outbox for insert to bulkhead_gateway":
      "It restricts: of the events of the tenant the gateway may append that of a quota, and no other.",
    "worker on platform.relay_parked for all to bulkhead_worker":
      "The leader of the relay notes whose events wait for which consumer: positions and a fault without values.",
    "expired on platform.usage_day for select to bulkhead_worker":
      "The sweep finds usage of days more than 400 days ago in all tenants: it sees the tenant and the day, and no number.",
    "expired_deletion on platform.usage_day for delete to bulkhead_worker":
      "The sweep deletes usage of days more than 400 days ago, whose ever it is.",
    "worker on platform.job for select to bulkhead_worker":
      "A worker must learn which tenant has work: it sees the ledger, not the payloads, and claims inside that tenant.",
    "closing on tenancy.tenant for select to bulkhead_destroyer":
      "Whose day has come must be found before it can be destroyed as that tenant: ids, dates and slug of those that close.",
    "authenticator on identity.api_key for select to bulkhead_authenticator":
      "A key says which tenant a request belongs to, so it is looked up before any tenant is known; no names, no other table.",
    "authenticator on identity.service_account for select to bulkhead_authenticator":
      "The role of a service account's key is the account's, and a key comes before any tenant is known; no names.",
    "oauth on identity.activation_link for select to bulkhead_oauth":
      "A link names neither tenant nor user, so its digest is looked up before any tenant is known; it holds nothing else.",
    "oauth on identity.oauth_client for select to bulkhead_oauth":
      "A client names itself but not its tenant, so the authorisation server looks it up by its id alone; it is no person's data.",
    "expired on identity.revoked_token for select to bulkhead_oauth":
      "The sweep finds revocations of tokens that have expired in all tenants: ids and dates that mean nothing any more.",
    "expired_deletion on identity.revoked_token for delete to bulkhead_oauth":
      "The sweep deletes revocations of tokens that expired ten minutes ago, whose ever they are.",
    "oauth on identity.oauth_client_secret for select to bulkhead_oauth":
      "A client proves itself before its tenant is known: digests that open nothing without the pepper.",
    "oauth on identity.impersonation for select to bulkhead_oauth":
      "An operator ends what they have running, in whatever tenant it is; who they act as and why, and nothing that the tenant holds.",
    "operator on tenancy.tenant for select to bulkhead_operator":
      "The directory of tenants is for operators of the platform: what a tenant is called and how it stands.",
    "operator on tenancy.member for select to bulkhead_operator":
      "Operators see how many members a tenant has: the role reads the column of the tenant and no other.",
    "rewrap on platform.tenant_key for update to bulkhead_worker":
      "Rotating the root key moves all tenants' keys under its new version, many in a statement; all of them are wrapped.",
    "read_wrapped on platform.tenant_key for select to bulkhead_worker":
      "Rotating the root key and exporting keys read all tenants' keys, which open nothing without the root key.",
    "read_wrapped on platform.data_key for select to bulkhead_worker":
      "Exporting keys reads all tenants' data keys, which open nothing without the root key.",
  },
  tablesWithoutTenant: {
    "platform.root_key": "Versions of the root key, each with a wrapped check value; of the installation.",
    "platform.retired_root_key": "Which versions of the root key are no more; of the installation.",
    "platform.rate_limit":
      "What is spent of rate limits, by keyed hashes; addresses of nobody in particular among them; a hash tells no tenant.",
    "audit.anonymous_failure":
      "Failures of nobody in particular, counted per network and minute; they belong to no tenant.",
    "platform.seen_proof": "Which proofs of possession were used, by hashes; a hash tells neither tenant nor client.",
    "identity.account":
      "One person's means to sign in, whatever tenants they belong to; only the authorisation server reads it.",
    "identity.mail_proof":
      "Links sent by mail, as digests: whoever has one proves an address, before any tenant is known.",
    "identity.totp":
      "A person's authenticator apps, sealed; for all their tenants, and read by the authorisation server only.",
    "identity.passkey": "A person's passkeys, for all their tenants; read by the authorisation server only.",
    "identity.recovery_code": "A person's recovery codes, as digests; for all their tenants.",
    "identity.known_device": "Browsers a person signed in with; above tenants as the sign-in is.",
    "identity.account_session": "A person's sign-in sessions as they see them; above tenants as the sign-in is.",
    "identity.operator": "Whoever operates the platform: of no tenant, and read by the authorisation server only.",
    "identity.operator_link": "Links by which operators set what they sign in with, as digests.",
    "identity.operator_session": "Browsers in which operators are signed in.",
    "identity.operator_token": "Tokens of operators, as digests.",
    "tenancy.report_group": "Which tenants are counted together in reports, by groups of ten or more; names none.",
    "tenancy.report_cell": "Figures about ten tenants or more, as they were published.",
    "tenancy.report_month": "Which months are published.",
    "identity.signing_key": "Keys that sign tokens, sealed; of the installation.",
    "identity.sign_in_attempt":
      "Failed sign-ins, counted by keyed hashes of e-mail addresses and networks; before any tenant is known.",
    "platform.migration": "Which migrations ran; of the installation.",
    "platform.plan_limit": "What the operator's plans allow; the same for every tenant on one, and of none.",
    "tenancy.plan": "What the operator sells; the same for every tenant on it, and of none.",
    "tenancy.closure_certificate":
      "What was destroyed with a tenant that is no more: counts, its id and its slug; of the installation, and no request can list it.",
    "tenancy.certificate_key": "The key that signs certificates of closure, sealed; of the installation.",
    "tenancy.tenant_template": "What tenants are made from; the operator's, and no tenant's.",
    "tenancy.verified_domain":
      "A domain is one tenant's in the installation; it holds the name and whose it is, and no request can list it.",
    "tenancy.tenant_slug":
      "Names are unique in the installation; it holds the name and whose it is, and no request can list it.",
    "platform.relay_leader": "One row that says which process leads the relay; of the installation.",
    "platform.relay_consumer": "How far each consumer of the relay has come through all tenants' events; no tenant's.",
    "platform.outbox_floor": "One row that says up to where events may have been deleted; of the installation.",
    "platform.cursor_epoch": "One row that names this line of transaction ids; of the installation.",
  },
  tablesAboveTenants: {
    "tenancy.report_tenant": {
      role: "bulkhead_operator",
      why: "Who is counted with whom is decided over all tenants: how many members and records each had at the end of a month.",
    },
    "identity.account_user": {
      role: "bulkhead_oauth",
      why: "Signing in asks which users of which tenants an account is: that is known only above tenants, and to nobody else.",
    },
    "identity.onboarding": {
      role: "bulkhead_oauth",
      why: "A person makes a tenant before there is one: the row says which it will be, to whoever makes it and to the sweep.",
    },
    "identity.oidc_artifact": {
      role: "bulkhead_oauth",
      why: "A code, a refresh token or a session is looked up by its digest; most are of no tenant, and a session spans several.",
    },
  },
  keys: {
    tenant_key_root_version_fkey:
      "The root key is the installation's; the key keeps a version from going while tenants need it.",
    relay_parked_consumer_fkey: "A consumer is the installation's; the key only takes its waiting tenants with it.",
  },
  tablesReadByTheirOwner: {
    "data.record_text":
      "data.find_texts reads it: behind the policy its indexes are of no use, since their operators are not leakproof.",
  },
  definerFunctions: {
    "data.find_texts(uuid,smallint,text,integer[],tsquery,integer)":
      "Searches in the texts of the transaction's tenant, which it compares itself: it answers ids of that tenant's records alone.",
  },
};
