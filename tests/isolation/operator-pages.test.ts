import { OPERATOR_PAGES } from "@bulkhead/identity/src/oauth/operator-pages.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedIn } from "../testkit/account-pages.ts";
import { comparable } from "../testkit/isolation/compare.ts";
import { type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";

/** Every page of operators, asked by nobody and by an Admin of a tenant with what is and what is not. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let person: Walker;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  const client = await tenant.client({ kind: "CONFIDENTIAL" });
  person = (await signedIn(world, client, await tenant.member("Admin"))).walker;
}, 60_000);
afterAll(() => world.server.stop());

/** Those that somebody who is no operator may open: they take what only an operator has. */
const OPEN = ["/operator/sign-in", "/operator/set-up"];

const shown = ({ status, headers, html }: Page) =>
  comparable({
    status,
    headers: Object.fromEntries(headers),
    body: html.replaceAll(/name="proof" value="[^"]*"/g, ""),
  });

const values = () => [tenant.id, encodeId("tenant", newUuid()), tenant.admin.slug, "nonsense"];

describe("whoever is no operator gets one answer, whatever they name:", () => {
  test.each(Object.keys(OPERATOR_PAGES))("%s", async (path) => {
    for (const walker of [openWalker(), person]) {
      // From then on the browser has the cookie that proves forms.
      await walker.request(`${world.issuer}/operator/sign-in`);
      const answers: string[] = [];
      for (const value of values()) {
        const page = await walker.request(`${world.issuer}${path}?id=${value}&q=${value}&token=${value}`);
        if (!OPEN.includes(path)) expect(page.headers.get("location")).toMatch(/^\/operator(\/sign-in)?$/);
        answers.push(shown(page));
      }
      expect(new Set(answers).size).toBe(1);
      const posted: string[] = [];
      for (const value of values()) {
        const form = new URLSearchParams({ id: value, tenantId: value, end: value, do: "suspendTenant", reason: "x" });
        const page = await walker.request(`${world.issuer}${path}`, form);
        expect(page.status).not.toBe(200);
        posted.push(shown(page));
      }
      expect(new Set(posted).size).toBe(1);
    }
  });

  test("and nothing of it changed the tenant", async () => {
    expect((await world.server.graphql(tenant.admin.keys.Admin, "{ tenant { status } }")).data).toEqual({
      tenant: { status: "ACTIVE" },
    });
  });
});

test("an address below it that is none answers as any that is none", async () => {
  const answers = await Promise.all(
    ["/operator/nothing", "/account/nothing"].map(async (path) => {
      const { status, html } = await openWalker().request(`${world.issuer}${path}`);
      return `${status} ${html}`;
    }),
  );
  expect(answers[0]).toBe(answers[1]);
});
