import { dataAddress, png } from "../../../../tests/testkit/pictures.ts";
import { accountPage } from "../../src/pages/account-page.ts";
import { activatedPage, activatePage } from "../../src/pages/activation-pages.ts";
import { authenticatorPage } from "../../src/pages/authenticator-page.ts";
import { chooseTenantPage } from "../../src/pages/choose-tenant-page.ts";
import { consentPage } from "../../src/pages/consent-page.ts";
import { continuePage } from "../../src/pages/continue-page.ts";
import { deviceCodePage, deviceConfirmPage, deviceDonePage } from "../../src/pages/device-pages.ts";
import { describeError, errorPage } from "../../src/pages/error-page.ts";
import { onwardPage } from "../../src/pages/onward-page.ts";
import { branded, type Page } from "../../src/pages/page.ts";
import { passkeysPage } from "../../src/pages/passkeys-page.ts";
import { newCodesPage, recoveryCodesPage } from "../../src/pages/recovery-codes-pages.ts";
import { chooseFactorPage, removeFactorPage } from "../../src/pages/remove-factor-pages.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { signedOutPage, signOutPage } from "../../src/pages/sign-out-pages.ts";
import { accountExamples } from "./account-examples.ts";
import type { Given } from "./given.ts";
import { invitationExamples } from "./invitation-examples.ts";
import { operatorExamples } from "./operator-examples.ts";
import { sessionExamples } from "./session-examples.ts";
import { signInExamples } from "./sign-in-examples.ts";
import { tenantExamples } from "./tenant-examples.ts";

/** A ship's bow in three colours on nothing, as a tenant may have one. */
const LOGO = dataAddress(
  png(96, 96, (x, y) => {
    const [dx, dy] = [x - 48, y - 48];
    if (dx * dx + dy * dy > 46 * 46) return [0, 0, 0, 0];
    if (y > 60) return [14, 116, 144, 255];
    return x > 20 + (y - 20) / 2 && x < 76 - (y - 20) / 2 && y > 20 ? [249, 115, 22, 255] : [15, 40, 71, 255];
  }),
);

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
    ...operatorExamples(given),
    ...signInExamples(given),
    ...tenantExamples(given),
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
    "sign-in-branded": () =>
      branded(signInPage({ ...form(), client: client() }), { name: given("Acme Shipping"), logo: LOGO }),
    "consent-branded": () =>
      branded(
        consentPage({
          ...form(),
          client: { ...client(), isOfTenant: true },
          tenant: tenant(),
          user: { email: email() },
          scopes: ["record:read"],
        }),
        { name: given("Acme Shipping and Forwarding of the Northern Harbours"), logo: null, accentColour: "#7a0019" },
      ),
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
    "signed-out-account": () => signedOutPage({ signIn: "/account/sign-in" }),
    activate: () => activatePage(activation()),
    "activate-short": () => activatePage({ ...activation(), fault: { code: "INVALID_LENGTH" } }),
    "activate-breached": () => activatePage({ ...activation(), fault: { code: "BREACHED_PASSWORD" } }),
    activated: () => activatedPage({ email: email(), tenant: tenant() }),
    ...factorPages(given),
    ...accountExamples(given),
    ...invitationExamples(given),
    "sign-in-with-ways": () =>
      signInPage({ ...form(), client: client(), ways: { reset: "/account/reset", signUp: "/account/sign-up" } }),
    continue: () => continuePage({ ...here, hidden: { user_code: given("BCDF-GHJK") } }),
    ...sessionExamples(given),
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

function factorPages(given: Given): Record<string, () => Page> {
  const here = { action: "/post" };
  const times = { createdAt: "2026-11-03T08:00:00Z", isSynced: false, isFlagged: false };
  const phone = () => ({ ...times, id: "f-1", kind: "TOTP" as const, name: given("Phone"), lastUsedAt: null });
  const laptop = (name = "Laptop") => ({
    ...times,
    id: "f-2",
    kind: "PASSKEY" as const,
    name: given(name),
    lastUsedAt: "2026-11-29T08:00:00Z",
    isSynced: true,
  });
  const copied = () => ({ ...laptop("Old key"), isFlagged: true });
  const challenge = () => given("Xq0bPzF8.1790000000.create");
  const optionsJson = () => given(`{"challenge":"AAAA","rp":{"name":"Bulkhead"}}`);
  const secret = { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" };
  const uri = `otpauth://totp/Bulkhead:ada%40acme.example?secret=${secret.secret}&issuer=Bulkhead`;
  const counts = { passkeys: 2, authenticators: 1, recoveryCodes: 8, passwordChangedAt: times.createdAt };
  return {
    account: () => accountPage({ ...counts, email: given("ada@acme.example"), changesEmail: true }),
    "account-bare": () =>
      accountPage({ ...counts, email: given("ada@acme.example"), passkeys: 0, authenticators: 0, changesEmail: false }),
    authenticator: () => authenticatorPage({ ...here, factors: [], fresh: { ...secret, id: given("f-3"), uri } }),
    "authenticator-wrong": () =>
      authenticatorPage({
        ...here,
        factors: [phone()],
        fresh: { ...secret, id: given("f-3"), uri },
        name: given("Tablet"),
        fault: { code: "WRONG_CODE" },
      }),
    "authenticator-full": () => authenticatorPage({ ...here, factors: [phone()], fault: { code: "TOO_MANY" } }),
    passkeys: () =>
      passkeysPage({
        ...here,
        factors: [laptop(), copied()],
        isOffered: true,
        fresh: { optionsJson: optionsJson(), challenge: challenge() },
      }),
    "passkeys-refused": () =>
      passkeysPage({
        ...here,
        factors: [],
        isOffered: true,
        fresh: { optionsJson: optionsJson(), challenge: challenge() },
        fault: "REFUSED",
      }),
    "passkeys-nowhere": () => passkeysPage({ ...here, factors: [laptop()], isOffered: false }),
    "recovery-codes": () => recoveryCodesPage({ ...here, left: 8, hasFactor: true }),
    "recovery-codes-none": () => recoveryCodesPage({ ...here, left: 0, hasFactor: false }),
    "new-codes": () => newCodesPage({ codes: Array.from({ length: 10 }, (_, n) => given(`7GX2-9KQM-3FTR-W8Y${n}`)) }),
    "choose-factor": () => chooseFactorPage({ factors: [phone(), laptop()] }),
    "remove-factor": () => removeFactorPage({ ...here, factor: { ...phone(), id: given("f-1") }, isLast: true }),
  };
}
