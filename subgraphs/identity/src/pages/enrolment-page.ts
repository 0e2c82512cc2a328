import { abortForm, type FormProps, form, hiddenField, named, ownAddress } from "./form.ts";
import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";

export interface EnrolmentProps extends FormProps {
  tenant: { name: string };
  /** Whether only a passkey will do. */
  isPasskeyOnly: boolean;
  /** Addresses of the pages that set one up; absent where that is not possible. */
  ways: { passkey?: string; app?: string };
  /** From when it is asked for, in milliseconds since 1970; absent when it is now. */
  from?: number;
  /** By whose clock that day is told; null: UTC. */
  timeZone?: string | null;
}

/** Where the tenant's policy asks for more than the person has. Posts `later` where there is time. */
export function enrolmentPage({ tenant, isPasskeyOnly, ways, from, timeZone, abort, ...target }: EnrolmentProps): Page {
  const texts = TEXTS.enrolment;
  const name = named(tenant.name);
  const lead =
    from === undefined
      ? (isPasskeyOnly ? texts.demandedPasskey : texts.demanded)(name)
      : (isPasskeyOnly ? texts.noticedPasskey : texts.noticed)(name, dayOf(from, timeZone ?? "UTC"));
  const body = html`<p>${lead}</p>
${
  ways.passkey !== undefined &&
  html`<a class="button main" href="${ownAddress(ways.passkey)}">${texts.byPasskey}</a>
<p class="soft small">${texts.passkeyIs}</p>
`
}${
  ways.app !== undefined &&
  html`<a class="button" href="${ownAddress(ways.app)}">${texts.byApp}</a>
<p class="soft small">${texts.appIs}</p>
`
}${isPasskeyOnly && ways.passkey === undefined && html`<p class="soft small note">${texts.noPasskeys}</p>\n`}${
  from !== undefined && form(target, html`${hiddenField("later", "yes")}<button class="quiet">${texts.later}</button>`)
}
${abortForm(abort, TEXTS.cancel, true)}`;
  return pageOf({ title: texts.title, body, formTargets: target.formTargets ?? [] });
}

/** `3 December 2026` */
function dayOf(time: number, timeZone: string): string {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(time);
}
