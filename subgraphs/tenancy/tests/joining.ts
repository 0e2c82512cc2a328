import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { ask, seedUser, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

const ADD = `mutation ($i: AddDomainInput!) {
  addDomain(input: $i) { domain { id name join role verifiedAt record { name type value } } }
}`;
const VERIFY = "mutation ($id: ID!) { verifyDomain(input: { id: $id }) { domain { id verifiedAt failingSince } } }";

export interface AddedDomain {
  id: string;
  name: string;
  record: { name: string; type: string; value: string };
}

/** A domain that no other test has. */
export const newDomain = () => `d${newUuid().slice(-12)}.example`;

export async function addDomain(rooms: TestRooms, tenant: TestTenant, input: object = {}): Promise<AddedDomain> {
  const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, {
    i: { name: newDomain(), ...input },
  });
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  return data.addDomain.domain;
}

/** With its record in the DNS. */
export function publish(rooms: TestRooms, { record }: AddedDomain): void {
  rooms.records.set(record.name, ["other=1", record.value]);
}

export const verify = (rooms: TestRooms, tenant: TestTenant, id: string) =>
  ask(rooms.tenancy.subgraph, tenant.as.Admin, VERIFY, { id });

export async function verifiedDomain(rooms: TestRooms, tenant: TestTenant, input: object = {}): Promise<AddedDomain> {
  const domain = await addDomain(rooms, tenant, input);
  publish(rooms, domain);
  const { refusals } = await verify(rooms, tenant, domain.id);
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  return domain;
}

/** A user of the tenant who has proved an address of the domain, and asks to join by it. */
export async function askToJoin(rooms: TestRooms, tenant: TestTenant, domain: string) {
  const userId = await seedUser(rooms, tenant.tenantId);
  return { userId, state: await joinAs(rooms, tenant, userId, domain) };
}

/** The same for a user who is there already. */
export function joinAs(rooms: TestRooms, { tenantId }: TestTenant, userId: string, domain: string) {
  const by = {
    tenantId,
    userId: tryDecodeId("user", userId) ?? "",
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
  return rooms.tenancy.onboarding.joinTenant(by, `somebody@${domain}`);
}

/** The newest request to join. */
export async function newestRequest(rooms: TestRooms, tenant: TestTenant) {
  const source = "{ joinRequests(last: 1) { nodes { id status domain role user { id } decidedAt } } }";
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, source);
  return data.joinRequests.nodes[0];
}
