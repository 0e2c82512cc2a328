import { describeError, errorPage } from "../../src/pages/error-page.ts";
import {
  acceptInvitationPage,
  type Invited,
  invitationSignInPage,
  invitationSignUpPage,
  joinedPage,
  otherAccountPage,
} from "../../src/pages/invitation-pages.ts";
import { branded, type Page } from "../../src/pages/page.ts";
import { TEXTS } from "../../src/pages/texts.ts";

/** Pages on which somebody becomes a member of a tenant. */
export function invitationExamples(given: (plain: string) => string): Record<string, () => Page> {
  const place = () => ({ tenant: { name: given("Acme Shipping") }, role: given("Developer") });
  const email = () => given("ada@acme.example");
  const invited = (): Invited => ({
    ...place(),
    by: given("Grace Hopper"),
    message: given("Welcome aboard: we start on Monday, and bring the charts."),
    email: email(),
  });
  const form = () => ({ ...invited(), action: "/post", token: given("Xq0bPzF8") });
  const signIn = "/account/sign-in?next=/account/invitation";
  const signUp = () => ({ ...form(), signIn, passwordLength: { min: 12, max: 200 } });
  return {
    "invitation-accept": () => acceptInvitationPage(form()),
    "invitation-accept-branded": () =>
      branded(
        acceptInvitationPage({
          ...place(),
          by: "",
          message: "",
          email: email(),
          action: "/post",
          token: given("Xq0bPzF8"),
        }),
        { name: given("Acme Shipping"), logo: null },
      ),
    "invitation-other": () => otherAccountPage({ ...form(), signedIn: given("grace@globex.example") }),
    "invitation-sign-in": () => invitationSignInPage({ ...invited(), signIn }),
    "invitation-sign-up": () => invitationSignUpPage(signUp()),
    "invitation-sign-up-short": () =>
      invitationSignUpPage({
        ...signUp(),
        name: given("Ada Lovelace"),
        fault: { code: "NEW_PASSWORD", rule: "BREACHED_PASSWORD" },
      }),
    "invitation-sign-up-nameless": () => invitationSignUpPage({ ...signUp(), fault: { code: "NAME" } }),
    "invitation-sign-up-known": () => invitationSignUpPage({ ...signUp(), fault: { code: "KNOWN" } }),
    "invitation-joined": () => joinedPage(place()),
    "invitation-unbacked": () =>
      errorPage({
        status: 403,
        code: given("invitation_unbacked"),
        title: TEXTS.invitation.unbackedTitle,
        sentence: TEXTS.invitation.unbacked,
        requestId: given("req_01jq5"),
      }),
    "invitation-dead": () =>
      errorPage({
        status: 404,
        code: given("invalid_link"),
        requestId: given("req_01jq5"),
        ...describeError("invalid_link", 404),
      }),
  };
}
