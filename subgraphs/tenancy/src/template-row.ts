import { type Database, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import { isPermission } from "@bulkhead/kernel/permission.ts";
import type { SettingsChange } from "./settings/change.ts";
import type { Template } from "./template.ts";

/** A template as it is stored. */
export interface TemplateRow {
  name: string;
  version: number;
  title: string;
  description: string;
  plan: string;
  region: string;
  roles: { name: string; description: string; permissions: string[]; collections: string[] | null }[];
  collections: { name: string; schema: object }[];
  settings: SettingsChange;
  is_offered: boolean;
  is_retired: boolean;
  created_at: string;
}

/** A version of a template. */
export interface StoredTemplate extends Template {
  version: number;
  isRetired: boolean;
  createdAt: string;
}

const COLUMNS =
  "name, version, title, description, plan, region, roles, collections, settings, is_offered, is_retired, created_at";

/** The version that holds of each, retired ones too. */
export const SELECT_TEMPLATES: Statement = {
  name: "tenant_templates",
  text: `select distinct on (name) ${COLUMNS} from tenancy.tenant_template order by name, version desc`,
};

export function selectTemplate(name: string): Statement {
  return {
    name: "tenant_template",
    text: `select ${COLUMNS} from tenancy.tenant_template where name = $1 order by version desc limit 1`,
    values: [name],
  };
}

export function selectTemplateVersion(name: string, version: number): Statement {
  return {
    name: "tenant_template_version",
    text: `select ${COLUMNS} from tenancy.tenant_template where name = $1 and version = $2`,
    values: [name, version],
  };
}

export function insertTemplate(next: Omit<StoredTemplate, "createdAt">, createdBy: string): Statement {
  const { name, version, title, description, plan, region, roles, collections, settings } = next;
  return {
    name: "add_tenant_template",
    text: `insert into tenancy.tenant_template
             (name, version, title, description, plan, region, roles, collections, settings, is_offered, is_retired, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning created_at`,
    values: [
      ...[name, version, title, description, plan, region],
      ...[roles, collections, settings].map((one) => JSON.stringify(one)),
      ...[next.isOffered, next.isRetired, createdBy],
    ],
  };
}

export function toTemplate(row: TemplateRow): StoredTemplate {
  const { is_offered: isOffered, is_retired: isRetired, created_at: createdAt, roles, ...rest } = row;
  // A permission that this version does not know allows nothing, as in a tenant's own roles.
  const known = roles.map((role) => ({ ...role, permissions: role.permissions.filter(isPermission) }));
  return { ...rest, roles: known, isOffered, isRetired, createdAt };
}

/** What somebody may choose who makes a tenant by themselves. */
export interface OfferedTemplate {
  name: string;
  version: number;
  title: string;
  description: string;
  region: string;
}

export async function offeredTemplates(db: Database): Promise<OfferedTemplate[]> {
  const rows = await queryOutsideTenants<TemplateRow>(db, SELECT_TEMPLATES);
  return rows
    .filter((row) => row.is_offered && !row.is_retired)
    .map(({ name, version, title, description, region }) => ({ name, version, title, description, region }));
}
