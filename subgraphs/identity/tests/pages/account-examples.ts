import {
  changeEmailPage,
  confirmEmailPage,
  emailChangedPage,
  emailRevertedPage,
  revertEmailPage,
  signInFirstPage,
} from "../../src/pages/email-pages.ts";
import { errorPage } from "../../src/pages/error-page.ts";
import { factorsPage } from "../../src/pages/factors-page.ts";
import { mailSentPage } from "../../src/pages/mail-sent-page.ts";
import type { Page } from "../../src/pages/page.ts";
import { changePasswordPage, passwordChangedPage } from "../../src/pages/password-page.ts";
import { confirmResetPage, resetDonePage, resetPage } from "../../src/pages/reset-pages.ts";
import { confirmSignUpPage, signUpPage } from "../../src/pages/sign-up-pages.ts";
import { TEXTS } from "../../src/pages/texts.ts";

/** Pages on which people look after their own accounts by mail and password. */
export function accountExamples(given: (plain: string) => string): Record<string, () => Page> {
  const email = () => given("ada@acme.example");
  const here = { action: "/post" };
  const link = () => ({ ...here, token: given("Xq0bPzF8"), email: email() });
  const passwordLength = { min: 12, max: 200 };
  const signIn = "/account/sign-in";
  const back = "/account";
  const done = { signIn, signInToFactors: `${signIn}?next=%2Faccount%2Ffactors` };
  const factor = (name: string) => ({ name: given(name), createdAt: "2026-11-03T08:00:00Z", isFlagged: false });
  const phone = (id = "f-1") => ({ ...factor("Phone"), id, kind: "TOTP" as const, lastUsedAt: null, isSynced: false });
  const laptop = (id = "f-2") => ({
    ...factor("Laptop"),
    id,
    kind: "PASSKEY" as const,
    lastUsedAt: "2026-11-29T08:00:00Z",
    isSynced: true,
  });
  return {
    "sign-up": () => signUpPage({ ...here, hidden: { interaction: given("uid") }, signIn }),
    "sign-up-wrong": () => signUpPage({ ...here, email: email(), fault: { code: "EMAIL" }, signIn }),
    "mail-sent": () => mailSentPage({ email: email(), again: "/account/reset" }),
    "sign-up-confirm": () => confirmSignUpPage({ ...link(), passwordLength }),
    "sign-up-confirm-short": () =>
      confirmSignUpPage({
        ...link(),
        name: given("Ada Lovelace"),
        passwordLength,
        fault: { code: "NEW_PASSWORD", rule: "BREACHED_PASSWORD" },
      }),
    "sign-up-confirm-nameless": () => confirmSignUpPage({ ...link(), passwordLength, fault: { code: "NAME" } }),
    reset: () => resetPage({ ...here, signIn }),
    "reset-busy": () => resetPage({ ...here, email: email(), fault: { code: "BUSY" }, signIn }),
    "reset-confirm": () => confirmResetPage({ ...link(), passwordLength }),
    "reset-confirm-short": () =>
      confirmResetPage({ ...link(), passwordLength, fault: { code: "NEW_PASSWORD", rule: "INVALID_LENGTH" } }),
    "reset-busy-network": () =>
      resetPage({ ...here, email: email(), fault: { code: "TOO_MANY_MAILS", minutes: 42 }, signIn }),
    "reset-done": () => resetDonePage({ ...done, factors: [], recoveryCodes: 0 }),
    "reset-done-factors": () => resetDonePage({ ...done, factors: [phone(), laptop()], recoveryCodes: 8 }),
    factors: () =>
      factorsPage({
        ...here,
        factors: [phone(given("f-1")), laptop(given("f-2")), { ...laptop("f-3"), isFlagged: true }],
      }),
    "factors-changed": () => factorsPage({ ...here, factors: [phone(given("f-1"))], isChanged: true }),
    "factors-none": () => factorsPage({ ...here, factors: [] }),
    "change-email": () => changeEmailPage({ ...here, current: email(), back }),
    "change-email-same": () =>
      changeEmailPage({ ...here, current: email(), email: email(), back, fault: { code: "SAME_EMAIL" } }),
    "change-email-confirm": () => confirmEmailPage(link()),
    "change-email-sign-in": () => signInFirstPage({ signIn }),
    "change-email-done": () => emailChangedPage({ email: email(), back }),
    "revert-email": () => revertEmailPage(link()),
    "reverted-email": () => emailRevertedPage({ email: email(), again: "/account/reset" }),
    "change-password": () => changePasswordPage({ ...here, email: email(), passwordLength, back }),
    "change-password-wrong": () =>
      changePasswordPage({ ...here, email: email(), passwordLength, back, fault: { code: "WRONG_PASSWORD" } }),
    "change-password-often": () =>
      changePasswordPage({
        ...here,
        email: email(),
        passwordLength,
        back,
        fault: { code: "TOO_MANY_ATTEMPTS", minutes: 12 },
      }),
    "password-changed": () => passwordChangedPage({ back, isAsked: false }),
    "password-changed-factor": () => passwordChangedPage({ back, isAsked: true }),
    "dead-link": () =>
      errorPage({
        status: 404,
        code: given("invalid_link"),
        title: TEXTS.accounts.deadLink.title,
        sentence: TEXTS.accounts.deadLink.sentence,
        requestId: given("req_01jq5"),
        onward: { address: "/account/reset", label: TEXTS.accounts.deadLink.again },
      }),
  };
}
