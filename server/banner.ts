import type { Settings } from "./config.ts";
import type { Demo } from "./demo.ts";
import { demoPeople } from "./demo-tenants.ts";

/** What a newcomer needs to see first: what to open, and lines that work when pasted into a shell. */
export function printBanner(settings: Settings, demo: Demo | undefined): void {
  const address = settings.publicOrigin;
  const lines = ["", `  Bulkhead is running at ${address}`, ""];
  if (!demo)
    lines.push(
      "  Make a tenant:  npm run bulkhead -- bootstrap --slug acme --name Acme --email ada@acme.example --admin Ada",
      `  Sign up:        ${address}/account/sign-up`,
      ...(settings.smtp ? [] : [`  Mail:           ${address}/dev/mail shows what would have been sent`]),
    );
  else lines.push(...demoLines(settings, demo));
  lines.push("", `  Data and keys are in ${settings.dataDir}. Ctrl-C stops everything.`, "");
  console.log(lines.join("\n"));
}

function demoLines(settings: Settings, { acme, globex, people }: Demo): string[] {
  const address = settings.publicOrigin;
  const graphql =
    '{"query":"{ records(collection: \\"airports\\", first: 3) { nodes { id data createdBy { name } } } }"}';
  const socket = `${address.replace(/^http/, "ws")}/graphql`;
  return [
    `  Open     ${address}/                   what is here`,
    `           ${address}/explorer           GraphQL explorer; put the key below into Headers`,
    `           ${address}/v1/openapi.json    the REST API`,
    `           ${address}/account            where people look after their account, and anybody signs up`,
    ...(settings.smtp ? [] : [`           ${address}/dev/mail           mail that would have been sent`]),
    "",
    "  Two tenants with real data, each with an Admin key:",
    `    acme    ${acme.key}`,
    `    globex  ${globex.key}`,
    "",
    `  People who can sign in, for example at ${address}/account, with their passwords:`,
    ...demoPeople.map(({ email, memberships }) => {
      const roles = memberships.map(({ tenant, role }) => `${role} of ${tenant}`).join(", ");
      return `    ${email.padEnd(22)}${people[email]?.password}   ${roles}`;
    }),
    "",
    "  Your application signs them in as any OAuth client does: docs/security/oauth.md. Registering it answers its client_id:",
    '    npm run bulkhead --silent -- oauth-client create --public --name "My app" --redirect http://localhost:3000/callback',
    "",
    "  REST",
    `    curl -s -H 'authorization: Bearer ${acme.key}' '${address}/v1/collections/airports/records?first=3'`,
    "",
    "  GraphQL",
    `    curl -s -H 'authorization: Bearer ${acme.key}' -H 'content-type: application/json' ${address}/graphql -d '${graphql}'`,
    "",
    "  The same question with the other tenant's key: it has no such collection",
    `    curl -s -H 'authorization: Bearer ${globex.key}' '${address}/v1/collections/airports/records?first=3'`,
    "",
    "  The row of an imported file that was refused, and why",
    `    curl -s -H 'authorization: Bearer ${acme.key}' '${address}/v1/imports/${acme.imports?.suppliers}/rejections'`,
    "",
    "  WebSocket: watch a collection, then create a record from another terminal",
    `    npm run bulkhead --silent -- watch stocks --url ${socket} --key ${globex.key}`,
    `    curl -s -X POST -H 'authorization: Bearer ${globex.key}' -H 'content-type: application/json' ${address}/v1/collections/stocks/records -d '{"data":{"symbol":"BLKH","date":"Nov 1 2026","price":42}}'`,
  ];
}
