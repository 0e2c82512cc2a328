import { scriptOf } from "./page.ts";

/**
 * Makes or uses a passkey with what the form brings, puts the browser's answer into the form and sends it. It fetches
 * nothing, and where the browser knows no passkeys it leaves the page as it is: the form hidden, the sentence that says so
 * shown. With `data-autofill` the browser offers passkeys in the field for the e-mail address as well. A challenge is
 * answered once: whoever presses the button while an answer is on its way would send a second one, which is refused.
 */
const TEXT = `(() => {
const form = document.querySelector("form[data-passkey]"), api = window.PublicKeyCredential;
if (!form || !api || !api.parseRequestOptionsFromJSON || !api.parseCreationOptionsFromJSON) return;
const { passkey, options, autofill } = form.dataset, failed = document.getElementById("passkey-failed");
const json = JSON.parse(options);
let pending, isSent = false;
const ask = async (mediation) => {
  pending?.abort();
  pending = new AbortController();
  const { signal } = pending;
  const credential = passkey === "create"
    ? await navigator.credentials.create({ publicKey: api.parseCreationOptionsFromJSON(json), signal })
    : await navigator.credentials.get({ publicKey: api.parseRequestOptionsFromJSON(json), signal, mediation });
  form.elements.response.value = JSON.stringify(credential.toJSON());
  isSent = true;
  HTMLFormElement.prototype.submit.call(form);
};
addEventListener("pageshow", ({ persisted }) => { isSent &&= !persisted; });
form.hidden = false;
document.getElementById("passkey-absent").hidden = true;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (isSent) return;
  failed.hidden = true;
  ask("optional").catch((error) => {
    if (error.name === "AbortError") return;
    failed.setAttribute("role", "alert");
    failed.hidden = false;
  });
});
if (autofill !== undefined)
  api.isConditionalMediationAvailable?.().then((can) => can && ask("conditional")).catch(() => {});
})();`;

export const PASSKEY_SCRIPT = scriptOf(TEXT);
