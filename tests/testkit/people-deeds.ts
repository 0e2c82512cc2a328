import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { addDomain } from "@bulkhead/tenancy/src/domain/add-domain.ts";
import { defineTemplate } from "@bulkhead/tenancy/src/domain/define-template.ts";
import { retireTemplate } from "@bulkhead/tenancy/src/domain/retire-template.ts";
import { updateDomain } from "@bulkhead/tenancy/src/domain/update-domain.ts";
import { verifyDomain } from "@bulkhead/tenancy/src/domain/verify-domain.ts";
import { expect } from "vitest";
import { fillIn, linkTo, newAddress, post, SUBJECTS, signIn, signUp, withMail } from "./accounts.ts";
import { operateOnFactors } from "./factor-operations.ts";
import { mailboxOf } from "./mailbox.ts";
import { change, type OAuthWorld } from "./oauth.ts";
import { changePassword, takeFactors } from "./oauth-ends.ts";
import { postAs, tokensOf } from "./oauth-requests.ts";
import { openWalker } from "./oauth-walker.ts";
import { developerKey, foundCompany, newCompany } from "./onboarding.ts";
import { addTotp } from "./second-factors.ts";

/** A person is let in, lets a client act for them, takes one token back, loses their factors, and is given another password. */
export async function signInAndOut(oauth: OAuthWorld): Promise<void> {
  const { issuer, tenant: newTenant } = oauth;
  const tenant = await newTenant();
  const member = await tenant.member();
  const client = await tenant.client({ kind: "CONFIDENTIAL" });
  const { access_token: token } = await tokensOf(issuer, client, member);
  expect((await postAs(issuer, client, "revoke", { token })).status).toBe(200);
  await operateOnFactors(oauth.server, member.email);
  await addTotp(oauth, member);
  await takeFactors(oauth.server, member);
  await changePassword(oauth.server, member, "another long password");
}

/** Somebody without an account becomes a member. */
export async function acceptInvitation(oauth: OAuthWorld): Promise<void> {
  const { admin } = await oauth.tenant();
  const email = newAddress();
  const invite = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { invitation { id } } }";
  await change(admin, invite, { email, role: "Viewer" });
  const walker = openWalker();
  const page = await walker.request(await linkTo(mailboxOf(oauth.server), email, /^Join /));
  const joined = await fillIn(walker, page, { name: "New Body", password: "a long enough harbour" });
  expect(joined.status).toBe(200);
}

/** Somebody signs up, and a member of a tenant gets another address. */
export async function changeAddress(oauth: OAuthWorld): Promise<void> {
  const world = withMail(oauth);
  await signUp(world);
  const member = await (await oauth.tenant()).member();
  const walker = openWalker();
  await signIn(world, member, walker);
  const email = newAddress();
  await post(world, walker, "/account/email", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.changeEmail);
  expect((await fillIn(walker, await walker.request(link))).status).toBe(200);
}

/** A company comes in, its people follow by its domain, and the domain is lost. */
export async function comeIn(oauth: OAuthWorld): Promise<void> {
  const world = { ...oauth, mailbox: mailboxOf(oauth.server), owner: oauth.server.databases.owner.pool };
  const { rooms } = oauth.server.platform;
  const operator = rooms.tenancy.subgraph.context(operatorRequest(INSTALLATION_ID));
  const template = { name: "short-lived", title: "Short", description: "For a test." };
  await defineTemplate(operator, { template });
  await retireTemplate(operator, { name: template.name });
  const { walker, tenantId } = await foundCompany(world);
  await developerKey(world, { walker });
  const tenancy = rooms.tenancy.subgraph.context(operatorRequest(tenantId));
  const name = `${newCompany().slug}.example`;
  const { id, record } = await addDomain(tenancy, { name, join: "AUTOMATIC" });
  oauth.server.dns.set(record.name, [record.value]);
  await verifyDomain(tenancy, { id });
  const join = async () => {
    const { walker: own } = await signUp(world, { email: `p${newCompany().slug}@${name}` });
    await post(world, own, "/account/tenants/join", {});
  };
  await join();
  await updateDomain(tenancy, { id, join: "APPROVAL" });
  await join();
  oauth.server.dns.set(record.name, []);
  for (const since of ["null", "now() - interval '4 days'"]) {
    await world.owner.query(`update tenancy.domain set failing_since = ${since} where name = '${name}'`);
    await world.owner.query(`update tenancy.verified_domain set check_from = now() where name = '${name}'`);
    await rooms.tenancy.recheckDomains(new AbortController().signal);
  }
}
