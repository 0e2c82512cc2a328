import { createHash } from "node:crypto";
import { type AccentSheet, accentSheet } from "./accent.ts";
import { CONSOLE_STYLE, CONSOLE_STYLE_SOURCE } from "./console-style.ts";
import { formAction } from "./form-target.ts";
import { type Html, html, markupOf, verbatim } from "./html.ts";
import { STYLE, STYLE_SOURCE } from "./style.ts";
import { TEXTS } from "./texts.ts";

/** A page and the headers it needs to be sent with. It loads nothing, and has a script only where passkeys need one. */
export interface Page {
  html: string;
  headers: Record<string, string>;
}

/** A script of our own, and its hash as a policy names it. */
export interface Script {
  text: string;
  source: string;
}

export function scriptOf(text: string): Script {
  return { text, source: `'sha256-${createHash("sha256").update(text).digest("base64")}'` };
}

interface Content {
  /** Heading of the page and beginning of its title. */
  title: string;
  /** Whether it comes back with something to put right: then its title says so first, for those who hear the page. */
  isFaulty?: boolean;
  body: Html;
  /** Where its forms may lead besides here (form-target.ts); absent when it has no form. */
  formTargets?: readonly string[];
  /** Where the browser goes at once. */
  refresh?: string;
  /** Stands before the heading. */
  lead?: Html;
  /** Whether it has lists that a narrow column would break. */
  isWide?: boolean;
  /** Runs after the page is there; the page works without it but for passkeys. */
  script?: Script;
}

export function pageOf({
  title,
  isFaulty = false,
  body,
  formTargets,
  refresh,
  script,
  lead,
  isWide = false,
}: Content): Page {
  const whole = html`<!doctype html>
<html lang="${TEXTS.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh !== undefined && html`<meta http-equiv="refresh" content="0;url=${refresh}">\n`}<title>${isFaulty && TEXTS.faultTitle}${title} · ${TEXTS.product}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%230b5cad' d='M1 5h22c-.5 6-2.8 11-6 14H7C3.8 16 1.5 11 1 5z'/%3E%3C/svg%3E">
<style>${isWide ? CONSOLE_SHEET : SHEET}</style>
</head>
<body>
${HEADER}
<main>
${lead}<h1>${title}</h1>
${body}
</main>
${
  script &&
  html`<script>${codeOf(script)}</script>
`
}</body>
</html>
`;
  return {
    html: markupOf(whole),
    headers: headersOf(formTargets, script, isWide ? CONSOLE_STYLE_SOURCE : STYLE_SOURCE),
  };
}

/** A hull with two bulkheads; one compartment is flooded, the others are dry. */
const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path class="water" d="M8.7 11h6.6v7.5H8.7z"/><path d="M1.5 6h21c-.5 5.2-2.6 9.8-5.6 12.5H7.1C4.1 15.8 2 11.2 1.5 6zM8.7 6v12.5M15.3 6v12.5"/></svg>`;

/** Above every page, where nobody's brand takes its place. */
const HEADER = html`<header>${MARK}<span>${TEXTS.product}</span></header>`;

/** How the tenant looks that a page is about. */
export interface Brand {
  name: string;
  /** A data address. */
  logo: string | null;
  /** `#rrggbb` */
  accentColour?: string | null;
}

/** A page as one of the tenant's, which its own content need not know of; the title still tells whose installation it is. */
export function branded(page: Page, { name, logo, accentColour }: Brand): Page {
  const picture = logo !== null && LOGO.test(logo) && html`<img src="${logo}" alt="">`;
  const header = html`<header>${picture}<bdi>${name}</bdi></header>`;
  const accent = typeof accentColour === "string" ? accentSheet(accentColour) : undefined;
  const { html: whole, headers } = accent ? accented(page, accent) : page;
  return { html: whole.replace(markupOf(HEADER), () => markupOf(header)), headers };
}

/** With a second sheet after the first, which the page's policy then names as well. */
function accented({ html: whole, headers }: Page, { text, source }: AccentSheet): Page {
  const policy = headers["content-security-policy"] ?? "";
  return {
    html: whole.replace("</style>", () => `</style>\n<style>${text}</style>`),
    headers: { ...headers, "content-security-policy": policy.replace(STYLE_SOURCE, () => `${STYLE_SOURCE} ${source}`) },
  };
}

/** Checked when it was set; what gets into an attribute is looked at where it does. */
const LOGO = /^data:image\/(?:png|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** A style element holds no character references: escaped, the sheet would not have the hash that its policy names. */
const SHEET = verbatim(STYLE);
const CONSOLE_SHEET = verbatim(CONSOLE_STYLE);

/** As is the text of a script. */
const codeOf = ({ text }: Script) => verbatim(text);

/**
 * Nothing runs but the script that is named, nothing is loaded, nothing frames the page, no copy of it is kept, and no address of it, which may hold
 * a code, is told to where it leads (RFC 9700 sections 4.2.4 and 4.16; RFC 6749 section 10.13).
 */
function headersOf(
  formTargets: readonly string[] | undefined,
  script: Script | undefined,
  style: string,
): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${style}`,
    ...(script ? [`script-src ${script.source}`] : []),
    "img-src data:",
    `form-action ${formTargets === undefined ? "'none'" : formAction(formTargets)}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  };
}
