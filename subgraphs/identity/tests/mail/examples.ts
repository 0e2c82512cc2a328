import type { Mail, MailTemplate, MailValues } from "../../src/mail/mail.ts";

export const ORIGIN = "https://id.acme.example";
export const READER = "casey@example.com";

const at = "2026-11-29T15:50:12.345678Z";
const done = { at, device: "Firefox on Linux" };
const linking = (path: string) => ({
  ...done,
  link: `${ORIGIN}/${path}?token=Zk3v9QmJc0d1LxWb7r2ThaYp5eNsUoGf8iVtRwXyAz4`,
  expiresAt: "2026-11-29T16:50:12Z",
});

/** One of each, as a person would get it. A template without an example does not compile. */
export const VALUES: { [T in MailTemplate]: MailValues[T] } = {
  "sign-up": linking("account/sign-up/go-on"),
  "sign-up-known": done,
  activate: { ...linking("oauth/activate"), at, name: "Casey Consultant", tenant: "Acme Aviation", by: "Ada Admin" },
  invitation: {
    ...linking("account/invitation"),
    at,
    tenant: "Acme Aviation",
    by: "Ada Admin",
    role: "Developer",
    message: "Welcome aboard, we start on Monday.",
  },
  "reset-password": linking("account/reset/go-on"),
  "reset-unknown": done,
  "change-email": { ...linking("account/email/confirm"), oldEmail: READER },
  "email-changed": { ...linking("account/email/revert"), newEmail: "casey@new.example" },
  "password-changed": {
    ...done,
    factors: [
      { factor: "AUTHENTICATOR", name: "Phone", addedAt: "2026-11-03T08:00:00Z" },
      { factor: "PASSKEY", name: "Work laptop", addedAt: at },
    ],
  },
  "new-device": { ...done, network: "203.0.113.7" },
  "more-devices": { ...done, network: "203.0.113.7" },
  "factor-added": { ...done, factor: "PASSKEY", name: "Work laptop" },
  "factor-removed": { ...done, factor: "AUTHENTICATOR", name: "Phone" },
  "factors-reset": { at },
  "factors-replaced": { ...done, removed: [{ factor: "PASSKEY", name: "Work laptop" }] },
  "recovery-codes-made": done,
  "recovery-code-used": { ...done, left: 2 },
  "passkey-flagged": { ...done, name: "Work laptop" },
  "session-ended": { ...done, session: "Safari on iPhone" },
  "account-deleted": { at, newEmail: "casey@new.example" },
  "tenant-closing": { ...done, tenant: "Acme Shipping", closesAt: "2026-12-24T12:00:00Z" },
  "tenant-reopened": { ...done, tenant: "Acme Shipping" },
  "tenant-closed": {
    ...done,
    slug: "acme",
    certificate: `eyJhbGciOiJFUzI1NiJ9.${"Abc123_-".repeat(200)}.${"Xy9_".repeat(20)}`,
  },
  "join-requested": { at, tenant: "Acme Aviation", name: "Casey Consultant", email: "casey@acme.example" },
  "domain-failing": { at, tenant: "Acme Aviation", domain: "acme.example", isLost: false },
  "impersonation-started": {
    at,
    user: "casey@consulting.example",
    tenant: "Acme Aviation",
    reason: "Ticket 4711: the import shows no records",
    writes: false,
    until: "2026-11-29T17:05:12Z",
    operator: "opr_01h455vb4pex5vsknk084sn02q",
  },
  test: { at },
};

export const MAILS = Object.entries(VALUES).map(([template, values]) => ({ to: READER, template, values }) as Mail);
