import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";

/** The certificate of a closed tenant, by the uuid that it had, for the operator's command; undefined while there is none. */
export async function findCertificate(db: Database, owner: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ jws: string }>(db, {
    text: "select jws from tenancy.closure_certificate where owner = $1 and jws is not null",
    values: [owner],
  });
  return row?.jws;
}

/** Thumbprints of the keys that this installation signs certificates with: one, but for a mended disaster. */
export async function certificateThumbprints(db: Database): Promise<string[]> {
  const rows = await queryOutsideTenants<{ thumbprint: string }>(db, {
    text: "select thumbprint from tenancy.certificate_key order by created_at",
  });
  return rows.map(({ thumbprint }) => thumbprint);
}
