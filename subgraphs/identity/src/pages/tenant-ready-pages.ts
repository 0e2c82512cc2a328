import { type FormTarget, faultSummary, form, named, ownAddress } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { type TenantFault, tenantFaultSentence } from "./tenant-fault.ts";
import { TEXTS } from "./texts.ts";

export interface ReadyProps extends FormTarget {
  tenant: { name: string };
  fault?: TenantFault | undefined;
}

/** Posts what `hidden` says; the answer is the key. */
export function tenantReadyPage({ tenant, fault, ...target }: ReadyProps): Page {
  const texts = TEXTS.tenants;
  const body = html`<p>${texts.ready(named(tenant.name))}</p>
<p class="soft">${texts.readyKey}</p>
${faultSummary(tenantFaultSentence(fault))}${form(target, html`<button class="main">${texts.makeKey}</button>`)}
<a class="button quiet" href="/account">${texts.later}</a>`;
  return pageOf({ title: texts.readyTitle, isFaulty: fault !== undefined, body, formTargets: [] });
}

export interface NewKeyProps {
  key: string;
  /** Scheme, host and port of the API. */
  origin: string;
}

/** The one time that it is shown, and what to do with it. */
export function newKeyPage({ key, origin }: NewKeyProps): Page {
  const texts = TEXTS.tenants;
  const command = `curl -s ${origin}/v1/me \\\n  -H "authorization: Bearer ${key}"`;
  const body = html`<p class="soft">${texts.key}</p>
<label for="key">${texts.keyLabel}</label>
<output class="secret" id="key">${key}</output>
<p class="soft small note">${texts.tryIt}</p>
<pre class="secret">${command}</pre>
<a class="button main note" href="/account">${texts.done}</a>
<a class="button quiet" href="${ownAddress("/explorer")}">${texts.explorer}</a>`;
  return pageOf({ title: texts.keyTitle, body });
}
