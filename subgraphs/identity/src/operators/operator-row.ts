import { type Database, queryOutsideTenants, type TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { type OperatorRole, permissionsOfOperator } from "@bulkhead/kernel/operator-role.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";

/** Whoever operates the platform, as others of them see it. */
export interface Operator {
  /** `opr_…` */
  id: string;
  email: string;
  name: string;
  role: OperatorRole;
  /** Whether they have a password and a second factor; before, they cannot sign in. */
  isSetUp: boolean;
  createdAt: string;
}

export interface OperatorRow {
  id: string;
  email: string;
  name: string;
  role: OperatorRole;
  is_set_up: boolean;
  created_at: string;
}

export const OPERATOR_COLUMNS = "id, email, name, role, password_hash is not null as is_set_up, created_at";

export function toOperator(row: OperatorRow): Operator {
  const { id, email, name, role, is_set_up: isSetUp, created_at: createdAt } = row;
  return { id: encodeId("operator", id), email, name, role, isSetUp, createdAt };
}

/** Everybody who is one, oldest first: there are few. */
export async function listOperators(db: Database): Promise<Operator[]> {
  const rows = await queryOutsideTenants<OperatorRow>(db, {
    name: "operators",
    text: `select ${OPERATOR_COLUMNS} from identity.operator where removed_at is null order by id`,
  });
  return rows.map(toOperator);
}

export interface OperatorToChange extends OperatorRow {
  /** Of those who can sign in. */
  isLastOwner: boolean;
}

/** An operator for a change, and who are OWNERs; one change at a time, so that of two who leave at once one stays. */
export async function operatorToChange(tx: TransactionAboveTenants, id: string): Promise<OperatorToChange> {
  const [, rows] = await Promise.all([
    tx.query(takeTurn("operators")),
    tx.query<OperatorRow>({
      name: "operators_in_turn",
      text: `select ${OPERATOR_COLUMNS} from identity.operator where removed_at is null and (id = $1 or role = 'OWNER')
             order by id`,
      values: [id],
    }),
  ]);
  const row = rows.find((one) => one.id === id);
  if (!row) throw notFound();
  const owners = rows.filter(({ role, is_set_up: isSetUp }) => role === "OWNER" && isSetUp);
  return { ...row, isLastOwner: owners.length === 1 && owners[0]?.id === row.id };
}

/** Refuses what would leave the installation without anybody who can make operators. Call it in the turn. */
export function keepAnOwner({ isLastOwner }: OperatorToChange): void {
  if (isLastOwner) throw new AppError("CONFLICT", "This is the last OWNER. Make another operator OWNER first.");
}

/** Nobody makes, changes or removes an operator who may do what they may not. */
export function refuseMore({ permissions }: Principal, ...roles: OperatorRole[]): void {
  const missing = roles.flatMap((role) => [...permissionsOfOperator(role)]).filter((one) => !permissions.has(one));
  if (missing.length === 0) return;
  throw new AppError("FORBIDDEN", "You cannot give, change or take a role that may do more than yours.", {
    extensions: { missing: [...new Set(missing)].sort() },
  });
}
