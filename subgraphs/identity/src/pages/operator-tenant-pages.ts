import { form, hiddenField, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { choice, type OperatorFrame, operatorPage, textField } from "./operator-frame.ts";
import type { Page } from "./page.ts";
import { TEXTS } from "./texts.ts";
import { when } from "./when.ts";

/** A tenant as tenancy tells operators of it. */
export interface ShownTenant {
  id: string;
  slug: string;
  name: string;
  status: keyof typeof TEXTS.operators.statuses;
  statusReason: string | null;
  plan: string;
  region: string;
  memberCount: number;
  createdAt: string;
  closesAt: string | null;
}

/** An impersonation that runs. */
export interface ShownImpersonation {
  id: string;
  tenantId: string;
  userId: string;
  expiresAt: string;
}

export interface TenantsProps extends OperatorFrame {
  tenants: readonly ShownTenant[];
  search: string;
  /** Cursor of the page after this one. */
  next?: string | undefined;
  isFirst: boolean;
  running: readonly ShownImpersonation[];
}

const tenantAddress = (id: string) => `/operator/tenant?id=${encodeURIComponent(id)}`;

/** Asks by `q` and `after`; posts to `/operator/impersonation`: `end`. */
export function operatorTenantsPage({ tenants, search, next, isFirst, running, ...frame }: TenantsProps): Page {
  const texts = TEXTS.operators.tenants;
  const query = search === "" ? "" : `&q=${encodeURIComponent(search)}`;
  const body = html`${runningRows(running)}<form method="get" action="/operator" role="search">
<div class="pair"><div><label for="q">${texts.search}</label>
<input id="q" name="q" type="search" autocomplete="off" maxlength="254" value="${search}"></div>
<button>${texts.submit}</button></div>
</form>
${tenants.length === 0 ? html`<p class="soft">${texts.none}</p>` : tenantTable(tenants)}
<p class="soft small ways">${isFirst ? html`<span></span>` : html`<a href="/operator?${query.slice(1)}">${texts.first}</a>`}
${next !== undefined && html`<a href="/operator?after=${encodeURIComponent(next)}${query}">${texts.next}</a>`}</p>`;
  return operatorPage(texts.title, frame, body);
}

function tenantTable(tenants: readonly ShownTenant[]): Html {
  const { columns } = TEXTS.operators.tenants;
  const rows = tenants.map(
    ({
      id,
      name,
      slug,
      status,
      plan,
      memberCount,
      createdAt,
    }) => html`<tr><td><div><a href="${tenantAddress(id)}"><bdi>${name}</bdi></a><br><span class="soft small"><bdi>${slug}</bdi></span></div></td>
<td data-label="${columns.status}">${TEXTS.operators.statuses[status]}</td><td data-label="${columns.plan}"><bdi>${plan}</bdi></td><td class="number" data-label="${columns.members}">${memberCount}</td><td data-label="${columns.since}">${when(createdAt)}</td></tr>
`,
  );
  return html`<table>
<thead><tr><th scope="col">${columns.name}</th><th scope="col">${columns.status}</th><th scope="col">${columns.plan}</th><th scope="col" class="number">${columns.members}</th><th scope="col">${columns.since}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

function runningRows(running: readonly ShownImpersonation[]): Html | undefined {
  if (running.length === 0) return undefined;
  const texts = TEXTS.operators.impersonation;
  const rows = running.map(({ id, tenantId, userId, expiresAt }, index) => {
    const what = `running-${index + 1}`;
    const end = form(
      { action: "/operator/impersonation" },
      html`${hiddenField("end", id)}<button aria-describedby="${what}">${texts.end}</button>`,
    );
    return html`<li><div><span id="${what}">${texts.runningOf(named(userId), named(tenantId))}</span><br>
<span class="soft small">${texts.until(when(expiresAt))}</span></div>
${end}</li>
`;
  });
  return html`<h2>${texts.running}</h2>
<ul class="rows">
${rows}</ul>
`;
}

export interface TenantProps extends OperatorFrame {
  tenant: ShownTenant;
  /** What whoever is signed in may do with it. */
  may: { suspend: boolean; resume: boolean; changePlan: boolean; act: boolean; actAndChange: boolean };
}

/** Posts `id` and `do`, with `reason` or `plan`; to `/operator/impersonation`: `tenantId`, `userId`, `reason`, `minutes`, `mode`. */
export function operatorTenantPage({ tenant, may, ...frame }: TenantProps): Page {
  const texts = TEXTS.operators.tenant;
  const { id, name, slug, status, statusReason, plan, region, memberCount, createdAt, closesAt } = tenant;
  const given = (text: string) => html`<bdi>${text}</bdi>`;
  const facts: [term: string, fact: Html | string][] = [
    [texts.id, given(id)],
    [texts.slug, given(slug)],
    [texts.status, TEXTS.operators.statuses[status]],
    ...(statusReason === null ? [] : [[texts.why, given(statusReason)] as [string, Html]]),
    [texts.plan, given(plan)],
    [texts.region, given(region)],
    [texts.members, String(memberCount)],
    [texts.since, when(createdAt)],
    ...(closesAt === null ? [] : [[texts.closes, when(closesAt)] as [string, Html]]),
  ];
  const body = html`<dl>
${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>\n`)}</dl>
${may.suspend && status !== "SUSPENDED" && status !== "CLOSED" && section(texts.suspendTitle, id, "suspendTenant", textField("reason", texts.reason), texts.suspend)}
${may.resume && status === "SUSPENDED" && section(texts.resumeTitle, id, "resumeTenant", html``, texts.resume)}
${may.changePlan && status !== "CLOSED" && section(texts.planTitle, id, "changeTenantPlan", textField("plan", texts.planName, { value: plan }), texts.changePlan)}
${may.act && status !== "CLOSED" && actForm(id, may.actAndChange)}
<p class="soft small ways"><a href="/operator">${texts.back}</a></p>`;
  return operatorPage(name, frame, body);
}

function section(title: string, id: string, operation: string, fields: Html, submit: string): Html {
  const inside = html`${hiddenField("id", id)}${fields}<button name="do" value="${operation}">${submit}</button>`;
  return html`<h2>${title}</h2>
${form({ action: "/operator/tenant" }, html`<div class="pair">${inside}</div>`)}`;
}

function actForm(tenantId: string, mayChange: boolean): Html {
  const texts = TEXTS.operators.tenant;
  const modes = Object.entries(texts.modes).filter(([mode]) => mayChange || mode === "READ");
  const inside = html`${hiddenField("tenantId", tenantId)}<div class="pair">${textField("user", texts.user, { name: "userId" })}${textField("minutes", texts.minutes, { mode: "numeric" })}</div>
<div class="pair">${textField("why", texts.reason, { name: "reason" })}${choice("mode", texts.mode, modes)}</div>
<button class="main">${texts.act}</button>`;
  return html`<h2>${texts.actTitle}</h2>
<p class="soft small">${texts.actLead}</p>
${form({ action: "/operator/impersonation" }, inside)}`;
}
