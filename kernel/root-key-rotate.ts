import { appendAudit } from "./audit.ts";
import { flushAsTenant, queryOutsideTenants } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { inLots } from "./lot.ts";
import { authorize } from "./principal.ts";
import { RootVersionGone, tenantKeyBinding } from "./root-key.ts";
import { checkRootKey, checkValue } from "./root-key-check.ts";

export interface RootRotation {
  /** The version that wraps every tenant key now. */
  version: string;
  /** Tenant keys moved by this run. */
  moved: number;
  /** Tenants whose key did not open under its old version and stays as it is. */
  unopenable: string[];
}

/** Rows in one statement, which is one short transaction. */
const BATCH = 250;

/**
 * Makes a new version of the root key and moves every tenant key under it, while the platform works. A run that died is
 * continued by the next one. Old versions stay until `retireRootKeys`. Call it under `withKeyLock`.
 */
export async function rotateRootKey(
  ctx: KeyContext,
  onProgress: (moved: number) => void = () => {},
): Promise<RootRotation> {
  authorize(ctx, "root-key:rotate");
  await checkRootKey(ctx.db, ctx.rootKey);
  const { version, isUnfinished } = await targetVersion(ctx);
  const rotation = await moveAll(ctx, version, onProgress);
  // All that kept the last one from its end does not open: that must not keep the root key from being replaced ever again.
  if (isUnfinished && rotation.moved === 0)
    return moveAll(ctx, await register(ctx, await ctx.rootKey.create()), onProgress);
  return rotation;
}

/** Again until a pass finds nothing: a process may just have added a tenant under the version it knew. */
async function moveAll(ctx: KeyContext, version: string, onProgress: (moved: number) => void): Promise<RootRotation> {
  const rotation: RootRotation = { version, moved: 0, unopenable: [] };
  for (let before = -1; before < rotation.moved; ) {
    before = rotation.moved;
    rotation.unopenable = [];
    await moveTenants(ctx, rotation, onProgress);
  }
  return rotation;
}

/** An unfinished rotation's version, one the provider made by itself, or a new one. */
async function targetVersion(ctx: KeyContext): Promise<{ version: string; isUnfinished: boolean }> {
  const registered = await registeredVersions(ctx);
  const newest = registered.at(-1) ?? "";
  const held = await ctx.rootKey.current();
  if (registered.includes(held)) {
    const unfinished = await queryOutsideTenants(ctx.db, {
      text: "select from platform.tenant_key where root_version <> $1 limit 1",
      values: [newest],
    });
    if (unfinished.length > 0) return { version: newest, isUnfinished: true };
    return { version: await register(ctx, await ctx.rootKey.create()), isUnfinished: false };
  }
  return { version: await register(ctx, held), isUnfinished: false };
}

async function register(ctx: KeyContext, version: string): Promise<string> {
  await flushAsTenant(ctx.db, INSTALLATION_ID, [
    {
      text: "insert into platform.root_key (version, check_value) values ($1, $2)",
      values: [version, await checkValue(ctx.rootKey, version)],
    },
    appendAudit(ctx, INSTALLATION_ID, { action: "root-key.rotate", target: version }),
  ]);
  return version;
}

/** Oldest first. */
export async function registeredVersions({ db }: KeyContext): Promise<string[]> {
  const rows = await queryOutsideTenants<{ version: string }>(db, {
    text: "select version from platform.root_key order by position",
  });
  return rows.map(({ version }) => version);
}

interface Row {
  tenant_id: string;
  version: number;
  root_version: string | null;
  wrapped: Buffer | null;
}

/** A row with a key to move. */
interface Held extends Row {
  root_version: string;
  wrapped: Buffer;
}

/** Walks all tenants in the order of the primary key: a scan whose cost does not depend on what the planner knows. */
async function moveTenants(ctx: KeyContext, rotation: RootRotation, onProgress: (moved: number) => void) {
  const isOld = (row: Row): row is Held => row.wrapped !== null && row.root_version !== rotation.version;
  for (let after: string | undefined; ; ) {
    // The installation's own key has the lowest id there is.
    const isFirst = after === undefined;
    const rows = await queryOutsideTenants<Row>(ctx.db, {
      name: isFirst ? "first_keys_to_rewrap" : "keys_to_rewrap",
      text: `select tenant_id, version, root_version, wrapped from platform.tenant_key
             where tenant_id ${isFirst ? ">=" : ">"} $1 order by tenant_id limit ${BATCH}`,
      values: [after ?? INSTALLATION_ID],
    });
    const last = rows.at(-1);
    if (!last) return;
    after = last.tenant_id;
    const moved: Moved[] = [];
    for (const [from, held] of Map.groupBy(rows.filter(isOld), (row) => row.root_version))
      moved.push(...(await rewrapRows(ctx, from, rotation, held)));
    if (moved.length === 0) continue;
    rotation.moved += await storeMoved(ctx, rotation.version, moved);
    onProgress(rotation.moved);
  }
}

type Moved = Held & { rewrapped: Buffer };

/** One damaged key must not keep all others from being moved: a batch that fails is done one by one. */
async function rewrapRows(ctx: KeyContext, from: string, rotation: RootRotation, rows: Held[]): Promise<Moved[]> {
  const bound = rows.map(({ tenant_id, version, wrapped }) => ({
    wrapped,
    binding: tenantKeyBinding(tenant_id, version),
  }));
  try {
    const rewrapped = await ctx.rootKey.rewrap(from, rotation.version, bound);
    return rows.map((row, at) => ({ ...row, rewrapped: rewrapped[at] as Buffer }));
  } catch (error) {
    if (isOutage(error)) throw error;
    if (error instanceof RootVersionGone || rows.length === 1) {
      rotation.unopenable.push(...rows.map(({ tenant_id }) => tenant_id));
      return [];
    }
    const moved: Moved[] = [];
    for (const row of rows) moved.push(...(await rewrapRows(ctx, from, rotation, [row])));
    return moved;
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "UNAVAILABLE";
}

/**
 * Leaves alone what was rotated or destroyed since it was read. The range says that the rows lie together, so that no plan
 * reads the whole table for them.
 */
async function storeMoved(ctx: KeyContext, to: string, moved: Moved[]): Promise<number> {
  moved.sort((a, b) => (a.tenant_id < b.tenant_id ? -1 : 1));
  let stored = 0;
  let done = 0;
  await inLots(BATCH, async (rows) => {
    const lot = moved.slice(done, done + rows);
    if (lot.length > 0) stored += await storeLot(ctx, to, lot);
    done += lot.length;
    return lot.length;
  });
  return stored;
}

async function storeLot({ db }: KeyContext, to: string, moved: readonly Moved[]): Promise<number> {
  const rows = await queryOutsideTenants(db, {
    name: "store_rewrapped",
    text: `update platform.tenant_key as key set root_version = $1, wrapped = moved.rewrapped
           from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as moved (tenant_id, wrapped, rewrapped)
           where key.tenant_id = moved.tenant_id and key.wrapped = moved.wrapped
             and key.tenant_id between ($2::uuid[])[1] and ($2::uuid[])[cardinality($2::uuid[])] returning key.tenant_id`,
    values: [
      to,
      moved.map(({ tenant_id }) => tenant_id),
      moved.map(({ wrapped }) => wrapped),
      moved.map(({ rewrapped }) => rewrapped),
    ],
  });
  return rows.length;
}
