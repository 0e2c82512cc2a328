import type pg from "pg";

/** What the catalogue says of a table. */
interface Table {
  name: string;
  columns: { name: string; type: string; isKey: boolean; isNullable: boolean; comment: string }[];
  parents: { table: string; columns: string[]; cascades: boolean }[];
  indexes: { name: string; definition: string; reason: string | null }[];
}

const TABLES = `
  select c.relname as name,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isNullable', not a.attnotnull,
       'isKey', exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey::int2[])),
       'comment', coalesce(col_description(c.oid, a.attnum), '')) order by a.attnum)
     from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    coalesce((select json_agg(json_build_object('table', k.confrelid::regclass::text, 'cascades', k.confdeltype = 'c', 'columns',
       (select json_agg(a.attname order by at) from unnest(k.conkey) with ordinality as key (attnum, at)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = key.attnum)) order by k.conname)
     from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), '[]') as parents,
    coalesce((select json_agg(json_build_object('name', ic.relname, 'definition', pg_get_indexdef(ic.oid),
       'reason', obj_description(ic.oid, 'pg_class')) order by ic.oid)
     from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid), '[]') as indexes
  from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') order by c.relname`;

const HEAD = `# Data model of the data room

What a tenant keeps, as PostgreSQL has it. Made from the catalogue of a migrated database by \`npm run data-model\`; the words are
the comments of its columns and indexes, which stand in the [migrations](../subgraphs/data/migrations).

- **A collection is a row**, and so is each version of its JSON Schema. There is no table, column or index for a tenant, so ten
  thousand collections cost ten thousand rows ([ADR 9](adr/0009-typed-slots-for-indexed-fields.md)).
- **A record is a row of \`data.record\`**: its data as JSON, and typed copies of the fields that its schema marks, in slots that
  all collections share. Row-level security lets an index serve leakproof operators only, and these are those of plain types.
- **Texts to search** are copied to \`data.record_text\`, which one function reads ([ADR 42](adr/0042-text-search.md)).
- **Every key begins with \`tenant_id\`**, every foreign key carries it, and every table is behind row-level security by it.
`;

/** `docs/data-model.md`: a diagram of a room's tables, their columns, and why each index is there. */
export async function dataModel(client: Pick<pg.ClientBase, "query">, schema = "data"): Promise<string> {
  const { rows } = await client.query<Table>(TABLES, [schema]);
  const missing = rows.flatMap(({ indexes }) => indexes.filter(({ reason }) => !reason).map(({ name }) => name));
  if (missing.length > 0)
    throw new Error(
      `These indexes have no reason: ${missing.join(", ")}. Say in the migration that makes one why it is there: ` +
        `comment on index ${schema}.${missing[0]} is '…'; then run \`npm run data-model\`.`,
    );
  const sections = rows.map((table) => sectionOf(schema, table));
  return `${HEAD}\n${diagram(schema, rows)}\n\n${sections.join("\n\n")}\n`;
}

function diagram(schema: string, tables: readonly Table[]): string {
  const entities = tables.map(({ name, columns, parents }) => {
    const foreign = new Set(parents.flatMap((parent) => parent.columns));
    const lines = gathered(columns, ({ name: column, type, isKey }) => [column, `${type} ${isKey}`]).map(
      ({ of, label }) => {
        const keys = [of.isKey ? "PK" : "", foreign.has(of.name) ? "FK" : ""].filter(Boolean).join(", ");
        return `    ${shortType(of.type)} ${label} ${keys}`.trimEnd();
      },
    );
    return `  ${name} {\n${lines.join("\n")}\n  }`;
  });
  const relations = tables.flatMap(({ name, parents }) =>
    parents.map(({ table, columns, cascades }) => {
      const parent = table.replace(`${schema}.`, "");
      return `  ${parent} ||--o{ ${name} : "${columns.filter((column) => column !== "tenant_id").join(", ")}${cascades ? ", goes with it" : ""}"`;
    }),
  );
  return ["```mermaid", "erDiagram", ...relations, ...entities, "```"].join("\n");
}

function sectionOf(schema: string, { name, columns, indexes }: Table): string {
  const columnRows = gathered(columns, ({ name: column, type, comment }) => [column, type + unnumbered(comment)]).map(
    ({ of, label }) => {
      const [, dataClass = "", meaning = ""] = /^([A-Z]+): (.*)$/s.exec(of.comment) ?? [];
      return [`\`${label}\``, shortType(of.type) + (of.isNullable ? "?" : ""), dataClass.toLowerCase(), meaning];
    },
  );
  const indexRows = gathered(indexes, (index) => [index.name, unnumbered(index.reason ?? "")]).map(({ of, label }) => [
    `\`${label}\``,
    `\`${shortDefinition(of.definition)}\``,
    of.reason ?? "",
  ]);
  return [
    `## \`${schema}.${name}\``,
    table(["column", "type", "class", "what it is"], columnRows),
    table(["index", "of", "why"], indexRows),
  ].join("\n\n");
}

/** What is the same but for its number, such as t1 to t8, as one: the first of them, and all their names. */
function gathered<T>(all: readonly T[], read: (one: T) => [name: string, rest: string]): { of: T; label: string }[] {
  const groups: { of: T; key: string; names: string[] }[] = [];
  for (const one of all) {
    const [name, rest] = read(one);
    const key = /\d$/.test(name) ? `${unnumbered(name)} ${rest}` : name;
    const last = groups.at(-1);
    if (last?.key === key) last.names.push(name);
    else groups.push({ of: one, key, names: [name] });
  }
  return groups.map(({ of, names }) => ({
    of,
    label: names.length > 1 ? `${names[0]}-${names.at(-1)}` : (names[0] ?? ""),
  }));
}

const unnumbered = (text: string) => text.replaceAll(/\d+/g, "#");

function shortType(type: string): string {
  return type
    .replace("timestamp with time zone", "timestamptz")
    .replace("double precision", "float8")
    .replace("integer", "int");
}

function shortDefinition(definition: string): string {
  const unique = definition.startsWith("CREATE UNIQUE") ? "unique " : "";
  const method = / USING (\w+) /.exec(definition)?.[1] ?? "";
  const rest = definition
    .replace(/^.* USING \w+ /, "")
    .replace(/ WITH \(.*?\)/, "")
    .replace(" WHERE ", " where ")
    .replace("IS NOT NULL", "is not null");
  return `${unique}${method === "btree" ? "" : `${method} `}${rest}`;
}

/** As Biome writes a table. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(all[0] ?? []), line(widths.map((width) => "-".repeat(width))), ...all.slice(1).map(line)].join("\n");
}
