import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { KeyContext } from "@bulkhead/kernel/envelope-context.ts";
import { destroyTenantKey, finishDestructions } from "@bulkhead/kernel/envelope-destroy.ts";
import { exportKeys } from "@bulkhead/kernel/envelope-export.ts";
import { importKeys } from "@bulkhead/kernel/envelope-import.ts";
import { withKeyLock } from "@bulkhead/kernel/envelope-lock.ts";
import { rotateDataKeys } from "@bulkhead/kernel/envelope-rotate-data.ts";
import { rotateTenantKey } from "@bulkhead/kernel/envelope-rotate-tenant.ts";
import { keyStatus } from "@bulkhead/kernel/envelope-status.ts";
import { appErrorOf, notFound } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { RootKey } from "@bulkhead/kernel/root-key.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { retireRootKeys } from "@bulkhead/kernel/root-key-retire.ts";
import { rotateRootKey } from "@bulkhead/kernel/root-key-rotate.ts";
import { operatorRequest } from "./operator.ts";

export interface KeysOptions {
  /** The worker's, of two connections or more. */
  db: Database;
  rootKey: RootKey;
  tenantIdOfSlug(slug: string): Promise<string | undefined>;
  /** Where to say how far a long run has come. */
  progress(text: string): void;
}

export const KEYS_HELP = `  bulkhead keys status
      Tells which keys there are and what is unfinished. Shows none of them.
  bulkhead keys rotate data <slug> | --all
      New values get a new data key; old ones stay readable.
  bulkhead keys rotate tenant <slug> | --all
      Gives tenants a new key and moves their data keys under it.
  bulkhead keys rotate root [--retire]
      Makes a new version of the root key and moves all tenant keys under it; --retire then destroys the old ones.
  bulkhead keys retire root
      Destroys every version of the root key but the newest. Older backups then need keys import.
  bulkhead keys destroy-tenant <slug> --yes
      Makes everything that is encrypted for a tenant unreadable for ever, in backups too.
  bulkhead keys export <file>
      Writes all wrapped keys to a new file: keep it with the backups, one after every rotation and destruction.
  bulkhead keys import <file>
      Gives a restored backup the keys of today.`;

/** `bulkhead keys …`, all but create. Answers what to print. Throws an Error with the usage when the arguments are wrong. */
export async function keysCommand(argv: string[], options: KeysOptions): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { all: { type: "boolean" }, retire: { type: "boolean" }, yes: { type: "boolean" } },
  });
  const [verb = "", object = "", name = ""] = positionals;
  const ctx = contextOf(options, INSTALLATION_ID);
  if (verb === "import" && object) return importFrom(ctx, object);
  // Everything else works on keys, so the root key must be the right one; a restored backup's is not.
  if (verb !== "status") await checkRootKey(options.db, options.rootKey);
  if (verb === "status") return status(ctx);
  if (verb === "export" && object) return exportTo(ctx, object);
  if (verb === "retire" && object === "root") return withKeyLock(options.db, () => retire(ctx));
  if (verb === "rotate" && object === "root")
    return withKeyLock(options.db, () => rotateRoot(ctx, options, values.retire === true));
  if (verb === "rotate" && (object === "data" || object === "tenant") && (name !== "" || values.all))
    return rotateTenants(options, object, values.all ? undefined : name);
  if (verb === "destroy-tenant" && object && values.yes) return destroy(options, object);
  throw new Error(`usage:\n\n${KEYS_HELP}`);
}

function contextOf({ db, rootKey }: KeysOptions, tenantId: string): KeyContext {
  return { ...operatorRequest(tenantId), db, rootKey };
}

async function tenantContext(options: KeysOptions, slug: string): Promise<KeyContext> {
  const tenantId = await options.tenantIdOfSlug(slug);
  if (tenantId === undefined) throw notFound();
  return contextOf(options, tenantId);
}

async function status(ctx: KeyContext): Promise<string> {
  const found = await keyStatus(ctx);
  const lines = [
    `Root key: ${found.rootKey}`,
    ...found.rootVersions.map(
      ({ version, createdAt, tenants }, at) =>
        `  ${version}  since ${createdAt}  wraps ${tenants} tenant keys${at === found.rootVersions.length - 1 ? "  (current)" : ""}`,
    ),
    `Tenant keys: ${found.tenants}; destroyed: ${found.destroyed}`,
    ...found.dataKeys.map(({ purpose, keys, tenants }) => `Data keys for ${purpose}: ${keys} of ${tenants} tenants`),
  ];
  if (found.retiring.length > 0) lines.push(`Unfinished: retire root (${found.retiring.join(", ")} still to destroy).`);
  if (found.rootVersions.slice(0, -1).some(({ tenants }) => tenants > 0)) lines.push("Unfinished: rotate root.");
  if (found.destructionUnfinished)
    lines.push("Unfinished: destroy-tenant. Backups can still open a destroyed tenant; run it again.");
  return lines.join("\n");
}

async function rotateRoot(ctx: KeyContext, { progress }: KeysOptions, retires: boolean): Promise<string> {
  const { version, moved, unopenable } = await rotateRootKey(ctx, (count) => progress(`${count} tenant keys moved`));
  const lines = [
    `The root key is now version ${version}; ${moved} tenant keys were moved.`,
    ...leftAsTheyAre(unopenable),
  ];
  if (retires && unopenable.length === 0) lines.push(await retire(ctx));
  else lines.push("Old versions stay for older backups until: bulkhead keys retire root");
  return lines.join("\n");
}

async function retire(ctx: KeyContext): Promise<string> {
  const retired = await retireRootKeys(ctx);
  if (retired.length === 0) return "There is no old version of the root key.";
  return `Destroyed: ${retired.join(", ")}. Make a new export now; older backups need it: bulkhead keys export <file>`;
}

/** One tenant, or all that have a key. */
async function rotateTenants(
  options: KeysOptions,
  level: "data" | "tenant",
  slug: string | undefined,
): Promise<string> {
  const rotate = level === "data" ? rotateDataKeys : rotateTenantKey;
  if (slug !== undefined) {
    const keys = await rotate(await tenantContext(options, slug));
    return level === "data"
      ? `${keys} new data keys were made.`
      : `The tenant has a new key; ${keys} data keys were moved.`;
  }
  let done = 0;
  const unopenable: string[] = [];
  let after: string | undefined;
  for (;;) {
    // The installation's own key, which has the lowest id there is, is one of them.
    const page = await queryOutsideTenants<{ tenant_id: string }>(options.db, {
      text: `select tenant_id from platform.tenant_key
             where tenant_id ${after === undefined ? ">=" : ">"} $1 and destroyed_at is null order by tenant_id limit 500`,
      values: [after ?? INSTALLATION_ID],
    });
    for (const { tenant_id } of page) {
      if (await rotated(() => rotate(contextOf(options, tenant_id)))) done++;
      else unopenable.push(tenant_id);
    }
    options.progress(`${done} tenants done`);
    after = page.at(-1)?.tenant_id ?? after;
    if (page.length < 500) return [`Rotated for ${done} tenants.`, ...leftAsTheyAre(unopenable)].join("\n");
  }
}

/** False for a damaged key: one must not keep all after it from being rotated. */
async function rotated(rotate: () => Promise<number>): Promise<boolean> {
  try {
    await rotate();
    return true;
  } catch (error) {
    const code = appErrorOf(error)?.code;
    if (code !== "KEY_DESTROYED" && code !== "INTERNAL_SERVER_ERROR") throw error;
    return code === "KEY_DESTROYED";
  }
}

function leftAsTheyAre(unopenable: readonly string[]): string[] {
  return unopenable.length > 0 ? [`These tenants' keys do not open and were left: ${unopenable.join(", ")}`] : [];
}

async function destroy(options: KeysOptions, slug: string): Promise<string> {
  const ctx = await tenantContext(options, slug);
  return withKeyLock(options.db, async () => {
    const first = await destroyTenantKey(ctx);
    const moved = (count: number) => options.progress(`${count} tenant keys of other tenants moved`);
    const retired = await finishDestructions(contextOf(options, INSTALLATION_ID), moved);
    if (!first && retired.length === 0) return `The key of ${slug} was destroyed before.`;
    return (
      `The key of ${slug} is destroyed, and with it the root key's versions from before: ${retired.join(", ")}.\n` +
      "Replace every copy of the root key file, and make a new export for older backups: bulkhead keys export <file>"
    );
  });
}

async function exportTo(ctx: KeyContext, file: string): Promise<string> {
  const draft = `${file}.${process.pid}`;
  // Never over an export that may be the only one.
  const claimed = await open(file, "wx", 0o600);
  await claimed.close();
  const handle = await open(draft, "wx", 0o600);
  try {
    const tenants = await exportKeys(ctx, (line) => handle.appendFile(line));
    await handle.sync();
    await rename(draft, file);
    return `The wrapped keys of ${tenants} tenants are in ${file}. They open nothing without the root key.`;
  } catch (error) {
    await rm(draft, { force: true });
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function importFrom(ctx: KeyContext, file: string): Promise<string> {
  const lines = () => createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const { tenants, destroyed, skipped, unreadable } = await withKeyLock(ctx.db, () => importKeys(ctx, lines));
  await checkRootKey(ctx.db, ctx.rootKey);
  const said = [`Imported the keys of ${tenants} tenants, ${destroyed} of them destroyed.`];
  if (skipped > 0)
    said.push(`${skipped} tenants were left as they are: the database has their keys newer, or destroyed.`);
  if (unreadable > 0) said.push(`${unreadable} tenants are not in the export, and their keys no longer open.`);
  return said.join("\n");
}
