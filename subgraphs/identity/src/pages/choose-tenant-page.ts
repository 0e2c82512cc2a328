import { abortForm, type FormProps, form, named, signedInAs } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface ChooseTenantProps extends FormProps {
  /** In the order to show them in; `id` is the public one. */
  tenants: readonly { id: string; name: string; role?: string; isSuspended?: boolean }[];
  client: { name: string };
  user?: { email: string };
}

/** Posts `tenant`, the id of the one chosen: each is a button, so that choosing takes one step. */
export function chooseTenantPage({ tenants, client, user, abort, ...target }: ChooseTenantProps): Page {
  const texts = TEXTS.chooseTenant;
  const choices = tenants.map(
    ({ id, name, role, isSuspended }) => html`<li><button name="tenant" value="${id}">${named(name)}${
      role !== undefined && html` <span class="soft small">${texts.role(role)}</span>`
    }${isSuspended && html` <span class="soft small">${texts.suspended}</span>`}</button></li>
`,
  );
  const body = html`<p class="soft">${texts.lead(named(client.name))}</p>
${form(target, html`<ul class="choices">\n${choices}</ul>`)}
${abortForm(abort, TEXTS.cancel, true)}
${user && signedInAs(user.email)}`;
  return pageOf({ title: texts.title, body, formTargets: target.formTargets ?? [] });
}
