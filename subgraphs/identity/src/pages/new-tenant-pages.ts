import { backToAccount } from "./back-link.ts";
import { FAULT_ID, FAULTY, type FormTarget, faultSummary, form, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { isAboutField, type TenantFault, tenantFaultSentence } from "./tenant-fault.ts";
import { TEXTS } from "./texts.ts";

/** Something that a tenant may begin with. */
export interface ShownTemplate {
  name: string;
  title: string;
  description: string;
  /** Where its data is kept; empty where there is no choice of it. */
  region: string;
}

export interface NewTenantProps extends FormTarget {
  name?: string;
  slug?: string;
  /** Empty where there is one thing to begin with: then nobody is asked. */
  templates: readonly ShownTemplate[];
  /** Name of the one that is chosen. */
  template?: string | undefined;
  fault?: TenantFault | undefined;
}

/** Posts `name`, `slug`, which may be empty, and `template`, where there are several. */
export function newTenantPage({ name = "", slug = "", templates, template, fault, ...target }: NewTenantProps): Page {
  const texts = TEXTS.tenants;
  const isSlug = isAboutField(fault, "slug");
  const content = html`<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" autocomplete="organization" maxlength="200" required value="${name}"${isAboutField(fault, "name") && FAULTY}${!isSlug && html` autofocus`}>
<label for="slug">${texts.slug}</label>
<input id="slug" name="slug" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="63" value="${slug}" aria-describedby="${isSlug ? `${FAULT_ID} rule` : "rule"}"${isSlug && html` aria-invalid="true" autofocus`}>
<p class="soft small" id="rule">${texts.slugRule}</p>
${templates.length > 0 && choiceOf(templates, template)}<button class="main">${texts.goOn}</button>`;
  const body = html`<p class="soft">${texts.newLead}</p>
${faultSummary(tenantFaultSentence(fault))}${form(target, content)}
${backToAccount()}`;
  return pageOf({ title: texts.newTitle, isFaulty: fault !== undefined, body, formTargets: [] });
}

function choiceOf(templates: readonly ShownTemplate[], chosen: string | undefined): Html {
  const current = templates.some(({ name }) => name === chosen) ? chosen : templates[0]?.name;
  const picks = templates.map(
    (
      { name, title, description, region },
      at,
    ) => html`<label for="template-${at}"><input id="template-${at}" type="radio" name="template" autocomplete="off" value="${name}"${name === current && html` checked`}>
<span><bdi>${title}</bdi><br><span class="soft small"><bdi>${description}</bdi>${region !== "" && html` ${TEXTS.tenants.region(region)}`}</span></span></label>
`,
  );
  return html`<fieldset>
<legend>${TEXTS.tenants.template}</legend>
${picks}</fieldset>
`;
}

export interface ConfirmTenantProps extends FormTarget {
  name: string;
  slug: string;
  /** Absent where there is no choice of it. */
  template?: ShownTemplate | undefined;
  /** Where it is changed; absent once it is confirmed. */
  change?: string;
  fault?: TenantFault | undefined;
}

/** Posts nothing: what is confirmed is what was chosen last. */
export function confirmTenantPage({ name, slug, template, change, fault, ...target }: ConfirmTenantProps): Page {
  const texts = TEXTS.tenants;
  const isResumed = change === undefined;
  const body = html`<p class="soft">${isResumed ? texts.resumeLead : texts.confirmLead}</p>
${faultSummary(tenantFaultSentence(fault))}<dl>
<dt>${texts.name}</dt>
<dd>${named(name)}</dd>
<dt>${texts.slug}</dt>
<dd>${named(slug)}</dd>
${
  template &&
  html`<dt>${texts.template}</dt>
<dd><bdi>${template.title}</bdi>${template.region !== "" && html`<br><span class="soft">${texts.region(template.region)}</span>`}</dd>
`
}</dl>
${form(target, html`<button class="main">${isResumed ? texts.resume : texts.confirm}</button>`)}
${isResumed ? backToAccount() : html`<a class="button quiet" href="${change}">${texts.change}</a>`}`;
  return pageOf({
    title: isResumed ? texts.resumeTitle : texts.confirmTitle,
    isFaulty: fault !== undefined,
    body,
    formTargets: [],
  });
}

/** For an account whose address nobody has proved. */
export function proveAddressPage({ proveAt }: { proveAt?: string | undefined }): Page {
  const { proveTitle, prove, proveLink } = TEXTS.tenants;
  const way = proveAt !== undefined && html`<a class="button main note" href="${proveAt}">${proveLink}</a>\n`;
  return pageOf({ title: proveTitle, body: html`<p>${prove}</p>\n${way}${backToAccount()}` });
}
