import type { Parameter } from "./input.ts";

const MODE: Parameter = {
  name: "mode",
  description:
    "strict (the default, unless the profile says otherwise): one wrong row and none is stored. partial: right rows are stored, wrong ones reported.",
  schema: { type: "string", enum: ["strict", "partial"] },
  example: "partial",
};

const PROFILE: Parameter = {
  name: "profile",
  description: "Name of an import profile of the collection: what it says counts where the request says nothing.",
  schema: { type: "string" },
  example: "ledger",
};

const ACTION: Parameter = {
  name: "action",
  description:
    "create (the default): each row makes a record. upsert: a row is written over the record that has its key. replace: as " +
    "upsert, and records whose key the file lacks are deleted.",
  schema: { type: "string", enum: ["create", "upsert", "replace"], default: "create" },
  example: "upsert",
};

const KEY: Parameter = {
  name: "key",
  description: "For upsert and replace: name of a property marked x-unique, which says which record a row is about.",
  schema: { type: "string" },
  example: "date",
};

const DRY_RUN: Parameter = {
  name: "dry_run",
  description: "true: the file is read and checked, what would become of records counted, and nothing stored.",
  schema: { type: "string", enum: ["true", "false"], default: "false" },
  example: "true",
};

/** What is to become of the rows, of whatever file. */
export const IMPORT_PARAMETERS: readonly Parameter[] = [PROFILE, MODE, ACTION, KEY, DRY_RUN];
