import { html } from "./html.ts";
import { type Page, pageOf } from "./page.ts";
import { ERROR_SENTENCES, TEXTS } from "./texts.ts";

export interface ErrorProps {
  /** HTTP status that the page is sent with. */
  status: number;
  title: string;
  /** What to do now. */
  sentence: string;
  /** Of the standard or ours, for those who look into it. */
  code: string;
  requestId: string;
  /** A page of ours where one can go on. */
  onward?: { address: string; label: string };
}

export function errorPage({ status, title, sentence, code, requestId, onward }: ErrorProps): Page {
  const texts = TEXTS.error;
  const body = html`<p>${sentence}</p>
<dl>
<dt>${texts.code}</dt><dd><bdi>${code}</bdi></dd>
<dt>${texts.status}</dt><dd>${status}</dd>
<dt>${texts.requestId}</dt><dd><bdi>${requestId}</bdi></dd>
</dl>
${onward && html`<a class="button" href="${onward.address}">${onward.label}</a>`}`;
  return pageOf({ title, body });
}

/** Title and sentence for an error code; one that is not known here is told as a fault of the request or of the server. */
export function describeError(code: string, status: number): { title: string; sentence: string } {
  const known = Object.hasOwn(ERROR_SENTENCES, code) ? ERROR_SENTENCES[code] : undefined;
  const fallback = ERROR_SENTENCES[status < 500 ? "invalid_request" : "server_error"];
  return (known ?? fallback) as { title: string; sentence: string };
}
