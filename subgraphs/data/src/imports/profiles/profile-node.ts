import type { Statement } from "@bulkhead/kernel/database.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import type { ActorReference } from "../../records/record-node.ts";
import type { FieldSource, Others } from "./field-source.ts";
import type { ProfileOptions } from "./profile-options.ts";

export interface ProfileRow {
  id: string;
  name: string;
  collection: string;
  options: ProfileOptions;
  fields: FieldSource[];
  others: Others;
  version: number;
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
}

export const SELECT_PROFILE = `select p.id, p.name, c.name as collection, p.options, p.fields, p.others, p.version,
  p.created_by, p.created_at, p.updated_by, p.updated_at
  from data.import_profile p join data.collection c on c.tenant_id = p.tenant_id and c.id = p.collection_id`;

export interface ProfileNode extends ProfileOptions {
  name: string;
  collection: string;
  fields: FieldSource[];
  others: Others;
  version: number;
  createdBy: ActorReference;
  createdAt: string;
  updatedBy: ActorReference;
  updatedAt: string;
}

export function toProfile(row: ProfileRow): ProfileNode {
  const { name, collection, options, fields, others, version } = row;
  return {
    ...options,
    ...{ name, collection, fields, others, version },
    createdBy: { __typename: "Actor", id: row.created_by },
    createdAt: row.created_at,
    updatedBy: { __typename: "Actor", id: row.updated_by },
    updatedAt: row.updated_at,
  };
}

/** Whoever changes a collection's profiles does so in turn; what is read after it stays so until the end. */
export function profilesTurn(collectionId: string): Statement {
  return takeTurn(`import profiles ${collectionId}`);
}

export function profileByName(tenantId: string, collectionId: string, name: string): Statement {
  return {
    name: "import_profile",
    text: `${SELECT_PROFILE} where p.tenant_id = $1 and p.collection_id = $2 and p.name = $3`,
    values: [tenantId, collectionId, name],
  };
}
