import { createHash } from "node:crypto";
import { type AuditBody, appendAudit, appendAuditAll, commitment, leafHash } from "@bulkhead/kernel/audit.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { expect, test } from "vitest";

const tenantId = newUuid();
const ctx = { principal: platformPrincipal(tenantId), requestId: "req_1", clientAddress: "203.0.113.9" };

interface Row {
  body: AuditBody;
  personal: Record<string, { value: string; salt: string }>;
  leaf: string;
}

/** The row that one event becomes. */
function written(personal: Record<string, string>): Row {
  const { values } = appendAudit(ctx, tenantId, { action: "user.create", target: "usr_1", personal });
  const [body, facts, leaf] = (values ?? []).slice(-3) as [string, string, Buffer];
  return { body: JSON.parse(body), personal: JSON.parse(facts), leaf: leaf.toString("hex") };
}

test("many events at once become the same rows as one by one", () => {
  const event = { action: "user.create", target: "usr_1", personal: { email: "ada@acme.example" } };
  const { values } = appendAuditAll([{ ctx, tenantId, event }]);
  const [row] = JSON.parse(String(values?.[0])) as Row[];
  expect(row?.leaf).toBe(leafHash(row?.body as AuditBody).toString("hex"));
});

test("the leaf covers the canonical non-personal part, with the 0x00 prefix of RFC 6962", () => {
  const row = written({ email: "ada@acme.example" });
  // Written out by hand: keys in order, no white space (RFC 8785).
  const b = row.body;
  const canonical = `{"action":"user.create","actor":{"id":"platform","kind":"platform"},"commitments":{"clientAddress":"${b.commitments.clientAddress}","email":"${b.commitments.email}"},"detail":{},"id":"${b.id}","occurredAt":"${b.occurredAt}","outcome":"SUCCEEDED","requestId":"req_1","target":{"id":"usr_1","type":"user"},"tenant":"${b.tenant}","v":1,"version":1}`;
  const expected = createHash("sha256")
    .update(Buffer.concat([Buffer.from([0]), Buffer.from(canonical)]))
    .digest("hex");
  expect(row.leaf).toBe(expected);
});

test("no personal value stands in the non-personal part, and each commitment opens with its salt alone", () => {
  const row = written({ email: "ada@acme.example" });
  expect(JSON.stringify(row.body)).not.toMatch(/ada@acme|203\.0\.113/);
  for (const [name, fact] of Object.entries(row.personal)) expect(commitment(fact)).toBe(row.body.commitments[name]);
  expect(written({ email: "ada@acme.example" }).body.commitments.email).not.toBe(row.body.commitments.email);
});

test("a changed fact changes the leaf, and erasing the personal part does not", () => {
  const row = written({ email: "ada@acme.example" });
  expect(leafHash({ ...row.body, outcome: "DENIED" }).toString("hex")).not.toBe(row.leaf);
  row.personal = {};
  expect(leafHash(row.body).toString("hex")).toBe(row.leaf);
});

test("an undeclared action cannot be written", () => {
  expect(() => appendAudit(ctx, tenantId, { action: "user.improvise", target: "usr_1" })).toThrow(/not declared/);
});
