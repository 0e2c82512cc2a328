import type pg from "pg";

/**
 * Fills these columns of a table while it has neither keys nor triggers nor indexes, then makes them again: ten million rows
 * one by one into its indexes would take an hour. Indexes of rows that have another column stay, as they stay empty.
 * Answers how long the two took. As superuser, within a transaction.
 */
export async function bulkFill(
  client: pg.Client,
  { table, columns }: { table: string; columns: readonly string[] },
  fill: () => Promise<void>,
): Promise<FillTimes> {
  const { rows: constraints } = await client.query<{ drop: string; make: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
     from pg_constraint
     where (conrelid = $1::regclass and contype in ('p', 'u')) or confrelid = $1::regclass
     order by contype = 'f' desc`,
    [table],
  );
  const { rows: indexes } = await client.query<{ drop: string; make: string }>(
    `select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as make
     from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)
       and (indpred is null or pg_get_expr(indpred, indrelid) ~ ('\\m(' || array_to_string($2::text[], '|') || ')\\M'))`,
    [table, columns],
  );
  const begun = performance.now();
  // Neither the triggers that count what is stored nor foreign keys: the rows are known to be right, and counted after.
  await client.query("set local session_replication_role = replica");
  for (const { drop } of [...constraints, ...indexes]) await client.query(drop);
  await fill();
  const filled = performance.now();
  await client.query("set local maintenance_work_mem = '1GB'");
  // Backward: a foreign key needs the key it refers to.
  for (const { make } of [...indexes, ...constraints.toReversed()]) await client.query(make);
  await client.query("set local session_replication_role = origin");
  return { rowsSeconds: (filled - begun) / 1_000, indexesSeconds: (performance.now() - filled) / 1_000 };
}

export interface FillTimes {
  rowsSeconds: number;
  indexesSeconds: number;
}
