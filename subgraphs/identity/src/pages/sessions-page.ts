import { type FormTarget, form, hiddenField, named, signedInAs } from "./form.ts";
import { type Html, html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { TEXTS } from "./texts.ts";
import { when } from "./when.ts";

export interface ShownSession {
  uid: string;
  /** Browser and system, in a few words. */
  device: string;
  network: string | null;
  /** RFC 3339. */
  createdAt: string;
  lastUsedAt: string;
  isCurrent: boolean;
}

export interface SessionsProps extends FormTarget {
  /** In the order to show them in. */
  sessions: readonly ShownSession[];
  user: { email: string };
  /** What was just done. */
  done?: keyof typeof TEXTS.sessions.done;
}

/** Posts `session`, the one to end, or `others`. */
export function sessionsPage({ sessions, user, done, ...target }: SessionsProps): Page {
  const texts = TEXTS.sessions;
  const hasOthers = sessions.some(({ isCurrent }) => !isCurrent);
  const body = html`<p class="soft">${texts.lead}</p>
${done !== undefined && html`<p class="done" role="status">${texts.done[done]}</p>\n`}<ul class="rows">
${sessions.map((session, index) => rowOf(session, `session-${index + 1}`, target))}</ul>
${hasOthers && form(target, html`<button name="others" value="yes">${texts.endOthers}</button>`)}
<p><a class="button quiet" href="/account">${texts.back}</a></p>
${signedInAs(user.email)}`;
  return pageOf({ title: texts.title, body, ...(hasOthers ? { formTargets: [] } : {}) });
}

function rowOf({ uid, device, network, ...session }: ShownSession, id: string, target: FormTarget): Html {
  const texts = TEXTS.sessions;
  const facts = [
    texts.lastUsed(when(session.lastUsedAt)),
    texts.since(when(session.createdAt)),
    ...(network === null ? [] : [texts.from(html`<bdi>${network}</bdi>`)]),
  ];
  const end = form(target, html`${hiddenField("session", uid)}<button aria-describedby="${id}">${texts.end}</button>`);
  return html`<li><div>
<span id="${id}">${named(device)}</span>
${facts.map((fact) => html`<br><span class="soft small">${fact}</span>\n`)}</div>
${session.isCurrent ? html`<span class="soft small">${texts.current}</span>` : end}</li>
`;
}
