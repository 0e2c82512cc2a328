import { randomBytes } from "node:crypto";
import { createOAuthClient } from "@bulkhead/identity/src/domain/create-oauth-client.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { exportJWK, generateKeyPair } from "jose";
import { linkIn, mailboxOf } from "./mailbox.ts";
import { openWalker, type Person } from "./oauth-walker.ts";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "./server.ts";

/** A person who can sign in, as the user of one tenant. */
export interface Member extends Person {
  /** `usr_…` */
  userId: string;
  /** `mem_…` */
  memberId: string;
  name: string;
  /** `ten_…` */
  tenant: string;
  /** The activation link that they used. */
  link: string;
}

export interface NewClient {
  kind: "PUBLIC" | "CONFIDENTIAL" | "MACHINE";
  redirectUris?: string[];
  postLogoutRedirectUris?: string[];
  /** Of a machine; Viewer when not said. */
  role?: RoleName;
  /** It signs assertions with a key instead of sending a secret. */
  byKey?: boolean;
  dpopBound?: boolean;
}

export interface TestClient {
  /** `cli_…` */
  id: string;
  /** Empty for public clients and for those with a key. */
  secret: string;
  /** Signs its assertions; only of clients made `byKey`. */
  key: CryptoKey | undefined;
  redirectUri: string;
}

export interface OAuthTenant {
  /** `ten_…` */
  id: string;
  admin: TestTenant;
  /** A new user with a role, who has set a password. */
  member(role?: RoleName, who?: Partial<Person>): Promise<Member>;
  client(wanted: NewClient): Promise<TestClient>;
}

export type OAuthWorld = Awaited<ReturnType<typeof openOAuthWorld>>;

/** Where the answers of clients without a program go: nothing listens there, and no walk calls it. */
export const REDIRECT_URI = "https://client.example/callback";

const CREATE_USER = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
const ADD_MEMBER = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
const CREATE_CLIENT =
  "mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) { oauthClient { id } secret } }";

/** The whole product with its authorisation server, as `openTestServer` gives it. Call once per test file. */
export async function openOAuthWorld(environment: Record<string, string> = {}) {
  const server = await openTestServer(environment);
  return {
    issuer: server.publicOrigin,
    server,
    async tenant(): Promise<OAuthTenant> {
      const admin = await server.tenant();
      return {
        id: admin.tenantId,
        admin,
        member: (role = "Developer", who = {}) => makeMember(server, admin, role, who),
        client: (wanted) => makeClient(admin, wanted),
      };
    },
    /** A client of the installation: the operator's own, for the users of every tenant. */
    async installationClient(
      kind: "PUBLIC" | "CONFIDENTIAL" = "PUBLIC",
      redirectUri = REDIRECT_URI,
    ): Promise<TestClient> {
      const context = server.platform.rooms.identity.subgraph.context(operatorRequest(INSTALLATION_ID));
      const wanted = {
        kind,
        name: "The console",
        redirectUris: [redirectUri],
        postLogoutRedirectUris: [],
        usesDpop: false,
      };
      const { oauthClient, secret } = await createOAuthClient(context, wanted);
      return { id: oauthClient.id, secret: secret ?? "", key: undefined, redirectUri };
    },
    stop: server.stop,
  };
}

/** As an Admin: runs a mutation and answers its field. */
export async function change<T>(admin: TestTenant, mutation: string, input: object): Promise<T> {
  const { data, errors } = await admin.graphql("Admin", mutation, { i: input });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as T;
}

/** By the means that an Admin has, and the page that the new user sees. */
async function makeMember(
  server: TestServer,
  admin: TestTenant,
  role: RoleName,
  who: Partial<Person>,
): Promise<Member> {
  const mark = randomBytes(4).toString("hex");
  const { email = `member-${mark}@people.example`, password = `a password of ${mark}` } = who;
  const name = `Member ${mark}`;
  const { user } = await change<{ user: { id: string } }>(admin, CREATE_USER, { email, name });
  const { member } = await change<{ member: { id: string } }>(admin, ADD_MEMBER, { userId: user.id, role });
  const asked = await change<{ url: string | null }>(admin, LINK, { userId: user.id });
  // Null where the installation sends mail.
  const url = asked.url ?? linkIn(await mailboxOf(server).mailTo(email));
  const { page } = await openWalker().walk(url, { as: { email, password }, until: "none:" });
  if (page?.status !== 200) throw new Error(`activation: ${page?.status} ${page?.html}`);
  const { rows } = await server.databases.owner.pool.query(
    `select activated_at from identity."user" where email = $1 and activated_at is null`,
    [email],
  );
  if (rows.length > 0) throw new Error(`activation did not activate:\n${page.html}`);
  return { email, password, name, userId: user.id, memberId: member.id, tenant: admin.tenantId, link: url };
}

async function makeClient(admin: TestTenant, wanted: NewClient): Promise<TestClient> {
  const { kind, byKey = false, redirectUris = kind === "MACHINE" ? [] : [REDIRECT_URI] } = wanted;
  const pair = byKey ? await generateKeyPair("ES256") : undefined;
  const { oauthClient, secret } = await change<{ oauthClient: { id: string }; secret: string | null }>(
    admin,
    CREATE_CLIENT,
    {
      kind,
      name: `A ${kind.toLowerCase()} client`,
      ...(kind === "MACHINE" ? { role: wanted.role ?? "Viewer" } : { redirectUris }),
      ...(wanted.postLogoutRedirectUris ? { postLogoutRedirectUris: wanted.postLogoutRedirectUris } : {}),
      ...(wanted.dpopBound ? { usesDpop: true } : {}),
      ...(pair ? { keys: { keys: [await exportJWK(pair.publicKey)] } } : {}),
    },
  );
  return { id: oauthClient.id, secret: secret ?? "", key: pair?.privateKey, redirectUri: redirectUris[0] ?? "" };
}
