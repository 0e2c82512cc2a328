import { FAULTY, type FormProps, faultSummary, form, hiddenField, named } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export type DeviceFault = keyof typeof TEXTS.device.faults;

/** What the page says of an error of the protocol library's code verification, by its name. */
export function deviceFaultOf(error: { name: string }): DeviceFault {
  return FAULTS[error.name] ?? "FAILED";
}

/** A code that is unknown, one that has expired and one used already are not told apart: who guesses learns nothing. */
const FAULTS: Readonly<Record<string, DeviceFault>> = {
  NoCodeError: "MISSING",
  NotFoundError: "WRONG",
  ExpiredError: "WRONG",
  AlreadyUsedError: "WRONG",
  AbortedError: "ABORTED",
};

interface DeviceFormProps extends Omit<FormProps, "abort"> {
  /** Proves that the form is from this browser's session. */
  xsrf: string;
}

/** Posts `xsrf` and `user_code` (RFC 8628 section 3.3). */
export function deviceCodePage({
  xsrf,
  userCode = "",
  fault,
  ...target
}: DeviceFormProps & { userCode?: string; fault?: DeviceFault }): Page {
  const texts = TEXTS.device;
  const isAboutCode = fault === "WRONG" || fault === "MISSING";
  const content = html`${hiddenField("xsrf", xsrf)}<label for="user_code">${texts.code}</label>
<input class="code" id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="100" required autofocus value="${userCode}"${isAboutCode && FAULTY}>
<button class="main">${TEXTS.continue}</button>`;
  const body = html`<p class="soft">${texts.lead}</p>
${faultSummary(fault && texts.faults[fault])}${form(target, content)}`;
  return pageOf({ title: texts.title, isFaulty: fault !== undefined, body, formTargets: target.formTargets ?? [] });
}

export interface DeviceConfirmProps extends DeviceFormProps {
  /** As the device shows it. */
  userCode: string;
  client: { name: string };
  /** Of the request that asked for the code. */
  device?: { address?: string; agent?: string };
}

/** Posts `xsrf`, `user_code` and `confirm`, and `abort` beside them when refused (RFC 8628 section 5.4). */
export function deviceConfirmPage({ xsrf, userCode, client, device, ...target }: DeviceConfirmProps): Page {
  const texts = TEXTS.device;
  const facts = [
    { name: texts.address, value: device?.address },
    { name: texts.agent, value: device?.agent },
  ].filter(({ value }) => value !== undefined && value !== "");
  const shown = facts.map(({ name, value }) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>\n`);
  const content = html`${hiddenField("xsrf", xsrf)}${hiddenField("user_code", userCode)}${hiddenField("confirm", "yes")}<button class="main">${texts.confirm}</button>
<button name="abort" value="yes">${texts.refuse}</button>`;
  const body = html`<p>${texts.confirmLead(named(client.name))}</p>
<output class="code">${userCode}</output>
<p class="soft small note">${texts.warning}</p>
${shown.length > 0 && html`<dl>\n${shown}</dl>`}
${form(target, content)}`;
  return pageOf({ title: texts.confirmTitle, body, formTargets: target.formTargets ?? [] });
}

export function deviceDonePage({ client }: { client: { name: string } }): Page {
  const { doneTitle, done } = TEXTS.device;
  return pageOf({ title: doneTitle, body: html`<p>${done(named(client.name))}</p>` });
}
