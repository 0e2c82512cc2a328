import { backToAccount } from "./back-link.ts";
import { factorRows, type ShownFactor } from "./factor-rows.ts";
import { abortForm, FAULTY, type FormTarget, faultSummary, form, hiddenField } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { qrCode } from "./qr-code.ts";
import { TEXTS } from "./texts.ts";

export type AuthenticatorFault =
  | { code: "WRONG_CODE" | "EXPIRED" | "NAME" | "TOO_MANY" }
  | { code: "TOO_MANY_ATTEMPTS"; minutes: number };

export interface AuthenticatorProps extends FormTarget {
  /** Apps that are there already. */
  factors: readonly ShownFactor[];
  /** What an app is to be given; absent when there can be no more apps. */
  fresh?: { id: string; secret: string; uri: string };
  name?: string;
  fault?: AuthenticatorFault;
  /** The way out, where it is a step of something else. */
  abort?: FormTarget;
}

/** Posts `id`, `name` and `code`. */
export function authenticatorPage({ factors, fresh, name, fault, abort, ...target }: AuthenticatorProps): Page {
  const texts = TEXTS.authenticator;
  const body = html`${fresh && html`<p class="soft">${texts.lead}</p>`}
${faultSummary(fault && sentenceOf(fault))}${fresh && adding(target, fresh, name ?? texts.defaultName, fault?.code)}
${factorRows(factors)}
${abort ? abortForm(abort, TEXTS.cancel, true) : backToAccount()}`;
  const formTargets = fresh ? { formTargets: [] } : {};
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, ...formTargets });
}

function adding(target: FormTarget, { id, secret, uri }: Fresh, name: string, fault: string | undefined): Html {
  const texts = TEXTS.authenticator;
  return html`${qrCode(uri, texts.qr)}
<a class="button quiet" href="${uri}">${texts.open}</a>
<p class="soft small">${texts.byHand}</p>
<output class="code small">${(secret.match(/.{1,4}/g) ?? []).join(" ")}</output>
${form(
  target,
  html`${hiddenField("id", id)}<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" autocomplete="off" maxlength="200" required value="${name}"${fault === "NAME" && FAULTY}>
<label for="code">${texts.code}</label>
<input class="code" id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" spellcheck="false" maxlength="20" required${fault === "WRONG_CODE" && FAULTY}>
<button class="main">${texts.submit}</button>`,
)}`;
}

type Fresh = NonNullable<AuthenticatorProps["fresh"]>;

function sentenceOf(fault: AuthenticatorFault): string {
  const { faults } = TEXTS.authenticator;
  return fault.code === "TOO_MANY_ATTEMPTS" ? faults.TOO_MANY_ATTEMPTS(fault.minutes) : faults[fault.code]();
}
