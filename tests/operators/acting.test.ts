import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { isPlatformPermission } from "@bulkhead/kernel/permission.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { type GraphQLField, getNamedType, isInputObjectType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permissionsOf, readSupergraph } from "../testkit/isolation/schema-walk.ts";
import { type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { openOperator, postTo, type TestOperator } from "../testkit/operators.ts";
import type { TestServer } from "../testkit/server.ts";

let world: OAuthWorld;
let server: TestServer;
let owner: TestOperator;
let other: TestOperator;
let tenant: OAuthTenant;
let userId: string;

beforeAll(async () => {
  world = await openOAuthWorld();
  server = world.server;
  [owner, other] = [await openOperator(server, "OWNER"), await openOperator(server, "SUPPORT")];
  tenant = await world.tenant();
  userId = (await tenant.member("Viewer")).userId;
}, 60_000);
afterAll(() => server.stop());

const schema = readSupergraph(supergraphSdl);
const mutation = schema.getType("Mutation");
const fields = isObjectType(mutation) ? Object.values(mutation.getFields()) : [];
const isOperators = (field: GraphQLField<unknown, unknown>) =>
  permissionsOf(schema, "Mutation", field).some(isPlatformPermission);
const namesTenant = ({ args }: GraphQLField<unknown, unknown>) =>
  args.some(({ type }) => {
    const input = getNamedType(type);
    return isInputObjectType(input) && "tenantId" in input.getFields();
  });

/** In this order: what each operator's mutation is given to do once. One that is missing here fails below. */
const CALLS: Readonly<Record<string, () => object>> = {
  startImpersonation: () => ({ tenantId: tenant.id, userId, reason: "Ticket 1", minutes: 5 }),
  changeTenantPlan: () => ({ tenantId: tenant.id, plan: "second" }),
  suspendTenant: () => ({ tenantId: tenant.id, reason: "unpaid" }),
  resumeTenant: () => ({ tenantId: tenant.id }),
  runTenantReport: () => ({ from: "2026-01", to: "2026-02" }),
  addOperator: () => ({ email: "added@operators.example", name: "Added", role: "BILLING" }),
  createOperatorLink: () => ({ id: other.id }),
  changeOperatorRole: () => ({ id: other.id, role: "SECURITY" }),
  removeOperator: () => ({ id: other.id }),
};

const ofOperators = fields.filter(isOperators);

test("every mutation of operators is called here, and no other", () => {
  expect(Object.keys(CALLS).sort()).toEqual(ofOperators.map(({ name }) => name).sort());
});

async function written(tenantId: string, action: string) {
  const { rows } = await server.databases.owner.pool.query<{ actor_id: string; kind: string }>(
    `select actor_id, body -> 'actor' ->> 'kind' as kind from platform.audit_event where tenant_id = $1 and action = $2`,
    [tenantId, action],
  );
  return rows;
}

/** `changeTenantPlan` is `tenant-plan.change`, as its permission `tenant-plan:change`. */
const actionOf = (field: GraphQLField<unknown, unknown>) =>
  permissionsOf(schema, "Mutation", field)[0]?.replace(":", ".") ?? "";

describe("every act of an operator is in the log of whom it is about, under the operator:", () => {
  beforeAll(async () => {
    await server.databases.owner.pool.query(
      "insert into tenancy.plan (name, version, description, limits, settings, created_by) values ('second', 1, 'Another.', '{}', '{}', 'platform')",
    );
  });

  test.each(Object.keys(CALLS))("%s", async (name) => {
    const field = fields.find((one) => one.name === name) as GraphQLField<unknown, unknown>;
    const where = namesTenant(field) ? decodeId("tenant", tenant.id, "") : INSTALLATION_ID;
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const { errors } = await owner.graphql(
      `mutation ($i: ${type}Input!) { ${name}(input: $i) { __typename } }`,
      CALLS[name]?.(),
    );
    expect(errors).toBeUndefined();
    const mine = (await written(where, actionOf(field))).filter(({ actor_id: actor }) => actor === owner.id);
    expect(mine).toEqual([{ actor_id: owner.id, kind: "operator" }]);
  });
});

test("a tenant sees in its own log who suspended it, and why", async () => {
  const { data } = await tenant.admin.graphql(
    "Admin",
    `{ auditEvents(filter: { action: "tenant.suspend" }) { nodes { actor { id kind name } personal } } }`,
  );
  expect(data).toMatchObject({
    auditEvents: {
      nodes: [
        { actor: { id: owner.id, kind: "OPERATOR", name: "Operator of the platform" }, personal: { reason: "unpaid" } },
      ],
    },
  });
});

test("what a tenant says of a tenant is refused, whichever it names", async () => {
  for (const field of ofOperators.filter(namesTenant)) {
    const type = `${field.name[0]?.toUpperCase()}${field.name.slice(1)}`;
    const answers: string[] = [];
    for (const tenantId of [tenant.id, encodeId("tenant", newUuid())]) {
      const input = { ...(CALLS[field.name]?.() ?? {}), tenantId };
      const query = `mutation ($i: ${type}Input!) { ${field.name}(input: $i) { __typename } }`;
      const { data, errors } = await server.graphql(tenant.admin.keys.Admin, query, { i: input });
      answers.push(
        JSON.stringify([
          data,
          errors?.map(({ extensions: { requestId: _, ...rest }, message }) => ({ rest, message })),
        ]),
      );
    }
    expect(answers[0]).toContain("FORBIDDEN");
    expect(answers[0]).toBe(answers[1]);
  }
});

describe("the console", () => {
  const pageOf = (path: string) => `${server.publicOrigin}/operator${path}`;

  test("finds tenants by a part of their name or slug and by their id, and pages through them", async () => {
    const { walker } = owner;
    expect((await walker.request(pageOf(`?q=${tenant.admin.slug.slice(1, 9)}`))).html).toContain(tenant.admin.slug);
    expect((await walker.request(pageOf(`?q=${tenant.id}`))).html).toContain(tenant.admin.slug);
    expect((await walker.request(pageOf("?q=nobody-is-called-this"))).html).toContain("There is no such tenant.");
    expect((await walker.request(pageOf("?after=nonsense"))).status).toBe(400);
  });

  test("suspends with a reason and resumes, and says what is in the way", async () => {
    const { walker } = owner;
    const page = () => walker.request(pageOf(`/tenant?id=${tenant.id}`));
    const form = (reason: string) => ({ do: "suspendTenant", id: tenant.id, reason });
    const wrong = await postTo(walker, await page(), "/operator/tenant", form(" "), "suspendTenant");
    expect([wrong.status, wrong.html.includes("Give a name of 1 to 200 characters")]).toEqual([400, true]);
    const stopped = await postTo(walker, await page(), "/operator/tenant", form("fraud"), "suspendTenant");
    expect([stopped.status, stopped.html.includes("It is suspended."), stopped.html.includes("fraud")]).toEqual([
      200,
      true,
      true,
    ]);
    expect((await server.graphql(tenant.admin.keys.Developer, "{ me { roles } }")).errors?.[0]?.extensions.code).toBe(
      "TENANT_SUSPENDED",
    );
    const resumed = await postTo(walker, await page(), "/operator/tenant", { id: tenant.id }, "resumeTenant");
    expect(resumed.html).toContain("It works again.");
  });

  test("shows an operator what their role may do and nothing else", async () => {
    const billing = await openOperator(server, "BILLING");
    const page = await billing.walker.request(pageOf(`/tenant?id=${tenant.id}`));
    expect(page.html).toContain("Change the plan");
    for (const other of [">Suspend<", "Act as a user", ">Operators</a>"]) expect(page.html).not.toContain(other);
    const refused = await billing.walker.request(pageOf("/operators"));
    expect([refused.status, refused.html.includes(owner.email)]).toEqual([403, false]);
    const acted = await postTo(
      billing.walker,
      page,
      "/operator/tenant",
      { do: "suspendTenant", reason: "x" },
      "changeTenantPlan",
    );
    expect(acted.status).toBe(403);
  });

  test("a tenant that there is not is told of on the list", async () => {
    for (const id of ["ten_01h455vb4pex5vsknk084sn02q", "nonsense"]) {
      const page = await owner.walker.request(pageOf(`/tenant?id=${id}`));
      expect([page.status, page.html.includes("<h1>Tenants</h1>")]).toEqual([id === "nonsense" ? 400 : 404, true]);
    }
  });
});
