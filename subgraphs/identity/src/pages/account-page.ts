import { named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { dateWords } from "./texts/factors.ts";
import { TEXTS } from "./texts.ts";

export interface AccountProps {
  email: string;
  /** RFC 3339. */
  passwordChangedAt: string;
  passkeys: number;
  authenticators: number;
  /** Unused ones; they are shown where there is a factor that they stand in for. */
  recoveryCodes: number;
  /** False where the address cannot be changed: a new one has to be proved by mail. */
  changesEmail: boolean;
  /** Absent where people do not make tenants by themselves; whether they have begun to. */
  newTenant?: { isBegun: boolean } | undefined;
  /** The tenant that has the domain of their address, where it offers something. */
  offer?: { tenantName: string; state: keyof typeof TEXTS.tenants.joinHint } | undefined;
}

/** Where a person sees what there is of them, and goes on to change it. */
export function accountPage(props: AccountProps): Page {
  const { email, passwordChangedAt, passkeys, authenticators, recoveryCodes, changesEmail, offer, newTenant } = props;
  const [texts, tenants] = [TEXTS.account, TEXTS.tenants];
  const address = named(email);
  const rows = [
    ...(offer
      ? [row("/account/tenants/join", tenants.joinRow, tenants.joinHint[offer.state](named(offer.tenantName)))]
      : []),
    ...(newTenant
      ? [row("/account/tenants/new", tenants.row, newTenant.isBegun ? tenants.rowOpen : tenants.rowHint)]
      : []),
    ...(changesEmail ? [row("/account/email", texts.email, address)] : []),
    row("/account/password", texts.password, texts.passwordSince(dateWords(passwordChangedAt))),
    row("/account/passkeys", TEXTS.passkeys.title, texts.factors(passkeys)),
    row("/account/authenticator", TEXTS.authenticator.title, texts.factors(authenticators)),
    ...(passkeys + authenticators > 0
      ? [row("/account/recovery-codes", TEXTS.recoveryCodes.title, texts.codes(recoveryCodes))]
      : []),
    row("/account/sessions", texts.sessions, texts.sessionsHint),
    row("/account/export", texts.export, texts.exportHint),
    row("/account/delete", texts.delete, texts.deleteHint),
  ];
  const body = html`${!changesEmail && html`<p class="soft">${TEXTS.signedInAs(address)}</p>\n`}<ul class="choices">
${rows}</ul>
<a class="button quiet" href="/account/sign-out">${texts.signOut}</a>`;
  return pageOf({ title: texts.title, body });
}

function row(href: string, what: string, fact: string | Html): Html {
  return html`<li><a class="button" href="${href}">${what} <span class="soft small">${fact}</span></a></li>
`;
}
