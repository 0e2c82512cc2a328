import type { WebAuthnChallenge } from "../accounts/factors/factors.ts";
import { abortForm, FAULT_ID, type FormProps, faultSummary, form, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { passkeyUse } from "./passkey-form.ts";
import { PASSKEY_SCRIPT } from "./passkey-script.ts";
import { type SignInFault, sentenceOf } from "./sign-in-page.ts";
import { TEXTS } from "./texts.ts";

export interface SecondFactorProps extends FormProps {
  /** Which is entered; absent on the way to one's own account. */
  tenant?: { name: string };
  takesCode: boolean;
  /** Absent when the person has none. */
  passkey?: WebAuthnChallenge;
  fault?: SignInFault;
}

/** Posts `code`, or what `passkeyUse` posts. */
export function secondFactorPage({ tenant, takesCode, passkey, fault, abort, ...target }: SecondFactorProps): Page {
  const texts = TEXTS.secondFactor;
  const body = html`<p class="soft">${tenant ? texts.leadTo(named(tenant.name)) : texts.lead}</p>
${faultSummary(fault && sentenceOf(fault))}${!takesCode && html`<p class="soft small note">${texts.passkeyOnly}</p>\n`}${
  takesCode && form(target, codeField(fault?.code === "WRONG_CODE"))
}
${passkey && passkeyUse({ ...target, ...passkey, isMain: !takesCode, label: texts.usePasskey })}
${abortForm(abort, TEXTS.cancel, true)}`;
  const rest = { formTargets: target.formTargets ?? [], ...(passkey ? { script: PASSKEY_SCRIPT } : {}) };
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, ...rest });
}

/** Wide enough for a recovery code, which has letters. */
function codeField(isWrong: boolean): Html {
  const texts = TEXTS.secondFactor;
  const describedBy = isWrong ? `${FAULT_ID} code-rule` : "code-rule";
  return html`<label for="code">${texts.code}</label>
<input class="code" id="code" name="code" type="text" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="40" required autofocus aria-describedby="${describedBy}"${isWrong && html` aria-invalid="true"`}>
<p class="soft small" id="code-rule">${texts.codeRule}</p>
<button class="main">${texts.submit}</button>`;
}
