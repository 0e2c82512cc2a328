import { type Database, flushAsTenant, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { merkleRoot } from "@bulkhead/kernel/merkle.ts";
import { openRecipients } from "./begin-destruction.ts";
import { type Certificate, type CertificateKey, newCertificateKey, signCertificate } from "./certificate.ts";
import type { Closure } from "./closure.ts";

export interface IssueDeps {
  /** Signed in as bulkhead_destroyer. */
  destroyer: Database;
  /** Of the installation. */
  envelope: Envelope;
  publicOrigin: string;
  /** The statement that asks for the mail with the certificate, in the installation's name. */
  mailCertificate(to: string, mail: { slug: string; closedAt: string; certificate: string }): Promise<Statement>;
}

/** What is left of a tenant, and why. */
const KEPT = [
  "its id, its slug and these dates, so that neither id nor slug is given away again",
  "two events without content, tenant.closed and key.destroyed, for as long as events are kept",
  "backups made before: what is sealed in them opens with the keys named here alone, which are wrapped by the root key",
] as const;

/** Signs what was destroyed and sends it to the last Admins; their addresses go in the same transaction. */
export async function issueCertificate(deps: IssueDeps, closure: Closure): Promise<void> {
  const { destroyer, envelope } = deps;
  const key = await certificateKey(destroyer, envelope);
  const jws = await signCertificate(envelope, key, certificateOf(closure, deps.publicOrigin));
  const { owner, slug, closed_at: closedAt } = closure;
  const recipients = await openRecipients(envelope, owner, closure.recipients);
  const mails = await Promise.all(
    recipients.map((to) => deps.mailCertificate(to, { slug, closedAt, certificate: jws })),
  );
  await flushAsTenant(destroyer, INSTALLATION_ID, [
    {
      // Two that issue it at once: the second divides by zero, and its mails go with its transaction.
      text: `with issued as (
               update tenancy.closure_certificate set jws = $2, issued_at = now(), recipients = null
               where owner = $1 and jws is null returning owner)
             select 1 / count(*) as issued from issued`,
      values: [owner, jws],
    },
    ...mails,
  ]);
}

function certificateOf({ owner, slug, progress, ...closure }: Closure, installation: string): Certificate {
  const rows = Object.entries({ ...progress.rows, ...progress.above, "platform.audit_event": progress.auditLog.count });
  return {
    type: "bulkhead closure certificate",
    version: 1,
    installation,
    tenant: { id: encodeId("tenant", owner), slug },
    requestedAt: closure.requested_at,
    requestedBy: closure.requested_by,
    closedAt: closure.closed_at,
    destroyedAt: progress.destroyedAt ?? new Date().toISOString(),
    rows: Object.fromEntries(rows.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1))),
    blobs: progress.blobs ?? { count: 0, bytes: 0 },
    keys: progress.keys ?? { tenantKey: null, dataKeys: [] },
    auditLog: { events: progress.auditLog.count, merkleRoot: merkleRoot(progress.auditLog) },
    kept: KEPT,
  };
}

/** The installation's key, made by whoever needs it first. */
async function certificateKey(db: Database, envelope: Envelope): Promise<CertificateKey> {
  for (;;) {
    const [known] = await queryOutsideTenants<Record<string, unknown>>(db, {
      text: `select thumbprint, public_jwk as "publicJwk", sealed from tenancy.certificate_key order by created_at limit 1`,
    });
    if (known) return known as unknown as CertificateKey;
    const { thumbprint, publicJwk, sealed } = await newCertificateKey(envelope);
    // The lock lets one of two make it; the other then finds it.
    await flushAsTenant(db, INSTALLATION_ID, [
      { text: "select pg_advisory_xact_lock(hashtextextended('closure certificate key', 0))" },
      {
        text: `insert into tenancy.certificate_key (thumbprint, public_jwk, sealed)
               select $1, $2, $3 where not exists (select from tenancy.certificate_key)`,
        values: [thumbprint, JSON.stringify(publicJwk), sealed],
      },
    ]);
  }
}
