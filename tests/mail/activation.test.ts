import { createActivationLink } from "@bulkhead/identity/src/domain/create-activation-link.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAIL_FROM, type MailServer, startMailServer } from "../testkit/mail-server.ts";
import { linkIn, type Mailbox, mailboxOf, mailboxOver } from "../testkit/mailbox.ts";
import { change, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

const CREATE_USER = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
const ADD_MEMBER = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url expiresAt } }";

let users = 0;
async function newUser(tenant: OAuthTenant) {
  const email = `reader-${++users}@people.example`;
  const { user } = await change<{ user: { id: string } }>(tenant.admin, CREATE_USER, { email, name: "Casey" });
  await change(tenant.admin, ADD_MEMBER, { userId: user.id, role: "Viewer" });
  return { email, userId: user.id };
}

const ask = ({ admin }: OAuthTenant, userId: string) =>
  change<{ url: string | null; expiresAt: string }>(admin, LINK, { userId });

async function verifiedAt({ server }: OAuthWorld, email: string): Promise<Date | null> {
  const text = "select email_verified_at from identity.account where email = $1";
  const { rows } = await server.databases.owner.pool.query<{ email_verified_at: Date | null }>(text, [email]);
  if (rows.length !== 1) throw new Error(`there are ${rows.length} accounts for ${email}`);
  return rows[0]?.email_verified_at ?? null;
}

async function follow(link: string, email: string): Promise<void> {
  const { page } = await openWalker().walk(link, { as: { email, password: `a password of ${email}` }, until: "none:" });
  expect(page?.status).toBe(200);
}

describe("where the installation sends mail, an activation link", () => {
  let world: OAuthWorld;
  let tenant: OAuthTenant;
  let mail: MailServer;
  let mailbox: Mailbox;

  beforeAll(async () => {
    mail = await startMailServer();
    mailbox = mailboxOver(() => mail.accepted);
    world = await openOAuthWorld({ BULKHEAD_SMTP_URL: mail.url, BULKHEAD_MAIL_FROM: MAIL_FROM });
    tenant = await world.tenant();
  }, 60_000);

  afterAll(async () => {
    await world?.stop();
    await mail?.stop();
  });

  test("goes to the user's address and to nobody else; following it proves that they read its mail", async () => {
    const { email, userId } = await newUser(tenant);
    const { url, expiresAt } = await ask(tenant, userId);
    expect(url).toBeNull();
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const got = await mailbox.mailTo(email);
    expect(got.subject).toBe(`Set your password for ${tenant.admin.slug}`);
    const link = linkIn(got);
    expect(link).toMatch(new RegExp(`^${world.issuer}/oauth/activate\\?token=[\\w-]{43}$`));
    await follow(link, email);
    expect(await verifiedAt(world, email)).toBeInstanceOf(Date);
    // What the Admin may see of it has neither the link nor the address.
    const { data } = await tenant.admin.graphql(
      "Admin",
      "{ jobs { nodes { kind state requestedBy { id } error { message } } } }",
    );
    const { nodes } = (data as { jobs: { nodes: { kind: string }[] } }).jobs;
    expect(nodes.filter(({ kind }) => kind === "identity.send-mail")).toHaveLength(1);
    expect(JSON.stringify(nodes)).not.toMatch(/people\.example|token=/);
  });

  test("is the newest one that was sent, and five an hour are enough", async () => {
    const { email, userId } = await newUser(tenant);
    for (let n = 0; n < 5; n++) await ask(tenant, userId);
    const { errors } = await tenant.admin.graphql("Admin", LINK, { i: { userId } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "RATE_LIMITED", retryAfter: 3_600 });
    const last = await mailbox.mailTo(email, { nth: 5 });
    const [first] = mailbox.mailsTo(email);
    const dead = await openWalker().request(linkIn(first ?? last));
    expect(dead.status).toBe(404);
    await follow(linkIn(last), email);
    expect(mailbox.mailsTo(email)).toHaveLength(5);
  });

  test("that is refused sends no mail", async () => {
    const { email, userId } = await newUser(tenant);
    await ask(tenant, userId);
    await follow(linkIn(await mailbox.mailTo(email)), email);
    const { errors } = await tenant.admin.graphql("Admin", LINK, { i: { userId } });
    expect(errors?.[0]?.extensions.code).toBe("CONFLICT");
    // One that was asked for after it has come.
    const later = await newUser(tenant);
    await ask(tenant, later.userId);
    await mailbox.mailTo(later.email);
    expect(mailbox.mailsTo(email).filter(({ subject }) => subject.startsWith("Set your password"))).toHaveLength(1);
  });

  test("is handed to the operator, and proves nothing about the address then", async () => {
    const { email, userId } = await newUser(tenant);
    const uuid = tryDecodeId("tenant", tenant.id) ?? "";
    const context = world.server.platform.rooms.identity.subgraph.context(operatorRequest(uuid));
    const { url } = await createActivationLink(context, { userId });
    await follow(url ?? "", email);
    expect(await verifiedAt(world, email)).toBeNull();
    expect(mailbox.mailsTo(email)).toEqual([]);
  });
});

test("where mail is only shown to developers, it is in the answer as well", async () => {
  const world = await openOAuthWorld();
  try {
    const tenant = await world.tenant();
    const { email, userId } = await newUser(tenant);
    const { url } = await ask(tenant, userId);
    expect(linkIn(await mailboxOf(world.server).mailTo(email))).toBe(url);
  } finally {
    await world.stop();
  }
}, 60_000);
