import { enrolmentPage } from "../../src/pages/enrolment-page.ts";
import type { Page } from "../../src/pages/page.ts";
import { newCodesPage } from "../../src/pages/recovery-codes-pages.ts";
import { secondFactorPage } from "../../src/pages/second-factor-page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import type { Given } from "./given.ts";

/** Every page on which somebody says who they are, beyond the password, in every state it has. */
export function signInExamples(given: Given): Record<string, () => Page> {
  const tenant = () => ({ name: given("Acme Shipping") });
  const form = () => ({ action: "/post", hidden: { state: given("s-1") }, abort: { action: "/post?no" } });
  const choice = () => ({ action: "/post", abort: { action: "/post?no" } });
  const passkey = () => ({ optionsJson: given('{"challenge":"Zm9v"}'), challenge: given("c-1") });
  const ways = { passkey: "/post?by=passkey", app: "/post?by=app" };
  const from = Date.UTC(2026, 11, 3);
  return {
    "sign-in-passkey": () =>
      signInPage({
        ...form(),
        client: { name: given("Harbour Console") },
        passkey: passkey(),
        ways: { reset: "/account/reset", signUp: "/account/sign-up" },
      }),
    "sign-in-account": () =>
      signInPage({ action: "/post", passkey: passkey(), fault: { code: "EXPIRED" }, email: given("ada@acme.example") }),
    "second-factor": () => secondFactorPage({ ...form(), tenant: tenant(), takesCode: true }),
    "second-factor-wrong": () => secondFactorPage({ ...form(), takesCode: true, fault: { code: "WRONG_CODE" } }),
    "second-factor-both": () => secondFactorPage({ ...form(), tenant: tenant(), takesCode: true, passkey: passkey() }),
    "second-factor-passkey": () =>
      secondFactorPage({
        ...form(),
        tenant: tenant(),
        takesCode: false,
        passkey: passkey(),
        fault: { code: "WRONG_PASSKEY" },
      }),
    enrolment: () => enrolmentPage({ ...choice(), tenant: tenant(), isPasskeyOnly: false, ways }),
    "enrolment-passkey": () =>
      enrolmentPage({ ...choice(), tenant: tenant(), isPasskeyOnly: true, ways: { passkey: ways.passkey } }),
    "enrolment-impossible": () => enrolmentPage({ ...choice(), tenant: tenant(), isPasskeyOnly: true, ways: {} }),
    "enrolment-notice": () => enrolmentPage({ ...form(), tenant: tenant(), isPasskeyOnly: false, ways, from }),
    "enrolment-notice-passkey": () =>
      enrolmentPage({ ...form(), tenant: tenant(), isPasskeyOnly: true, ways: { passkey: ways.passkey }, from }),
    "new-codes-onward": () => newCodesPage({ codes: [given("7GX2-9KQM-3FTR-W8Y1")], onward: "/post?on" }),
  };
}
