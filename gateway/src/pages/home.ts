import type { FastifyInstance } from "fastify";
import type { Route } from "../rest/route.ts";
import { escapeHtml } from "./escape-html.ts";
import { newNonce, sendPage } from "./policy.ts";

/** What is to be found here, for whoever opens the address in a browser. Development only. */
export function addHome(app: FastifyInstance, manifest: readonly Route[], keepsMail: boolean): void {
  app.get("/", (_request, reply) => sendPage(reply, home(manifest, keepsMail), newNonce()));
}

const MAIL = {
  method: "GET",
  address: "/dev/mail",
  link: true,
  what: "Mail that would have been sent: links to sign up, to choose another password.",
};

const PLACES = [
  {
    method: "GET",
    address: "/account",
    link: true,
    what: "A person's own account: signing up and in, password, passkeys, sessions.",
  },
  {
    method: "GET",
    address: "/explorer",
    link: true,
    what: "Try GraphQL queries, mutations and subscriptions. Works offline.",
  },
  {
    method: "POST",
    address: "/graphql",
    link: false,
    what: "The whole API. Subscriptions at the same address by WebSocket, graphql-transport-ws.",
  },
  { method: "GET", address: "/v1/openapi.json", link: true, what: "The REST API as OpenAPI 3.0." },
  { method: "GET", address: "/healthz", link: true, what: "Whether this process lives." },
  { method: "GET", address: "/readyz", link: true, what: "Whether it can work." },
];

function home(manifest: readonly Route[], keepsMail: boolean): string {
  const routes = manifest.map(({ method, path, description }) => ({
    method,
    address: path,
    link: false,
    what: description,
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bulkhead</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Bulkhead</h1>
<p class="lead">It runs. Requests need an API key or an access token: <code>Authorization: Bearer bh_dev_…</code>.
The terminal that started it shows a key for each demo tenant, and people who can sign in.</p>
${table("Open", keepsMail ? PLACES.toSpliced(1, 0, MAIL) : PLACES)}
${table("REST", routes)}
</main>
</body>
</html>
`;
}

interface Place {
  method: string;
  address: string;
  link: boolean;
  what: string;
}

function table(title: string, places: readonly Place[]): string {
  const rows = places.map(({ method, address, link, what }) => {
    const shown = link ? `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>` : escapeHtml(address);
    return `<li><span class="method">${method}</span><code>${shown}</code><p>${escapeHtml(what)}</p></li>`;
  });
  return `<h2>${title}</h2>\n<ul>\n${rows.join("\n")}\n</ul>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --line: #e2e6ec; --paper: #fbfcfd; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #98a3b3; --line: #2a323d; --paper: #12161c; --accent: #7db7f5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem 5rem; }
h1 { margin: 0; font-size: 2rem; font-weight: 650; letter-spacing: -0.02em; }
h2 { margin: 2.5rem 0 0.25rem; font-size: 0.8rem; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; color: var(--soft); }
.lead { margin: 0.75rem 0 0; color: var(--soft); }
code { font: 0.92em/1.4 ui-monospace, "Cascadia Mono", Menlo, monospace; color: var(--ink); }
ul { margin: 0; padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 4rem 1fr; column-gap: 0.75rem; padding: 0.85rem 0; border-top: 1px solid var(--line); }
li p { grid-column: 2; margin: 0.15rem 0 0; color: var(--soft); font-size: 0.94rem; }
.method { color: var(--soft); font: 600 0.75rem/1.9 ui-monospace, Menlo, monospace; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
@media (max-width: 30rem) { li { grid-template-columns: 1fr; } li p { grid-column: 1; } }
`;
