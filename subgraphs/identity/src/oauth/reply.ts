import { hash } from "node:crypto";
import type { HttpReply } from "@bulkhead/kernel/http-exchange.ts";
import type { Response } from "light-my-request";
import { continuePage } from "../pages/continue-page.ts";
import { formTargetOf } from "../pages/form-target.ts";
import { onwardPage } from "../pages/onward-page.ts";
import type { Page } from "../pages/page.ts";

type Headers = [string, string][];

/** About the connection of the one who sends it, or counted anew there. */
const DROPPED: ReadonlySet<string> = new Set([
  "connection",
  "date",
  "keep-alive",
  "transfer-encoding",
  "content-length",
]);

export const NOTHING_HERE = { error: "not_found", error_description: "There is nothing at this address." };

export function jsonReply(status: number, body: object, headers: Headers = []): HttpReply {
  const all: Headers = [["content-type", "application/json; charset=utf-8"], ["cache-control", "no-store"], ...headers];
  return { status, headers: all, body: Buffer.from(JSON.stringify(body)) };
}

/**
 * Where a form of ours was posted whose answer leads back to a client. Chromium holds every redirect that follows a form
 * against our `form-action`, the client's own later ones too, and stops without a word: so the way on is a page.
 */
const AFTER_FORM = /^\/oauth\/(interaction\/|logout\/confirm$)/;

/** The library's answer, made whole: pages of its own get the headers that all pages have, a bare 404 gets words. */
export function finished(response: Response, path: string): HttpReply {
  const { statusCode: status, rawPayload: body } = response;
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    DROPPED.has(name) ? [] : [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  );
  const leadsTo = response.headers.location;
  if (status === 303 && typeof leadsTo === "string" && AFTER_FORM.test(path))
    return asPage(headers, onwardPage({ to: leadsTo }));
  if (status === 404 && response.headers["content-type"]?.toString().startsWith("text/plain"))
    return jsonReply(404, NOTHING_HERE);
  const isPage = response.headers["content-type"]?.toString().startsWith("text/html") === true && leadsTo === undefined;
  if (!isPage || response.headers["content-security-policy"]) return { status, headers, body };
  return { ...asPage(headers, postingPage(body.toString())), status };
}

/** A page in the place of an answer, whose cookies go with it. */
export function asPage(headers: Headers, { html, headers: own }: Page): HttpReply {
  const others = headers.filter(([name]) => own[name] === undefined && name !== "location");
  return { status: 200, headers: [...others, ...Object.entries(own)], body: Buffer.from(html) };
}

/** A form that goes on by itself, for where no link may lead: after sign-out, and with `response_mode=form_post`. */
const SCRIPT = 'document.querySelector("form").submit()';

/** The library's page of a form that posts itself, as one of ours: with a button, for browsers without scripts. */
function postingPage(markup: string): Page {
  const action = textOf(/<form[^>]*action="([^"]*)"/.exec(markup)?.[1] ?? "/");
  const fields = [...markup.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)];
  const hidden = Object.fromEntries(fields.map(([, name = "", value = ""]) => [textOf(name), textOf(value)]));
  if (!/^(?:https?:|\/)/.test(action)) return onwardPage({ to: withQuery(action, hidden) });
  const { html, headers } = continuePage({ action, hidden, formTargets: [formTargetOf(action)] });
  const policy = `${headers["content-security-policy"]}; script-src 'sha256-${hash("sha256", SCRIPT, "base64")}'`;
  const page = html.replace("</body>", () => `<script>${SCRIPT}</script>\n</body>`);
  return { html: page, headers: { ...headers, "content-security-policy": policy } };
}

/** No form can be posted to an app, which gets its answer by the way that answers go otherwise. */
function withQuery(address: string, fields: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

function textOf(markup: string): string {
  return markup.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => ENTITIES[name] ?? "");
}
