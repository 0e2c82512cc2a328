import { activatedPage, activatePage } from "../../src/pages/activation-pages.ts";
import { chooseTenantPage } from "../../src/pages/choose-tenant-page.ts";
import { consentPage } from "../../src/pages/consent-page.ts";
import { continuePage } from "../../src/pages/continue-page.ts";
import { deviceCodePage, deviceConfirmPage, deviceDonePage } from "../../src/pages/device-pages.ts";
import { describeError, errorPage } from "../../src/pages/error-page.ts";
import { onwardPage } from "../../src/pages/onward-page.ts";
import type { Page } from "../../src/pages/page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { signedOutPage, signOutPage } from "../../src/pages/sign-out-pages.ts";

/** Answers what stands in a page for a text that somebody else chose. */
export type Given = (plain: string) => string;

const AGENT = "tv-app/3.1 (Linux; armv7l)";

/** Every page, in every state it has. Each text that comes from outside is asked of `given`, once. */
export function examplePages(given: Given = (plain) => plain): Record<string, () => Page> {
  const client = () => ({ name: given("Harbour Console") });
  const tenant = () => ({ name: given("Acme Shipping") });
  const email = () => given("ada@acme.example");
  const xsrf = () => given("Xq0bPzF8");
  const here = { action: "/post" };
  const form = () => ({ ...here, hidden: { state: given("s-1") }, abort: { action: "/post?no" } });
  const activation = () => ({
    ...here,
    token: given("bhl_1f0c"),
    email: email(),
    tenant: tenant(),
    name: given("Ada Lovelace"),
    passwordLength: { min: 12, max: 200 },
  });
  return {
    "sign-in": () => signInPage({ ...form(), client: client() }),
    "sign-in-wrong": () =>
      signInPage({
        ...form(),
        email: email(),
        client: client(),
        tenant: tenant(),
        fault: { code: "WRONG_CREDENTIALS" },
      }),
    "sign-in-often": () =>
      signInPage({ ...form(), email: email(), client: client(), fault: { code: "TOO_MANY_ATTEMPTS", minutes: 12 } }),
    "choose-tenant": () =>
      chooseTenantPage({
        ...form(),
        client: client(),
        user: { email: email() },
        tenants: [
          { id: given("ten_1"), name: given("Acme Shipping"), role: given("Admin") },
          { id: given("ten_2"), name: given("Globex"), role: given("Viewer") },
        ],
      }),
    consent: () =>
      consentPage({
        ...form(),
        client: { ...client(), isOfTenant: true },
        tenant: tenant(),
        user: { email: email() },
        scopes: ["openid", "email", "offline_access", "record:read", "record:create", given("weather:forecast")],
        destination: given("https://console.example.com"),
      }),
    "consent-role": () =>
      consentPage({
        ...form(),
        client: { ...client(), isOfTenant: false },
        tenant: tenant(),
        user: { email: email() },
        scopes: ["openid"],
      }),
    "device-code": () => deviceCodePage({ ...here, xsrf: xsrf() }),
    "device-code-wrong": () => deviceCodePage({ ...here, xsrf: xsrf(), userCode: given("BCDF-GHJK"), fault: "WRONG" }),
    "device-confirm": () =>
      deviceConfirmPage({
        ...here,
        xsrf: xsrf(),
        userCode: given("BCDF-GHJK"),
        client: client(),
        device: { address: given("203.0.113.7"), agent: given(AGENT) },
      }),
    "device-done": () => deviceDonePage({ client: client() }),
    "sign-out": () => signOutPage({ ...here, xsrf: xsrf(), email: email() }),
    "signed-out": () => signedOutPage({ client: client() }),
    activate: () => activatePage(activation()),
    "activate-short": () => activatePage({ ...activation(), fault: { code: "PASSWORD_LENGTH" } }),
    activated: () => activatedPage({ email: email(), tenant: tenant() }),
    continue: () => continuePage({ ...here, hidden: { user_code: given("BCDF-GHJK") } }),
    onward: () => onwardPage({ to: `/landed?${given("state")}` }),
    error: () =>
      errorPage({
        ...describeError("invalid_redirect_uri", 400),
        status: 400,
        code: given("invalid_redirect_uri"),
        requestId: given("req_01jq5"),
      }),
    "error-in-other-words": () =>
      errorPage({
        title: given("A heading"),
        sentence: given("A sentence."),
        status: 500,
        code: given("server_error"),
        requestId: given("req_01jq5"),
      }),
  };
}
