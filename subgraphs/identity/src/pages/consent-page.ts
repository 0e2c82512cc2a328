import { isPermission, PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { abortForm, type FormProps, form, named, signedInAs } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { OPENID_SENTENCES, PERMISSION_SENTENCES, TEXTS } from "./texts.ts";

export interface ConsentProps extends FormProps {
  /** `isOfTenant`: registered by an Admin of the tenant, not part of the installation. */
  client: { name: string; isOfTenant: boolean };
  tenant: { name: string };
  user: { email: string };
  /** As asked for. Without any permission among them the client gets all that the role has, and the page says so. */
  scopes: readonly string[];
  /** Where the answer goes, such as `https://app.example.com`. */
  destination?: string;
}

/** Posts nothing but what is hidden in it: to `action` is yes, to `abort` is no. */
export function consentPage({ client, tenant, user, scopes, destination, abort, ...target }: ConsentProps): Page {
  const texts = TEXTS.consent;
  const sentences = sentencesOf(scopes, named(tenant.name));
  const body = html`<p>${texts.asks(named(client.name), named(tenant.name))}</p>
<ul class="allowed">
${sentences.map((sentence) => html`<li>${sentence}</li>\n`)}</ul>
<p class="soft small note">${texts.bounds}</p>
<p class="soft small">${client.isOfTenant ? texts.registeredBy(named(tenant.name)) : texts.ofInstallation} ${
    destination !== undefined && texts.leadsTo(named(destination))
  }</p>
${form(target, html`<button class="main">${texts.allow}</button>`)}
${abortForm(abort, texts.deny, false)}
${signedInAs(user.email)}`;
  return pageOf({ title: texts.title, body, formTargets: target.formTargets ?? [] });
}

/** One for each scope, whatever their order and however often one is named; an unknown one by its own name. */
function sentencesOf(scopes: readonly string[], tenant: Html): Html[] {
  const asked = new Set(scopes);
  const openId = Object.entries(OPENID_SENTENCES).filter(([scope]) => asked.has(scope));
  const permissions = PERMISSIONS.filter((permission) => asked.has(permission));
  const others = [...asked].filter((scope) => !Object.hasOwn(OPENID_SENTENCES, scope) && !isPermission(scope));
  return [
    ...openId.map(([, sentence]) => html`${sentence}`),
    ...(permissions.length === 0 ? [TEXTS.consent.fullRole(tenant)] : []),
    ...permissions.map((permission) => html`${PERMISSION_SENTENCES[permission]}`),
    ...others.map((scope) => TEXTS.consent.otherScope(named(scope))),
  ];
}
