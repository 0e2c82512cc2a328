import type { OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import { form, hiddenField, named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { choice, type OperatorFrame, operatorPage, shownOnce, textField } from "./operator-frame.ts";
import type { Page } from "./page.ts";
import { TEXTS } from "./texts.ts";
import { when } from "./when.ts";

/** The token of an impersonation, once. Posts `end` to `/operator/impersonation`. */
export function impersonationPage(
  props: OperatorFrame & { id: string; userId: string; expiresAt: string; accessToken: string },
): Page {
  const { id, userId, expiresAt, accessToken, ...frame } = props;
  const texts = TEXTS.operators.impersonation;
  const body = html`<p>${texts.lead(named(userId), when(expiresAt))}</p>
${shownOnce("token", texts.token, accessToken)}
${form({ action: "/operator/impersonation" }, html`${hiddenField("end", id)}<button class="main">${texts.end}</button>`)}
<p class="soft small ways"><a href="/operator">${texts.back}</a></p>`;
  return operatorPage(texts.title, frame, body);
}

export interface ShownOperator {
  id: string;
  email: string;
  name: string;
  role: OperatorRole;
  isSetUp: boolean;
}

const roleOptions = Object.entries(TEXTS.operators.roles);

/** Posts `do` with `id` and `role`, or with `email`, `name` and `role`. */
export function operatorsPage({
  operators,
  mayChange,
  ...frame
}: OperatorFrame & { operators: readonly ShownOperator[]; mayChange: boolean }): Page {
  const texts = TEXTS.operators.operators;
  const rows = operators.map((operator, index) => operatorRow(operator, index + 1, mayChange));
  const adding = html`<h2>${texts.addTitle}</h2>
${form(
  { action: "/operator/operators" },
  html`<div class="pair">${textField("email", TEXTS.email, { mode: "email" })}${textField("name", texts.name)}</div>
${choice("role", texts.role, roleOptions)}
<button class="main" name="do" value="addOperator">${texts.add}</button>`,
)}`;
  const body = html`<ul class="rows">
${rows}</ul>
${mayChange && adding}`;
  return operatorPage(texts.title, frame, body);
}

function operatorRow({ id, email, name, role, isSetUp }: ShownOperator, at: number, mayChange: boolean): Html {
  const texts = TEXTS.operators.operators;
  const action = "/operator/operators";
  const who = `operator-${at}`;
  const doing = (operation: string, label: string) =>
    form(
      { action },
      html`${hiddenField("id", id)}<button name="do" value="${operation}" aria-describedby="${who}">${label}</button>`,
    );
  const changing = form(
    { action },
    html`${hiddenField("id", id)}<div class="pair">${choice(`role-${at}`, texts.role, roleOptions, role)}<button name="do" value="changeOperatorRole" aria-describedby="${who}">${texts.change}</button></div>`,
  );
  return html`<li><div><span id="${who}">${named(name)}</span><br><span class="soft small"><bdi>${email}</bdi>${!isSetUp && html` · ${texts.notSetUp}`}</span>
${mayChange ? changing : html`<br><span class="soft small">${TEXTS.operators.roles[role]}</span>`}</div>
${mayChange && html`<div class="side">${doing("createOperatorLink", texts.link)}${doing("removeOperator", texts.remove)}</div>`}</li>
`;
}

/** A link, once. */
export function operatorLinkPage({
  name,
  url,
  expiresAt,
  ...frame
}: OperatorFrame & { name: string; url: string; expiresAt: string }): Page {
  const texts = TEXTS.operators.operators;
  const body = html`<p>${texts.linkLead(named(name), when(expiresAt))}</p>
${shownOnce("link", texts.linkLabel, url)}`;
  return operatorPage(texts.linkTitle, frame, body);
}

/** Posts nothing but that one is wanted. */
export function operatorTokenPage({
  made,
  ...frame
}: OperatorFrame & { made?: { token: string; expiresAt: string } }): Page {
  const texts = TEXTS.operators.token;
  const body = made
    ? html`<p>${texts.shown(when(made.expiresAt))}</p>
${shownOnce("token", texts.label, made.token)}`
    : html`<p class="soft">${texts.lead}</p>
${form({ action: "/operator/token" }, html`<button class="main">${texts.make}</button>`)}`;
  return operatorPage(texts.title, frame, body);
}

export interface ShownCell {
  month: string;
  plan: string | null;
  region: string | null;
  tenants: number;
  members: number | null;
  records: number | null;
}

/** Posts `from` and `to`. */
export function operatorReportsPage({
  from,
  to,
  cells,
  ...frame
}: OperatorFrame & { from: string; to: string; cells?: readonly ShownCell[] | undefined }): Page {
  const texts = TEXTS.operators.reports;
  const fields = html`<div class="pair">${textField("from", texts.from, { value: from })}${textField("to", texts.to, { value: to })}<button>${texts.run}</button></div>`;
  const body = html`<p class="soft">${texts.lead}</p>
${form({ action: "/operator/reports" }, fields)}
${cells && (cells.length === 0 ? html`<p class="soft">${texts.none}</p>` : reportTable(cells))}`;
  return operatorPage(texts.title, frame, body);
}

const NUMBER = new Intl.NumberFormat(TEXTS.dates);

function reportTable(cells: readonly ShownCell[]): Html {
  const { columns, several, hidden } = TEXTS.operators.reports;
  const figure = (value: number | null) => (value === null ? hidden : NUMBER.format(value));
  const name = (given: string | null) => (given === null ? several : html`<bdi>${given}</bdi>`);
  const number = (label: string, value: number | null) =>
    html`<td class="number" data-label="${label}">${figure(value)}</td>`;
  const rows = cells.map(
    ({
      month,
      plan,
      region,
      tenants,
      members,
      records,
    }) => html`<tr><td data-label="${columns.month}">${month}</td><td data-label="${columns.plan}">${name(plan)}</td><td data-label="${columns.region}">${name(region)}</td>${number(columns.tenants, tenants)}${number(columns.members, members)}${number(columns.records, records)}</tr>
`,
  );
  return html`<table>
<thead><tr><th scope="col">${columns.month}</th><th scope="col">${columns.plan}</th><th scope="col">${columns.region}</th><th scope="col" class="number">${columns.tenants}</th><th scope="col" class="number">${columns.members}</th><th scope="col" class="number">${columns.records}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}
