import { createHmac, hash, randomFillSync } from "node:crypto";
import canonicalize from "canonicalize";
import type { RequestContext } from "./context.ts";
import type { Statement } from "./database.ts";
import { events } from "./events.ts";
import { encodeId, newUuid } from "./id.ts";
import type { Principal } from "./principal.ts";

export type Outcome = "SUCCEEDED" | "DENIED";

export interface AuditEvent {
  /** `member.add`: an action of schema/events.json. */
  action: string;
  /** Public id of what was acted on. */
  target: string;
  outcome?: Outcome;
  /** Non-personal facts, as the action's schema allows. Stays for good. */
  detail?: Record<string, string | number | boolean | string[]>;
  /** Facts about people. Only a salted commitment to each enters the leaf, so they can be erased and proofs still hold. */
  personal?: Record<string, string>;
}

/** One personal fact as it is stored beside the leaf: destroying value and salt erases it beyond guessing. */
interface PersonalFact {
  value: string;
  salt: string;
}

/** The non-personal part: what the leaf hash covers, in RFC 8785 canonical form. */
export interface AuditBody {
  v: 1;
  id: string;
  tenant: string;
  action: string;
  version: number;
  actor: { kind: string; id: string };
  /** The operator who acted as the actor; absent where the actor acted. */
  impersonator?: { kind: "operator"; id: string; impersonation: string };
  target: { type: string; id: string };
  outcome: Outcome;
  requestId: string;
  occurredAt: string;
  detail: Record<string, unknown>;
  /** Base64url HMAC-SHA256(salt, value) of each personal fact. */
  commitments: Record<string, string>;
}

/** RFC 6962 section 2.1: the leaf is SHA-256 over 0x00 and the entry; the 0x00 keeps leaves and nodes apart. */
export function leafHash(body: AuditBody): Buffer {
  return hash("sha256", `\0${canonicalize(body)}`, "buffer");
}

export function commitment(fact: PersonalFact): string {
  return createHmac("sha256", Buffer.from(fact.salt, "base64url")).update(fact.value).digest("base64url");
}

const COLUMNS = "tenant_id, id, action, actor_id, target_id, outcome, occurred_at, body, personal, leaf";

/**
 * The statement that appends one audit event in the tenant's own transaction. Every mutation pays for it, and plain
 * values cost PostgreSQL a third less than a record set of one.
 */
export function appendAudit(ctx: RequestContext, tenantId: string, event: AuditEvent): Statement {
  const row = auditRow(ctx, tenantId, event, new Date().toISOString());
  const { id, action, actor_id, target_id, outcome, occurred_at, leaf } = row;
  const body = JSON.stringify(row.body);
  const personal = JSON.stringify(row.personal);
  return {
    name: "append_audit",
    text: `insert into platform.audit_event (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [tenantId, id, action, actor_id, target_id, outcome, occurred_at, body, personal, leaf],
  };
}

/** Many at once, for the denial intake; each row still passes row-level security of the transaction's tenant. */
export function appendAuditAll(
  entries: readonly { ctx: RequestContext; tenantId: string; event: AuditEvent; occurredAt?: string }[],
): Statement {
  const rows = entries.map(({ ctx, tenantId, event, occurredAt }) =>
    auditRow(ctx, tenantId, event, occurredAt ?? new Date().toISOString()),
  );
  return {
    name: "append_audit_all",
    text: `insert into platform.audit_event (${COLUMNS})
           select tenant_id, id, action, actor_id, target_id, outcome, occurred_at, body, personal, decode(leaf, 'hex')
           from jsonb_to_recordset($1) as event (tenant_id uuid, id uuid, action text, actor_id text, target_id text, outcome text,
             occurred_at timestamptz, body jsonb, personal jsonb, leaf text)`,
    values: [JSON.stringify(rows.map((row) => ({ ...row, leaf: row.leaf.toString("hex") })))],
  };
}

const salts = Buffer.alloc(4_096);
let saltAt = salts.length;

/** 128 random bits, drawn many at a time: each draw from the system costs more than all the rest of an event. */
function newSalt(): string {
  if (saltAt === salts.length) {
    randomFillSync(salts);
    saltAt = 0;
  }
  saltAt += 16;
  return salts.toString("base64url", saltAt - 16, saltAt);
}

function impersonatorOf({ impersonation }: Principal): Pick<AuditBody, "impersonator"> {
  if (!impersonation) return {};
  return { impersonator: { kind: "operator", id: impersonation.operatorId, impersonation: impersonation.id } };
}

function auditRow(ctx: RequestContext, tenantId: string, event: AuditEvent, occurredAt: string) {
  const declared = events.audit[event.action];
  if (!declared) throw new Error(`audit action ${event.action} is not declared in schema/events.json`);
  const personal: Record<string, PersonalFact> = {};
  const facts = { ...(ctx.clientAddress === null ? {} : { clientAddress: ctx.clientAddress }), ...event.personal };
  for (const [name, value] of Object.entries(facts)) personal[name] = { value, salt: newSalt() };
  const id = newUuid();
  const outcome = event.outcome ?? "SUCCEEDED";
  const body: AuditBody = {
    v: 1,
    id: encodeId("auditEvent", id),
    tenant: encodeId("tenant", tenantId),
    action: event.action,
    version: declared.version,
    actor: { kind: ctx.principal.kind, id: ctx.principal.id },
    ...impersonatorOf(ctx.principal),
    target: { type: declared.target, id: event.target },
    outcome,
    requestId: ctx.requestId,
    occurredAt,
    detail: event.detail ?? {},
    commitments: Object.fromEntries(Object.entries(personal).map(([name, fact]) => [name, commitment(fact)])),
  };
  const common = {
    tenant_id: tenantId,
    id,
    action: event.action,
    actor_id: ctx.principal.id,
    target_id: event.target,
    outcome,
  };
  return { ...common, occurred_at: occurredAt, body, personal, leaf: leafHash(body) };
}
