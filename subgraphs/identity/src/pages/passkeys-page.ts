import { backToAccount } from "./back-link.ts";
import { factorRows, type ShownFactor } from "./factor-rows.ts";
import { abortForm, type FormTarget, faultSummary } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { passkeyCreation } from "./passkey-form.ts";
import { PASSKEY_SCRIPT } from "./passkey-script.ts";
import { TEXTS } from "./texts.ts";

export type PasskeysFault = keyof typeof TEXTS.passkeys.faults;

export interface PasskeysProps extends FormTarget {
  /** Passkeys that are there already. */
  factors: readonly ShownFactor[];
  /** What a browser needs to make one; absent where there can be no more. */
  fresh?: { optionsJson: string; challenge: string };
  /** False where browsers allow none at all. */
  isOffered: boolean;
  fault?: PasskeysFault;
  /** The way out, where it is a step of something else. */
  abort?: FormTarget;
}

/** Posts `challenge`, `response` and `name`. */
export function passkeysPage({ factors, fresh, isOffered, fault, abort, ...target }: PasskeysProps): Page {
  const texts = TEXTS.passkeys;
  const body = html`<p class="soft">${isOffered ? texts.lead : texts.notOffered}</p>
${faultSummary(fault && texts.faults[fault])}${factorRows(factors)}
${fresh && passkeyCreation({ ...target, ...fresh })}
${abort ? abortForm(abort, TEXTS.cancel, true) : backToAccount()}`;
  const adding = fresh ? { formTargets: [], script: PASSKEY_SCRIPT } : {};
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, ...adding });
}
