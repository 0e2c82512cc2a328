import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataContext } from "../context.ts";
import { readKey } from "./actions/read-key.ts";
import type {
  Compression,
  Delimiter,
  FileFormat,
  FileOptions,
  Formulas,
  TextEncoding,
} from "./formats/file-options.ts";
import { readFileOptions } from "./formats/read-file-options.ts";
import type { ImportAction, ImportJob, ImportMode } from "./import-state.ts";
import { type ProfileRow, profileByName } from "./profiles/profile-node.ts";

/** What an import is asked to do, whatever its file. */
export interface ImportRequest {
  collection: string;
  /** Name of an import profile of the collection. */
  profile?: string | null | undefined;
  mode?: ImportMode | null | undefined;
  format?: FileFormat | null | undefined;
  encoding?: TextEncoding | null | undefined;
  compression?: Compression | null | undefined;
  delimiter?: Delimiter | null | undefined;
  items?: string | null | undefined;
  formulas?: Formulas | null | undefined;
  action: ImportAction;
  /** Name of a unique property of the collection. */
  key?: string | null | undefined;
  dryRun: boolean;
  /** By which the same principal may ask again; kept as long as the import. */
  idempotencyKey?: string | null | undefined;
}

/** The same with what its profile adds, once it is known to go together. */
export interface KnownRequest {
  collection: Collection;
  key: ImportJob["key"];
  profile: ProfileRow | null;
  options: FileOptions;
  mode: ImportMode;
}

/** Errors: NOT_FOUND (collection, profile), BAD_USER_INPUT. */
export async function readRequest(ctx: DataContext, tenantId: string, input: ImportRequest): Promise<KnownRequest> {
  const collection = await ctx.collections.byName(tenantId, input.collection);
  const key = readKey(collection, input.action, input.key);
  const profile = input.profile == null ? null : await readProfile(ctx, tenantId, collection.id, input.profile);
  const options = readFileOptions(withProfile(input, profile));
  const mode = input.mode ?? profile?.options.mode ?? "STRICT";
  return { collection, key, profile, options, mode };
}

async function readProfile(
  ctx: DataContext,
  tenantId: string,
  collectionId: string,
  name: string,
): Promise<ProfileRow> {
  const [row] = await readAsTenant<ProfileRow>(ctx.db, tenantId, profileByName(tenantId, collectionId, name));
  if (!row) throw noProfile();
  return row;
}

function noProfile(): AppError {
  const message = "This collection has no import profile of that name. Save one, or leave it out.";
  return new AppError("NOT_FOUND", message, { fields: [{ path: "input.profile", code: "UNKNOWN_NAME", message }] });
}

/** What the request says counts before what the profile says. */
function withProfile(input: ImportRequest, profile: ProfileRow | null): FileOptions {
  const { format, encoding, delimiter, items, formulas } = profile?.options ?? {};
  return {
    format: input.format ?? format ?? null,
    encoding: input.encoding ?? encoding ?? null,
    compression: input.compression ?? null,
    delimiter: input.delimiter ?? delimiter ?? null,
    items: input.items ?? items ?? null,
    formulas: input.formulas ?? formulas ?? "GUARDED",
  };
}
