import { type Html, html, markupOf, verbatim } from "../pages/html.ts";
import { TEXTS } from "../pages/texts.ts";
import type { Mail, MailTemplate, MailValues } from "./mail.ts";
import type { MailText } from "./mail-text.ts";
import { FRAME, MAIL_TEXTS } from "./texts.ts";

/** A mail in words: both parts say the same. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** `origin`: where the pages are that a mail points to; scheme, host and port. */
export function renderMail(mail: Mail, origin: string): RenderedMail {
  const write = MAIL_TEXTS[mail.template] as (values: MailValues[MailTemplate], origin: string) => MailText;
  if (write === undefined) throw new Error(`there is no mail ${mail.template}`);
  const content = write(mail.values, origin);
  return { subject: content.subject, text: textOf(content, mail.to), html: markupOf(pageOf(content, mail.to)) };
}

function textOf(
  {
    subject,
    title = subject,
    paragraphs,
    button,
    underButton,
    facts,
    verbatim: kept,
    otherwise,
    otherwiseLink,
  }: MailText,
  to: string,
): string {
  const parts = [
    title,
    ...paragraphs,
    ...(button ? [`${button.label}:\n${button.link}`] : []),
    ...(underButton ? [underButton] : []),
    facts.map(([label, value]) => `${label}: ${value}`).join("\n"),
    ...(kept === undefined ? [] : [kept]),
    otherwise,
    ...(otherwiseLink ? [`${otherwiseLink.label}:\n${otherwiseLink.link}`] : []),
    `-- \n${FRAME.footer(to)}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/**
 * Light in the attributes, since that is what every mail program shows; dark for those that know style sheets. Nothing is
 * loaded: a picture from elsewhere would tell when the mail is read.
 */
function pageOf(content: MailText, to: string): Html {
  const { subject, title = subject, paragraphs, button, underButton, facts, otherwise, otherwiseLink } = content;
  return html`<!doctype html>
<html lang="${TEXTS.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${DARK}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:#f3f5f8;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${paragraphs.at(-1) ?? ""}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f8">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px">
<tr><td style="padding:0 4px 16px">${MARK}<span class="ink" style="font-size:15px;font-weight:650;color:#18202c">${TEXTS.product}</span></td></tr>
<tr><td class="card" style="padding:32px;background:#ffffff;border:1px solid #e1e6ec;border-radius:16px">
<h1 class="ink" style="margin:0;font-size:22px;line-height:1.25;font-weight:650;letter-spacing:-0.02em;color:#18202c">${title}</h1>
${paragraphs.map((paragraph) => html`<p class="ink" style="margin:12px 0 0;font-size:16px;line-height:1.5;color:#18202c">${paragraph}</p>\n`)}${button && buttonOf(button)}${underButton !== undefined && html`<p class="soft" style="${SMALL}">${underButton}</p>\n`}${factsOf(facts)}${content.verbatim !== undefined && html`<pre class="ink" style="${KEPT}">${content.verbatim}</pre>`}
<p class="soft" style="${SMALL}">${otherwise}${otherwiseLink && html` <a class="link" href="${otherwiseLink.link}" style="color:#0b5cad">${otherwiseLink.label}</a>`}</p>
</td></tr>
<tr><td class="soft" style="padding:16px 4px 0;font-size:12px;line-height:1.5;color:#556070">${button && html`${FRAME.plainLink}<br><a class="link" href="${button.link}" style="color:#0b5cad;word-break:break-all">${button.link}</a><br><br>`}${FRAME.footer(to)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const KEPT =
  "margin:16px 0 0;font-size:11px;line-height:1.4;color:#18202c;white-space:pre-wrap;word-break:break-all;font-family:ui-monospace,Menlo,Consolas,monospace";
const SMALL = "margin:16px 0 0;font-size:14px;line-height:1.5;color:#556070";

/** Text of our own, which a style element must hold as it is. */
const DARK = verbatim(
  [
    ":root{color-scheme:light dark}",
    "@media(prefers-color-scheme:dark){.paper{background:#0e1217!important}.card{background:#161b22!important;border-color:#2a323d!important}.ink{color:#e8ecf2!important}.soft{color:#a2adbc!important}.link{color:#8ec2fa!important}.line{border-color:#2a323d!important}.main{background:#8ec2fa!important;color:#0a1a2c!important}.cell{border-color:#8ec2fa!important}.water{background:#8ec2fa!important}}",
  ].join("\n"),
);

/** Three compartments, the middle one flooded; made of borders, since pictures are not shown. */
const CELL =
  "display:inline-block;width:7px;height:13px;border:1.5px solid #0b5cad;margin-right:-1.5px;vertical-align:-2px";
const MARK = html`<span aria-hidden="true" style="white-space:nowrap;margin-right:9px"><span class="cell" style="${CELL}"></span><span class="cell water" style="${CELL};background:#0b5cad"></span><span class="cell" style="${CELL}"></span></span>`;

function buttonOf({ label, link }: { label: string; link: string }): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0 0"><tr><td class="main" style="background:#0b5cad;border-radius:8px"><a class="main" href="${link}" style="display:inline-block;padding:12px 24px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:8px">${label}</a></td></tr></table>
`;
}

function factsOf(facts: MailText["facts"]): Html {
  const rows = facts.map(
    ([label, value]) =>
      html`<tr><td class="soft" style="padding:2px 16px 2px 0;color:#556070;white-space:nowrap;vertical-align:top">${label}</td><td class="ink" style="padding:2px 0;color:#18202c">${value}</td></tr>`,
  );
  return html`<table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:24px 0 0;border-top:1px solid #e1e6ec"><tr><td style="padding:12px 0 0"><table role="presentation" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:1.5">${rows}</table></td></tr></table>`;
}
