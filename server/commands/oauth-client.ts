import { parseArgs } from "node:util";
import type { IdentityContext } from "@bulkhead/identity/src/context.ts";
import { createOAuthClient } from "@bulkhead/identity/src/domain/create-oauth-client.ts";
import { oauthClients } from "@bulkhead/identity/src/domain/oauth-clients.ts";
import { revokeOAuthClient } from "@bulkhead/identity/src/domain/revoke-oauth-client.ts";
import type { OAuthClient } from "@bulkhead/identity/src/oauth-client-row.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, withPlatform } from "./command.ts";

const USAGE = `usage: bulkhead oauth-client create --public|--confidential --name "Our app" --redirect <address> [--redirect …]
         [--post-logout <address> …] [--dpop] [--tenant <slug>]
       bulkhead oauth-client list [--tenant <slug>]
       bulkhead oauth-client revoke <cli_…> [--tenant <slug>]`;

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;
const OPTIONS = {
  public: flag,
  confidential: flag,
  name: text,
  redirect: texts,
  "post-logout": texts,
  dpop: flag,
  tenant: text,
};

type Values = ReturnType<typeof read>["values"];

export const oauthClientCommand: Command = {
  help: `  bulkhead oauth-client create --public|--confidential --name "Our app" --redirect https://app.example/callback
      Registers an OAuth client that signs in the users of every tenant, or of one with --tenant <slug>, and prints a
      confidential one's secret once. More: --redirect and --post-logout <address> again, --dpop.
  bulkhead oauth-client list | revoke <cli_…>
      Shows those clients; ends one, and with it every token it was given. Of one tenant with --tenant <slug>.`,
  async run(argv) {
    const { values, positionals } = read(argv);
    const [verb, id, ...more] = positionals;
    const isComplete = verb === "revoke" ? id !== undefined && more.length === 0 : id === undefined;
    if (verb === "create" && isComplete) return create(values);
    if (verb === "list" && isComplete) return list(values);
    if (verb === "revoke" && isComplete) return revoke(String(id), values);
    throw new Error(USAGE);
  },
};

function read(argv: string[]) {
  return parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
}

async function create(values: Values): Promise<void> {
  const { name, redirect: redirectUris, "post-logout": postLogoutRedirectUris = [], dpop: usesDpop = false } = values;
  if (values.public === values.confidential || !name || !redirectUris) throw new Error(USAGE);
  const kind = values.public ? "PUBLIC" : "CONFIDENTIAL";
  const wanted = { kind, name, redirectUris, postLogoutRedirectUris, usesDpop } as const;
  const { oauthClient, secret } = await withPlatform(
    async (platform) => createOAuthClient(await contextOf(platform, values.tenant), wanted),
    { makesApiKeys: kind === "CONFIDENTIAL" },
  );
  console.log(`The client is registered. Its client_id:\n\n  ${oauthClient.id}\n`);
  if (secret !== null) console.log(`Its client_secret, shown this once and stored nowhere:\n\n  ${secret}\n`);
}

async function list(values: Values): Promise<void> {
  const lines = await withPlatform(async (platform) => {
    const context = await contextOf(platform, values.tenant);
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await oauthClients(context, { first: 500, after });
      found.push(...page.nodes.map(lineOf));
      if (!page.pageInfo.hasNextPage) return found;
      after = page.pageInfo.endCursor;
    }
  });
  console.log(lines.length > 0 ? lines.join("\n") : "There are no clients.");
}

function lineOf(client: OAuthClient): string {
  const state = client.revokedAt === null ? "" : `, revoked ${client.revokedAt}`;
  return `${client.id}  ${client.kind}  ${client.name}${state}`;
}

async function revoke(id: string, values: Values): Promise<void> {
  await withPlatform(async (platform) => {
    const context = await contextOf(platform, values.tenant);
    await revokeOAuthClient(context, { id }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== "NOT_FOUND") throw error;
      throw new Error(`There is no client ${id} here. Name its tenant with --tenant <slug> if it has one.`);
    });
  });
  console.log(`The client ${id} is revoked.`);
}

/** The operator's context in the tenant of a slug, or in the installation itself. */
async function contextOf({ rooms }: Platform, slug: string | undefined): Promise<IdentityContext> {
  const tenantId = slug === undefined ? INSTALLATION_ID : await rooms.tenancy.tenantIdOfSlug(slug);
  if (tenantId === undefined) throw notFound();
  return rooms.identity.subgraph.context(operatorRequest(tenantId));
}
