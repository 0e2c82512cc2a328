import { ask, type RoleName, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

const CREATE = `mutation ($name: String!, $role: String!) {
  createServiceAccount(input: { name: $name, role: $role }) { serviceAccount { id } }
}`;
const KEY = `mutation ($name: String!, $id: ID!) {
  createApiKey(input: { name: $name, serviceAccountId: $id }) { apiKey { id } key }
}`;

let made = 0;

/** A service account of the tenant, `svc_…`. */
export async function seedServiceAccount(rooms: TestRooms, tenant: TestTenant, role: RoleName = "Viewer") {
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { name: `Robot ${++made}`, role });
  return data.createServiceAccount.serviceAccount.id as string;
}

/** A key of one: its public id, and the key itself. */
export async function seedKeyOf(rooms: TestRooms, tenant: TestTenant, id: string, name = "a key") {
  const { data, refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, KEY, { name, id });
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  const { apiKey, key } = data.createApiKey;
  return { id: apiKey.id as string, key: key as string };
}
