import { backToAccount } from "./back-link.ts";
import { type FormTarget, form, named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface JoinProps extends FormTarget {
  tenant: { name: string };
  state: keyof typeof TEXTS.tenants.join;
  /** Whether it has just become so. */
  isDone?: boolean;
}

/** Posts what `hidden` says, where there is something to do. */
export function joinTenantPage({ tenant, state, isDone = false, ...target }: JoinProps): Page {
  const texts = TEXTS.tenants;
  const canAct = state === "AUTOMATIC" || state === "APPROVAL";
  const act =
    canAct &&
    html`<p class="soft">${texts.joinSees}</p>
${form(target, html`<button class="main">${texts.joinSubmit[state]}</button>`)}
`;
  const done = state === "MEMBER" ? texts.joinedTitle : texts.askedTitle;
  const body = html`<p>${texts.join[state](named(tenant.name))}</p>
${act}${backToAccount()}`;
  return pageOf({ title: isDone ? done : texts.joinTitle, body, ...(canAct ? { formTargets: [] } : {}) });
}
