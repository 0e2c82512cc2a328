import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { readSchema } from "../collections/validators.ts";
import type { DataContext } from "../context.ts";
import type { Others } from "../imports/profiles/field-source.ts";
import {
  type ProfileNode,
  type ProfileRow,
  profileByName,
  profilesTurn,
  SELECT_PROFILE,
  toProfile,
} from "../imports/profiles/profile-node.ts";
import { type ProfileOptionsInput, readProfileOptions } from "../imports/profiles/profile-options.ts";
import { type FieldSourceInput, readFieldSources } from "../imports/profiles/read-field-sources.ts";

export interface SaveImportProfileInput extends ProfileOptionsInput {
  collection: string;
  name: string;
  fields: readonly FieldSourceInput[];
  others: Others;
  /** `version` that was read; absent: whatever there is, or nothing. */
  version?: number | null | undefined;
}

export const MAX_PROFILES = 100;

/** Makes a profile, or replaces the one of that name. It takes hold of imports that are started from then on. */
export async function saveImportProfile(ctx: DataContext, input: SaveImportProfileInput): Promise<ProfileNode> {
  const tenantId = authorizeIn(ctx, "import-profile:save", input.collection);
  const faults: FieldFault[] = [];
  if (!COLLECTION_NAME.test(input.name)) faults.push(BAD_NAME);
  const collection = await ctx.collections.byName(tenantId, input.collection);
  const schema = await readSchema(ctx.db, { tenantId, schema: { id: collection.id, version: collection.version } });
  const options = readProfileOptions(input, faults);
  const fields = readFieldSources(input.fields, schema, faults);
  refuseFaults(faults);
  const { name, others } = input;
  const written = [JSON.stringify(options), JSON.stringify(fields), others, ctx.principal.id];
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [, [before], [counted]] = await Promise.all([
      tx.query(profilesTurn(collection.id)),
      tx.query<ProfileRow>(profileByName(tenantId, collection.id, name)),
      tx.query<{ count: number }>(countProfiles(tenantId, collection.id)),
    ]);
    if (input.version != null && input.version !== (before?.version ?? 0)) throw movedOn(before);
    if (!before && (counted?.count ?? 0) >= MAX_PROFILES) throw tooMany();
    const id = before?.id ?? newUuid();
    tx.atEnd(before ? update(tenantId, id, written) : insert(tenantId, id, collection.id, name, written));
    const version = (before?.version ?? 0) + 1;
    const [[row]] = await tx.commit<[ProfileRow]>([
      { text: `${SELECT_PROFILE} where p.tenant_id = $1 and p.id = $2`, values: [tenantId, id] },
      appendOutbox(tenantId, [
        { type: "import-profile.saved", subject: id, payload: { collectionId: collection.id, name, version } },
      ]),
      appendAudit(ctx, tenantId, {
        action: "import-profile.save",
        target: encodeId("importProfile", id),
        detail: { collection: collection.name, name, version },
      }),
    ]);
    return toProfile(row as ProfileRow);
  });
}

function countProfiles(tenantId: string, collectionId: string): Statement {
  return {
    name: "count_import_profiles",
    text: "select count(*)::int as count from data.import_profile where tenant_id = $1 and collection_id = $2",
    values: [tenantId, collectionId],
  };
}

function insert(tenantId: string, id: string, collectionId: string, name: string, written: unknown[]): Statement {
  return {
    name: "insert_import_profile",
    text: `insert into data.import_profile (tenant_id, id, collection_id, name, options, fields, others, created_by, updated_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    values: [tenantId, id, collectionId, name, ...written],
  };
}

function update(tenantId: string, id: string, written: unknown[]): Statement {
  return {
    name: "update_import_profile",
    text: `update data.import_profile set options = $3, fields = $4, others = $5, updated_by = $6, updated_at = now(),
             version = version + 1
           where tenant_id = $1 and id = $2`,
    values: [tenantId, id, ...written],
  };
}

const BAD_NAME = {
  path: "input.name",
  code: "INVALID_NAME",
  message: "Name it with 1 to 63 lower-case letters, digits and underscores, a letter first.",
};

function movedOn(before: ProfileRow | undefined): AppError {
  const message = before
    ? `The profile has moved on to version ${before.version}. Read it again, and save what you mean.`
    : "There is no such profile any more. Leave the version out to make it.";
  return new AppError("VERSION_MISMATCH", message);
}

function tooMany(): AppError {
  return new AppError(
    "CONFLICT",
    `This collection has the ${MAX_PROFILES} import profiles it may have. Delete one first.`,
  );
}
