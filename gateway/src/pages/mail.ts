import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import { nothingHere } from "../http/error-handler.ts";
import type { KeptMail } from "../ports.ts";
import { escapeHtml } from "./escape-html.ts";
import { newNonce, sendPage } from "./policy.ts";

const SHOWN = 50;

/**
 * The mails that were kept instead of sent: a list, and each as its reader would see it. For development, where links in
 * them may be seen by whoever sits at the machine; a name that leads here from elsewhere is told nothing (DNS rebinding).
 */
export function addMail(app: FastifyInstance, { config, ports }: Edge): void {
  const { mailBox } = ports;
  if (!mailBox) return;
  const own = new URL(config.publicOrigin).hostname;
  app.get("/dev/mail", (request, reply) => {
    if (!isHere(request, own)) throw nothingHere();
    return sendPage(reply, listPage(mailBox.list().slice(0, SHOWN)), newNonce());
  });
  app.get<{ Params: { id: string } }>("/dev/mail/:id", (request, reply) => {
    const mail = mailBox.list().find(({ jobId }) => jobId === request.params.id);
    if (!mail || !isHere(request, own)) throw nothingHere();
    return sendPage(reply, mailPage(mail), newNonce());
  });
}

function isHere({ hostname }: FastifyRequest, own: string): boolean {
  return hostname === own || hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function listPage(mails: readonly KeptMail[]): string {
  const rows = mails.map(
    ({ jobId, subject, to, askedAt }) =>
      `<li><a href="/dev/mail/${escapeHtml(jobId)}">${escapeHtml(subject)}</a><p>${escapeHtml(to)}<time>${moment(askedAt)}</time></p></li>`,
  );
  const list =
    rows.length > 0
      ? `<p class="lead">Kept here instead of sent, newest first. Load this page again for more.</p>\n<ul>\n${rows.join("\n")}\n</ul>`
      : `<p class="lead">No mail yet. What would be sent is kept here: sign up, or forget a password, and load this page again.</p>`;
  return page("Mail", `<p class="back"><a href="/">Bulkhead</a></p>\n<h1>Mail</h1>\n${list}`);
}

function mailPage({ subject, to, askedAt, html, text }: KeptMail): string {
  // Nothing in it runs, and its links open in this window.
  const shown = html.replace("<head>", '<head><base target="_top">');
  return page(
    subject,
    `<p class="back"><a href="/dev/mail">All mail</a></p>
<h1>${escapeHtml(subject)}</h1>
<p class="lead">${escapeHtml(to)}<time>${moment(askedAt)}</time></p>
<iframe title="The mail as it looks" sandbox="allow-top-navigation-by-user-activation" srcdoc="${escapeHtml(shown)}"></iframe>
<h2>Plain text</h2>
<pre>${withLinks(text)}</pre>`,
  );
}

function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) => (at % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part)))
    .join("");
}

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** As the clock at the machine shows it. */
function moment(at: Date): string {
  return escapeHtml(FORMAT.format(at));
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Bulkhead development</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --line: #e2e6ec; --paper: #fbfcfd; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #98a3b3; --line: #2a323d; --paper: #12161c; --accent: #7db7f5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 0.8rem; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft); }
.back { margin: 0 0 1.25rem; font-size: 0.94rem; }
.back a::before { content: "\\2190\\a0"/""; }
.lead { margin: 0.75rem 0 0; color: var(--soft); }
ul { margin: 2rem 0 0; padding: 0; list-style: none; }
li { padding: 0.85rem 0; border-top: 1px solid var(--line); }
li a { font-weight: 600; }
li p { margin: 0.15rem 0 0; color: var(--soft); font-size: 0.94rem; }
time { margin-left: 1rem; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
iframe { display: block; width: 100%; height: min(46rem, 85vh); margin: 1.75rem 0 0; border: 1px solid var(--line); border-radius: 0.75rem; background: transparent; }
pre { margin: 0; padding: 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem; font: 0.875rem/1.6 ui-monospace, "Cascadia Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible, pre a { text-decoration: underline; }
@media (max-width: 30rem) { main { padding: 1.5rem 1rem 3rem; } time { display: block; margin: 0; } }
`;
