import type { ClientBase } from "pg";
import type { Exceptions } from "./exceptions.ts";

/** One rule about the whole database: reads pg_catalog and answers every breach as a sentence. */
export type Check = (client: ClientBase, exceptions: Exceptions) => Promise<string[]>;

/** The schemas of the kernel and of the four rooms; there is no other place for a table. */
export const SCHEMAS = ["platform", "identity", "tenancy", "data", "audit"] as const;

/** What every tenant policy must say, as PostgreSQL prints it back. */
const TENANT_PREDICATE = "(tenant_id = ( SELECT platform.current_tenant() AS current_tenant))";

/** One breach a row; schemas are always the first parameter. */
async function breaches(client: ClientBase, text: string, ...values: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ breach: string }>(text, [SCHEMAS, ...values]);
  return rows.map(({ breach }) => breach);
}

const TABLES = `
  select c.oid, format('%s.%s', n.nspname, c.relname) as name, c.relrowsecurity, c.relforcerowsecurity, a.attnum as tenant_column
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where n.nspname = any($1) and c.relkind in ('r', 'p', 'f')`;

export const tenantTablesHaveRowSecurity: Check = (client, { tablesAboveTenants, tablesReadByTheirOwner }) =>
  breaches(
    client,
    `select name || ' has tenant_id but row-level security is not both enabled and forced' as breach
     from (${TABLES}) t where tenant_column is not null
       and not (relrowsecurity and (relforcerowsecurity or name = any($3))) and not (name = any($2))`,
    Object.keys(tablesAboveTenants),
    Object.keys(tablesReadByTheirOwner),
  );

export const tenantTablesHaveTenantPolicy: Check = (client, { tablesAboveTenants }) =>
  breaches(
    client,
    `select name || ' has no policy "tenant" for every role and command that compares tenant_id with current_tenant()' as breach
     from (${TABLES}) t where tenant_column is not null and not (name = any($3)) and not exists (
       select from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polroles = '{0}'
         and p.polpermissive and pg_get_expr(p.polqual, p.polrelid) = $2
         and (p.polwithcheck is null or pg_get_expr(p.polwithcheck, p.polrelid) = $2))`,
    TENANT_PREDICATE,
    Object.keys(tablesAboveTenants),
  );

/** Without row-level security nothing but their grants keeps anybody out of them. */
export const tablesAboveTenantsHaveOneRole: Check = async (client, { tablesAboveTenants }) => {
  const listed = Object.entries(tablesAboveTenants);
  return breaches(
    client,
    `with t as (${TABLES}), listed as (select * from unnest($2::text[], $3::text[]) as one (name, role))
     select format('%s may be used by %s and not by %s alone', name, string_agg(distinct holder, ', '), role) as breach
     from listed join t using (name) cross join lateral (
       select pg_get_userbyid(acl.grantee) as holder from pg_class c, aclexplode(c.relacl) acl where c.oid = t.oid
       union
       select pg_get_userbyid(acl.grantee) from pg_attribute a, aclexplode(a.attacl) acl where a.attrelid = t.oid) held
     where holder not in ('bulkhead_owner', role) group by name, role
     union all
     select format('the listed exception %s does not exist or names no tenant', name)
     from listed left join t using (name) where tenant_column is null`,
    listed.map(([name]) => name),
    listed.map(([, { role }]) => role),
  );
};

export const otherPoliciesAreListed: Check = (client, { policies }) =>
  breaches(
    client,
    `select format('policy %s on %s.%s (%s to %s) is not among the listed exceptions', polname, n.nspname, c.relname,
       pg_get_expr(polqual, polrelid), array_to_string(array(select rolname from pg_roles where oid = any(polroles)), ', ')) as breach
     from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and polname <> 'tenant' and not (format('%s on %s.%s for %s to %s', polname, n.nspname, c.relname,
       case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
       coalesce(array_to_string(array(select rolname from pg_roles where oid = any(polroles)), ', '), 'public')) = any($2))`,
    Object.keys(policies),
  );

export const keysContainTheTenant: Check = async (client, { keys, tablesAboveTenants }) =>
  breaches(
    client,
    `with every as (${TABLES}), t as (select * from every where not (name = any($3)))
     select name || ' has no primary key that begins with tenant_id' as breach from t
     where tenant_column is not null and not exists (
       select from pg_index i where i.indrelid = t.oid and i.indisprimary and i.indkey[0] = t.tenant_column)
     union all
     select format('unique index %s of %s does not contain tenant_id', i.indexrelid::regclass, name)
     from t join pg_index i on i.indrelid = t.oid
     where tenant_column is not null and (i.indisunique or i.indisexclusion) and not (t.tenant_column = any(i.indkey::int2[]))
     union all
     select format('foreign key %s of %s does not carry tenant_id to tenant_id', k.conname, name)
     from t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
     join pg_attribute target on target.attrelid = k.confrelid and target.attname = 'tenant_id'
     where tenant_column is not null and not (k.conname = any($2)) and not exists (
       select from unnest(k.conkey, k.confkey) as pair (here, there) where here = tenant_column and there = target.attnum)
     union all
     select format('foreign key %s of %s reaches a table that belongs to no tenant', k.conname, name)
     from t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
     where tenant_column is not null and not (k.conname = any($2))
       and not exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'tenant_id')`,
    Object.keys(keys),
    Object.keys(tablesAboveTenants),
  );

export const tablesWithoutTenantAreListed: Check = async (client, { tablesWithoutTenant }) => {
  const found = await breaches(client, `select name as breach from (${TABLES}) t where tenant_column is null`);
  const listed = Object.keys(tablesWithoutTenant);
  return [
    ...found
      .filter((name) => !listed.includes(name))
      .map((name) => `${name} has no tenant_id and is not among the listed exceptions`),
    ...listed.filter((name) => !found.includes(name)).map((name) => `the listed exception ${name} does not exist`),
  ];
};

export const rolesAreWeak: Check = (client) =>
  breaches(
    client,
    `with app as (select * from pg_roles where rolname like 'bulkhead\\_%' and rolname <> 'bulkhead_owner')
     select rolname || ' is superuser, or may bypass row-level security, replicate, or create roles or databases' as breach from app
     where rolsuper or rolbypassrls or rolreplication or rolcreaterole or rolcreatedb
     union all
     select format('%s owns %s', rolname, pg_describe_object(d.classid, d.objid, d.objsubid))
     from app join pg_shdepend d on d.refclassid = 'pg_authid'::regclass and d.refobjid = app.oid and d.deptype = 'o'
       and d.dbid in (0, (select oid from pg_database where datname = current_database()))
     where not (rolname = 'bulkhead_queue' and 'bullmq' in (
       select coalesce(schema, name) from pg_identify_object(d.classid, d.objid, d.objsubid)))
     union all
     select format('%s is a member of %s', rolname, pg_get_userbyid(m.roleid)) from app join pg_auth_members m on m.member = app.oid
     union all
     select 'bulkhead_owner may sign in, is superuser or may bypass row-level security' from pg_roles
     where rolname = 'bulkhead_owner' and (rolcanlogin or rolsuper or rolbypassrls)
     union all
     select format('%s is owned by %s, not by bulkhead_owner', c.oid::regclass, pg_get_userbyid(c.relowner))
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and pg_get_userbyid(c.relowner) <> 'bulkhead_owner'`,
  );

export const viewsAskAsTheirCaller: Check = (client) =>
  breaches(
    client,
    `select format('view %s is not security_invoker', c.oid::regclass) as breach
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'v' and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
     union all
     select format('materialised view %s: row-level security does not hold for it', c.oid::regclass)
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind = 'm'`,
  );

export const functionsAreHarmless: Check = (client, { definerFunctions }) =>
  breaches(
    client,
    `select p.oid::regprocedure || ' is SECURITY DEFINER and not among the listed exceptions' as breach
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any($1) and p.prosecdef and not (p.oid::regprocedure::text = any($2))
     union all
     select p.oid::regprocedure || ' is SECURITY DEFINER and its search_path is not pinned'
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any($1) and p.prosecdef and not coalesce('search_path=""' = any(p.proconfig), false)
     union all
     select distinct p.oid::regprocedure || ' is used in a policy and VOLATILE: it would run once per row'
     from pg_depend d join pg_proc p on d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
     where d.classid = 'pg_policy'::regclass and p.provolatile = 'v' and cardinality($1) > 0
     union all
     select p.oid::regprocedure || ' may be executed by every role'
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any($1) and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
       and (p.proacl is null or exists (select from aclexplode(p.proacl) acl where acl.grantee = 0))`,
    Object.keys(definerFunctions),
  );

export const columnsHaveADataClass: Check = (client) =>
  breaches(
    client,
    `select format('column %s.%s.%s has no comment that begins with a data class', n.nspname, c.relname, a.attname) as breach
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p', 'f', 'v') and a.attnum > 0 and not a.attisdropped
       and coalesce(col_description(c.oid, a.attnum), '') !~ '^(PUBLIC|INTERNAL|PERSONAL|HEALTH|SECRET): \\S'`,
  );

/** Every right of every role but the owner, one a line: `bulkhead_data: INSERT on platform.outbox`. */
export async function grants(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `with acl as (
       select acl.grantee, acl.privilege_type, acl.is_grantable, format('%s.%s', n.nspname, c.relname) as object, 0 as rank
       from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) acl
       where n.nspname = any($1) and c.relkind <> 'i'
       union all
       select acl.grantee, acl.privilege_type, acl.is_grantable,
         format('%s.%s (%s)', n.nspname, c.relname, string_agg(a.attname, ', ' order by a.attname)), 1
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace, aclexplode(a.attacl) acl
       where n.nspname = any($1) group by acl.grantee, acl.privilege_type, acl.is_grantable, n.nspname, c.relname
       union all
       select acl.grantee, acl.privilege_type, acl.is_grantable, 'schema ' || n.nspname, 2
       from pg_namespace n, aclexplode(n.nspacl) acl where n.nspname = any($1)
       union all
       select acl.grantee, acl.privilege_type, acl.is_grantable, p.oid::regprocedure::text, 3
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) acl where n.nspname = any($1)
       union all
       select acl.grantee, acl.privilege_type, acl.is_grantable, 'by default on new objects', 4
       from pg_default_acl d, aclexplode(d.defaclacl) acl)
     select format('%s: %s on %s%s', case grantee when 0 then 'public' else pg_get_userbyid(grantee) end,
       string_agg(privilege_type, ', ' order by privilege_type), object, case when is_grantable then ' with grant option' else '' end) as line
     from acl where pg_get_userbyid(grantee) <> 'bulkhead_owner' group by grantee, object, is_grantable, rank`,
    [SCHEMAS],
  );
  return rows.map(({ line }) => line).sort();
}

/** Rights no application role has any use for: they would let it empty, read through or run code in a table. */
export const grantsAreModest: Check = async (client) =>
  (await grants(client)).filter((line) =>
    /TRUNCATE|REFERENCES|TRIGGER|MAINTAIN|CREATE|grant option|^public:|by default/.test(line),
  );

export const CHECKS: Record<string, Check> = {
  tenantTablesHaveRowSecurity,
  tenantTablesHaveTenantPolicy,
  tablesAboveTenantsHaveOneRole,
  otherPoliciesAreListed,
  keysContainTheTenant,
  tablesWithoutTenantAreListed,
  rolesAreWeak,
  viewsAskAsTheirCaller,
  functionsAreHarmless,
  columnsHaveADataClass,
  grantsAreModest,
};
