import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { enqueueJob, type NewJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";

/** What is known of any import or export that is taken in hand. */
export interface Controlled {
  collection: string;
  status: string;
  finished_at: string | null;
  run: number;
}

type Verb = "pause" | "resume" | "cancel" | "delete";

/** One of the ways to take one in hand. */
export interface Control<Row extends Controlled> {
  action: `${"import" | "export"}.${Verb}`;
  event: `${"import" | "export"}.${"paused" | "resumed" | "cancelled" | "deleted"}`;
  /** True when it is so already, and nothing changes. */
  isSo(row: Row): boolean;
  /** What to do instead, when it cannot be done; undefined when it can. */
  refusal(row: Row): string | undefined;
  /** Changes one row, or none when somebody came first. The step moves on, so that a worker finds it taken and lets go. */
  change(row: Row): Statement;
  /** What else the transaction writes; nothing when not said. */
  also?(tenantId: string, id: string): Statement;
  /** Whether a worker must go on with it. */
  goesOn: boolean;
}

/** What imports have otherwise than exports. */
export interface Transfers<Row extends Controlled, Node> {
  kind: "import" | "export";
  /** Reads one, by its tenant and its id. */
  select: string;
  toNode(row: Row): Node;
  /** What is told of it: in its event, and with its collection and how it was before in the audit event. */
  told(row: Row): Record<string, string | number>;
  /** The job that goes on with it. */
  jobOf(id: string, run: number): NewJob;
}

/** Takes an import or export in hand, whatever its worker is at: its fence decides between the two. */
export async function controlTransfer<Row extends Controlled, Node>(
  ctx: DataContext,
  tenantId: string,
  input: { id: string },
  { kind, select, toNode, told, jobOf }: Transfers<Row, Node>,
  control: Control<Row>,
): Promise<Node> {
  const id = decodeId(kind, input.id, "input.id");
  const read = { text: select, values: [tenantId, id] };
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [before] = await tx.query<Row>(read);
    if (!before) throw notFound();
    const { collection, status, run } = before;
    requireCollection(ctx, collection);
    if (control.isSo(before)) return toNode(before);
    const refusal = control.refusal(before);
    if (refusal) throw new AppError("CONFLICT", refusal);
    const { text, ...rest } = control.change(before);
    tx.surelyAtEnd({ ...rest, text, values: [tenantId, id, run, ...(rest.values ?? [])] });
    const facts = told(before);
    const [[changed]] = await tx.commit<[Row]>([
      read,
      ...(control.goesOn ? [enqueueJob(ctx, tenantId, jobOf(id, run + 1))] : []),
      ...(control.also ? [control.also(tenantId, id)] : []),
      appendOutbox(tenantId, [{ type: control.event, subject: id, payload: facts }]),
      appendAudit(ctx, tenantId, {
        action: control.action,
        target: encodeId(kind, id),
        detail: { collection, status, ...facts },
      }),
    ]);
    return toNode(changed as Row);
  });
}
