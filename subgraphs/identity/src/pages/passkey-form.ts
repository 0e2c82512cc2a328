import { type FormTarget, hiddenField, ownAddress } from "./form.ts";
import { type Html, html } from "./html.ts";
import { TEXTS } from "./texts.ts";

/** A form that the passkey script fills and sends; a page with one names `PASSKEY_SCRIPT`, and has no second one. */
export interface PasskeyFormProps extends FormTarget {
  /** As `WebAuthnChallenge` has both. */
  optionsJson: string;
  challenge: string;
}

export interface PasskeyUseProps extends PasskeyFormProps {
  /** The browser may offer passkeys in a field that has `autocomplete="username webauthn"`, before anything is pressed. */
  autofill?: boolean;
  /** Whether it is the page's main button. */
  isMain?: boolean;
  label?: string;
}

/** Using a passkey. Posts `challenge` and `response`, the browser's answer as JSON, and what is hidden. */
export function passkeyUse(props: PasskeyUseProps): Html {
  const { autofill = false, isMain = false, label = TEXTS.passkeys.use } = props;
  return passkeyForm(
    "get",
    props,
    html`<button${isMain && html` class="main"`}>${label}</button>`,
    autofill && html` data-autofill`,
  );
}

/** Making a passkey. Posts the same, and `name`. */
export function passkeyCreation(props: PasskeyFormProps): Html {
  const texts = TEXTS.passkeys;
  return passkeyForm(
    "create",
    props,
    html`<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" autocomplete="off" maxlength="200" required aria-describedby="name-rule">
<p class="soft small" id="name-rule">${texts.nameRule}</p>
<button class="main">${texts.add}</button>`,
  );
}

function passkeyForm(
  kind: "create" | "get",
  { action, hidden = {}, optionsJson, challenge }: PasskeyFormProps,
  content: Html,
  more: Html | false = false,
): Html {
  const texts = TEXTS.passkeys;
  const fields = Object.entries({ ...hidden, challenge, response: "" });
  return html`<form method="post" action="${ownAddress(action)}" data-passkey="${kind}" data-options="${optionsJson}"${more} hidden>
${fields.map(([name, value]) => hiddenField(name, value))}${content}
<p class="fault" id="passkey-failed" hidden>${texts.failed[kind]}</p>
</form>
<p class="soft small note" id="passkey-absent">${texts.absent[kind]}</p>`;
}
