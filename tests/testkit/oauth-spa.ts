import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { block } from "./oauth-docs.ts";

const require = createRequire(import.meta.url);
const oidcClient = require.resolve("oidc-client-ts");
const modules = {
  "/oidc-client-ts.js": path.join(path.dirname(oidcClient), "../esm/oidc-client-ts.js"),
  "/jwt-decode.js": path.join(path.dirname(createRequire(oidcClient).resolve("jwt-decode")), "../esm/index.js"),
};

/** The module is at hand as `app`, and the library as `oidc`, for the tests to call; `ready` is who is signed in. */
const PAGE = `<!doctype html><html lang="en"><title>An app</title>
<script type="importmap">{"imports": {"oidc-client-ts": "/oidc-client-ts.js", "jwt-decode": "/jwt-decode.js"}}</script>
<script type="module">
import * as app from "/spa.js";
import * as oidc from "oidc-client-ts";
window.app = app;
window.oidc = oidc;
window.ready = app.whoIsHere();
await window.ready.catch(() => {});
document.body.dataset.ready = "yes";
</script><body>An app</body></html>`;

export interface SpaServer {
  /** Its origin: another port of `localhost` than the issuer's, so another origin on the same site. */
  home: string;
  redirectUri: string;
  /** Serves the page's app as this client from now on; `settings` are added to those of the page. */
  serve(clientId: string, settings?: string): void;
  stop(): Promise<void>;
}

/** An origin of its own for the app, which the installation is then told to allow. */
export const spaHome = async () => `http://localhost:${await freePort()}`;

/** The single-page app of docs/security/oauth.md at its origin. */
export async function startSpa(issuer: string, home: string): Promise<SpaServer> {
  let script = "";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", home);
    const answer = (type: string, body: string | Buffer) => response.setHeader("content-type", type).end(body);
    if (pathname === "/spa.js") return answer("text/javascript", script);
    if (pathname in modules)
      return answer("text/javascript", readFileSync(modules[pathname as keyof typeof modules], "utf8"));
    return answer("text/html", PAGE);
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(home).port), "localhost", resolve));
  return {
    home,
    redirectUri: `${home}/callback`,
    serve(clientId, settings = "") {
      script = block("spa.js", { issuer, clientId }).replace("automaticSilentRenew: true,", settings);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
