import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { openIssuer } from "../issuer.ts";
import { installationClient } from "../oauth-doors.ts";
import type { TestServer, TestTenant } from "../server.ts";
import type { World } from "./world.ts";

/** What only people have, of one Admin of a tenant who is signed in to an application of the installation, three times. */
export interface SignedInPerson {
  /** `grt_…`, one that they do not call in. */
  grant: string;
  /** `fac_…` */
  factor: string;
  /** An access token of the other one, by a sign-in of this moment with a second factor. */
  token(): Promise<string>;
}

const people = new WeakMap<World, SignedInPerson>();

export function keepPerson(world: World, person: SignedInPerson): World {
  people.set(world, person);
  return world;
}

export function personOf(world: World): SignedInPerson {
  const person = people.get(world);
  if (!person) throw new Error("this world was not built, so nobody lives in it");
  return person;
}

/** Seeds them as sign-in would have made them; `mark` stands in everything that only their owner may see. */
export async function seedPerson(server: TestServer, tenant: TestTenant, mark: string): Promise<SignedInPerson> {
  const { pool } = server.databases.owner;
  const make = async (mutation: string, input: object) => {
    const { data, errors } = await tenant.graphql("Admin", mutation, { i: input });
    if (errors) throw new Error(`the person could not be made: ${JSON.stringify(errors)}`);
    return data as Record<string, { user: { id: string } }>;
  };
  const email = `${newUuid()}@people.example`;
  const created = await make("mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }", {
    email,
    name: `${mark} person`,
  });
  const user = created.createUser?.user.id ?? "";
  await make("mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }", {
    userId: user,
    role: "Admin",
  });
  const client = await installationClient(server);
  const { tenantId } = tenant;
  const subject = {
    tenantId,
    userId: tryDecodeId("user", user) ?? "",
    clientId: tryDecodeId("oauthClient", client.id) ?? "",
    grantId: newUuid(),
  };
  const [other, account, factor] = [newUuid(), newUuid(), newUuid()];
  // The Admin who was there before can sign in as well: they may leave, as the last one could not.
  await pool.query(
    `with given as (
       insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, user_agent, expires_at)
       select $1, id, $2, $3, 'openid', $4, now() + interval '1 day' from unnest($5::uuid[]) id)
     update identity."user" set activated_at = now() where tenant_id = $1
       and (id = $2 or id in (select user_id from tenancy.member where tenant_id = $1 and role = 'Admin'))`,
    [tenantId, subject.userId, subject.clientId, `${mark} device`, [other, newUuid(), subject.grantId]],
  );
  await pool.query(
    "insert into identity.account (id, email, email_key, password_hash, email_verified_at) values ($1, $2, $2, 'none', now())",
    [account, email],
  );
  await pool.query("insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3)", [
    account,
    tenantId,
    subject.userId,
  ]);
  await pool.query(
    "insert into identity.totp (id, account_id, name, sealed, confirmed_at) values ($1, $2, $3, '', now())",
    [factor, account, `${mark} factor`],
  );
  const issuer = await openIssuer(server);
  return {
    grant: encodeId("grant", other),
    factor: encodeId("factor", factor),
    token: () => issuer.sign(subject, { claims: { acr: "urn:bulkhead:acr:multi-factor", amr: ["pwd", "otp"] } }),
  };
}
