import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { TestServer, TestTenant } from "../server.ts";
import { until } from "../until.ts";
import { failedMigration, retentionNoted, seedMigration } from "./migrations.ts";
import { keepPerson, seedPerson } from "./person.ts";
import { eventCursor, type Page, readCursors } from "./read-cursors.ts";
import { beginUpload, finishedRecordExport, profileId, seedExport, seedImport, signatureOf } from "./seed-imports.ts";
import { seedBulkChange, seedDeadLetter, seedGrant, seedImpersonation, seedOperator, seedUsage } from "./seed-rows.ts";
import type { World } from "./world.ts";

/** Both tenants have a collection of this name, so that a mix-up of equal names would show. */
export const SHARED_COLLECTION = "notes";

export const SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: {
    title: { type: "string", maxLength: 200, "x-indexed": true, "x-searchable": "english" },
    size: { type: "integer", "x-indexed": true, "x-retention": "P36500D" },
  },
};

/** Texts of one tenant: the seeds of its names, and a mark that stands in everything else it keeps. */
export interface Marks {
  /** In names that are also asked for: lower-case letters and digits. */
  name: string;
  /** In content that nobody ever asks for. */
  content: string;
}

type Answered = Record<string, Record<string, never> & { id: string }>;

/** Fills a tenant through the public API with one of everything an argument can point at, and answers what they are called. */
export async function buildWorld(server: TestServer, tenant: TestTenant, marks: Marks): Promise<World> {
  const admin = async <T>(query: string, variables: unknown): Promise<T> => {
    const { data, errors } = await tenant.graphql("Admin", query, variables);
    if (errors) throw new Error(`the world could not be built: ${JSON.stringify(errors)} for ${query}`);
    return data as T;
  };
  const input = async (mutation: string, field: string, value: unknown): Promise<string> => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const data = await admin<Record<string, Answered>>(
      `mutation ($i: ${type}!) { ${mutation}(input: $i) { ${field} { id } } }`,
      { i: value },
    );
    return data[mutation]?.[field]?.id ?? "";
  };

  await admin(
    "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }",
    {
      i: {
        expectedVersion: 0,
        reason: `${marks.content} reason`,
        branding: { displayName: `${marks.content} settings` },
        webhooks: { signingSecret: `the-signing-secret-of-${marks.name}` },
      },
    },
  );
  const email = `${marks.name}@users.example`;
  const user = await input("createUser", "user", { email, name: `${marks.content} person` });
  const colleague = await input("createUser", "user", {
    email: `colleague@${marks.name}.example`,
    name: `${marks.content} colleague`,
  });
  const member = await input("addMember", "member", { userId: colleague, role: "Viewer" });
  const former = await input("addMember", "member", {
    userId: await input("createUser", "user", {
      email: `former@${marks.name}.example`,
      name: `${marks.content} former member`,
    }),
    role: "Viewer",
  });
  await admin("mutation ($id: ID!) { removeMember(input: { id: $id }) { id } }", { id: former });
  const domainName = `${marks.name}.example`;
  const domain = await seedDomain(server, admin, domainName);
  const [joinRequest = "", otherJoinRequest = ""] = await seedJoinRequests(server, tenant.tenantId, input, {
    domain,
    domainName,
    marks,
  });
  const roleName = `${marks.name} role`;
  await input("createRole", "role", {
    name: roleName,
    description: `${marks.content} role`,
    permissions: ["record:read"],
    collections: [SHARED_COLLECTION],
  });
  const keyName = `${marks.name} key`;
  const apiKey = await input("createApiKey", "apiKey", { name: keyName, role: "Viewer" });
  const serviceAccountName = `${marks.name} robot`;
  const serviceAccount = await input("createServiceAccount", "serviceAccount", {
    name: serviceAccountName,
    role: "Viewer",
    description: `${marks.content} robot`,
  });
  await input("createApiKey", "apiKey", { name: `${marks.content} robot key`, serviceAccountId: serviceAccount });
  const invitedEmail = `invited@${marks.name}.example`;
  const invitation = await input("inviteMember", "invitation", {
    email: invitedEmail,
    role: "Viewer",
    message: `${marks.content} message`,
  });
  const clientName = `${marks.name} client`;
  const oauthClient = await input("createOAuthClient", "oauthClient", {
    kind: "CONFIDENTIAL",
    name: clientName,
    redirectUris: [`https://${marks.name}.example/callback`],
  });
  await seedGrant(server, tenant.tenantId, user, oauthClient);
  const collectionName = `c_${marks.name}`;
  const schema = { ...SCHEMA, description: `${marks.content} schema` };
  const collection = await input("defineCollection", "collection", { name: collectionName, schema });
  await input("defineCollection", "collection", { name: SHARED_COLLECTION, schema });
  const importProfileName = `p_${marks.name}`;
  await admin("mutation ($i: SaveImportProfileInput!) { saveImportProfile(input: $i) { importProfile { name } } }", {
    i: {
      collection: collectionName,
      name: importProfileName,
      fields: [
        { field: "title", from: `${marks.content} column` },
        { field: "size", value: 7 },
      ],
    },
  });
  const indexedText = `${marks.name} title`;
  const data = { title: indexedText, size: 3 };
  const record = await input("createRecord", "record", { collection: collectionName, data });
  for (const title of [`${marks.content} one`, `${marks.content} two`])
    for (const name of [collectionName, SHARED_COLLECTION])
      await input("createRecord", "record", { collection: name, data: { title } });

  const [deletedRecord = "", goneRecord = ""] = await deletedRecords(admin, input, collectionName, marks);
  const bulkChange = await input("updateRecords", "bulkChange", {
    collection: collectionName,
    filter: [{ field: "title", equals: indexedText }],
    set: { title: 5 },
    dryRun: true,
  });
  await until(async () => {
    const READ = "query ($id: ID!) { bulkChange(id: $id) { finishedAt } }";
    const read = await admin<{ bulkChange: { finishedAt: string | null } }>(READ, { id: bulkChange });
    return read.bulkChange.finishedAt !== null;
  }, 20_000);
  const finishedExportOfRecords = await finishedRecordExport(input, admin, collectionName);
  await failedMigration(server, admin, tenant, collectionName, schema);
  const collectionMigration = await seedMigration(server, tenant.tenantId, record, SHARED_COLLECTION);
  await retentionNoted(server, tenant.tenantId);
  const imported = await importFile(server, tenant, collectionName, marks);
  const blob = await server.platform.blobs.gateway.put(
    tenant.tenantId,
    bytes(`title\r\n${marks.content} waiting\r\n`),
    { maxBytes: 1_000, expiresAt: new Date(Date.now() + 24 * 3_600_000) },
  );
  await seedUsage(server, tenant.tenantId, apiKey);
  const person = await seedPerson(server, tenant, marks.content);
  const world = {
    tenant: encodeId("tenant", tenant.tenantId),
    user,
    member,
    apiKey,
    oauthClient,
    collection,
    collectionMigration,
    record,
    deletedRecord,
    goneRecord,
    import: imported,
    bulkChange,
    waitingImport: await seedImport(server, tenant.tenantId, collection),
    goingImport: await seedImport(server, tenant.tenantId, collection, "PAUSED"),
    endingImport: await seedImport(server, tenant.tenantId, collection),
    waitingBulkChange: await seedBulkChange(server, tenant.tenantId, collection),
    export: finishedExportOfRecords,
    exportSignature: await signatureOf(tenant, finishedExportOfRecords),
    waitingExport: await seedExport(server, tenant.tenantId, collection),
    goingExport: await seedExport(server, tenant.tenantId, collection, "PAUSED"),
    endingExport: await seedExport(server, tenant.tenantId, collection),
    oldExport: await finishedRecordExport(input, admin, collectionName),
    blob: encodeId("blob", blob.id),
    upload: await beginUpload(tenant, marks.content),
    job: await seedDeadLetter(server, tenant.tenantId),
    tenantExport: await finishedExport(server, tenant),
    slug: tenant.slug,
    collectionName,
    importProfileName,
    importProfile: await profileId(server, tenant.tenantId, importProfileName),
    email,
    personName: `${marks.content} person`,
    keyName,
    serviceAccount,
    serviceAccountName,
    invitation,
    invitedEmail,
    clientName,
    roleName,
    indexedText,
    domainName,
    domain,
    joinRequest,
    otherJoinRequest,
    ...(await readCursors(admin, {
      collection: collectionName,
      imported,
      record,
      deletedRecord,
      bulkChange,
      migration: collectionMigration,
    })),
    changeCursor: await eventCursor(server, tenant, "record.created"),
    tenantConfigCursor: await eventCursor(server, tenant, "tenant-config.updated"),
    grant: person.grant,
    operator: await seedOperator(server, marks.name),
    impersonation: await seedImpersonation(server, tenant.tenantId, user, marks.content),
    factor: person.factor,
    sessionsCursor: await sessionsCursor(server, await person.token()),
  };
  // What the schema keeps for a time is noted in the background: then nothing of the world moves by itself.
  const noted = "select from platform.job where tenant_id = $1 and kind = 'data.retention' and state = 'SUCCEEDED'";
  await until(async () => (await server.databases.owner.pool.query(noted, [tenant.tenantId])).rowCount !== 0, 20_000);
  return keepPerson(world, person);
}

/** With its record in the DNS, but not verified: whoever probes does that. */
async function seedDomain(
  { dns }: TestServer,
  admin: <T>(query: string, variables: unknown) => Promise<T>,
  name: string,
): Promise<string> {
  const { addDomain } = await admin<{ addDomain: { domain: { id: string; record: { name: string; value: string } } } }>(
    `mutation ($i: AddDomainInput!) { addDomain(input: $i) { domain { id record { name value } } } }`,
    { i: { name, join: "APPROVAL" } },
  );
  const { id, record } = addDomain.domain;
  dns.set(record.name, [record.value]);
  return id;
}

/** Two, each with a version before, of which one is purged. */
async function deletedRecords(
  admin: <T>(query: string, variables: unknown) => Promise<T>,
  input: (mutation: string, field: string, value: unknown) => Promise<string>,
  collection: string,
  marks: Marks,
): Promise<string[]> {
  const made: string[] = [];
  for (const nth of [1, 2]) {
    const id = await input("createRecord", "record", {
      collection,
      data: { title: `${marks.content} deleted ${nth}` },
    });
    const data = { title: `${marks.content} changed ${nth}` };
    await input("updateRecord", "record", { id, version: 1, data });
    await admin("mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }", { id });
    made.push(id);
  }
  return made;
}

/** As tenancy writes them when people ask at their account page. */
async function seedJoinRequests(
  { databases }: TestServer,
  tenantId: string,
  input: (mutation: string, field: string, value: unknown) => Promise<string>,
  { domain, domainName, marks }: { domain: string; domainName: string; marks: Marks },
): Promise<string[]> {
  const made: string[] = [];
  for (const nth of [1, 2]) {
    const user = await input("createUser", "user", {
      email: `asker${nth}@${domainName}`,
      name: `${marks.content} asker ${nth}`,
    });
    const id = newUuid();
    await databases.owner.pool.query(
      `insert into tenancy.join_request (tenant_id, id, user_id, domain_id, domain, role)
       values ($1, $2, $3, $4, $5, 'Viewer')`,
      [tenantId, id, tryDecodeId("user", user), tryDecodeId("domain", domain), domainName],
    );
    made.push(encodeId("joinRequest", id));
  }
  return made;
}

async function sessionsCursor(server: TestServer, token: string): Promise<string> {
  const { data } = await server.graphql(token, "{ me { sessions(first: 1) { edges { cursor } } } }");
  const cursor = (data as { me: { sessions: Page } } | null)?.me.sessions.edges[0]?.cursor;
  if (cursor === undefined) throw new Error("the person of the world has no session");
  return cursor;
}

/** An export that can be fetched, whose job has ended too. */
async function finishedExport(server: TestServer, tenant: TestTenant): Promise<string> {
  const answer = await tenant.rest("Admin", "POST", "/v1/tenant-exports", "{}", { "content-type": "application/json" });
  if (answer.status !== 202) throw new Error(`the world's export was refused: ${answer.text}`);
  const { id } = JSON.parse(answer.text) as { id: string };
  const running = "select from platform.job where tenant_id = $1 and kind = 'tenancy.export' and finished_at is null";
  const { pool } = server.databases.owner;
  await until(async () => (await pool.query(running, [tenant.tenantId])).rowCount === 0, 20_000);
  return id;
}

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** One good row and one bad, so that there is a rejection to page to. */
async function importFile(server: TestServer, tenant: TestTenant, collection: string, marks: Marks): Promise<string> {
  const file = `title,size\r\n${marks.content} imported,1\r\n${marks.content} rejected,x\r\n${marks.content} rejected,y\r\n`;
  const accepted = await tenant.rest("Admin", "POST", `/v1/collections/${collection}/imports?mode=partial`, file, {
    "content-type": "text/csv",
  });
  if (accepted.status !== 202) throw new Error(`the world's import was refused: ${accepted.text}`);
  const { id } = JSON.parse(accepted.text) as { id: string };
  await importFinished(server, tenant.tenantId);
  return id;
}

/** Resolves when every import of the tenant has ended and its file is gone. */
export async function importFinished(server: TestServer, tenantId: string): Promise<void> {
  // Those of the platform were seeded, and no worker knows of them.
  const running = `select from data.import where tenant_id = $1 and created_by <> 'platform'
    and status not in ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
  const queued = "select from platform.job where tenant_id = $1 and kind = 'data.import' and finished_at is null";
  const { pool } = server.databases.owner;
  for (const text of [running, queued])
    await until(async () => (await pool.query(text, [tenantId])).rowCount === 0, 20_000);
}
