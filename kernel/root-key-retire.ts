import { appendAudit } from "./audit.ts";
import { queryOutsideTenants, violatedConstraint, withTenant } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { conflict } from "./error.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { authorize } from "./principal.ts";
import { checkRootKey } from "./root-key-check.ts";
import { registeredVersions } from "./root-key-rotate.ts";

/**
 * Destroys every version of the root key but the newest. The database first gives up each version, which its foreign key
 * refuses while a tenant key needs it, and only then does the provider destroy it; a run that died between the two is
 * finished by the next. Backups from before can then be opened only with keys exported later. Answers the versions
 * destroyed. Call it under `withKeyLock`. Errors: CONFLICT when a version is still in use.
 */
export async function retireRootKeys(ctx: KeyContext): Promise<string[]> {
  authorize(ctx, "root-key:retire");
  // What is about to become the only key must be one that works.
  await checkRootKey(ctx.db, ctx.rootKey);
  const done = await destroyRetired(ctx);
  // Oldest first, and no further than the first still in use: Vault destroys a version with all before it.
  for (const version of (await registeredVersions(ctx)).slice(0, -1)) {
    await giveUp(ctx, version);
    done.push(...(await destroyRetired(ctx)));
  }
  return done;
}

async function giveUp(ctx: KeyContext, version: string): Promise<void> {
  try {
    await withTenant(ctx.db, INSTALLATION_ID, async (tx) => {
      tx.atEnd({ text: "delete from platform.root_key where version = $1", values: [version] });
      tx.atEnd({ text: "insert into platform.retired_root_key (version) values ($1)", values: [version] });
      tx.atEnd(appendAudit(ctx, INSTALLATION_ID, { action: "root-key.retire", target: version }));
    });
  } catch (error) {
    if (violatedConstraint(error) !== "tenant_key_root_version_fkey") throw error;
    const message = `Version ${version} of the root key is still in use. Run bulkhead keys rotate root to its end first.`;
    throw conflict(message, error);
  }
}

/** Those given up and not yet destroyed. */
async function destroyRetired({ db, rootKey }: KeyContext): Promise<string[]> {
  const rows = await queryOutsideTenants<{ version: string }>(db, {
    text: "select version from platform.retired_root_key where destroyed_at is null order by retired_at",
  });
  for (const { version } of rows) {
    await rootKey.destroy(version);
    await queryOutsideTenants(db, {
      text: "update platform.retired_root_key set destroyed_at = now() where version = $1",
      values: [version],
    });
  }
  return rows.map(({ version }) => version);
}
