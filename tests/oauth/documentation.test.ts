import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, isPortTaken } from "@bulkhead/infra/free-port.ts";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import * as oidc from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import { aptInstall } from "../testkit/apt.ts";
import { buildGo, GO_TIMEOUT_MS, haveGo } from "../testkit/go.ts";
import { change, type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { block, blockNames, docsPage } from "../testkit/oauth-docs.ts";
import { newVerifier, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { root } from "../testkit/process.ts";
import { until } from "../testkit/until.ts";
import { makeVenv } from "../testkit/venv.ts";

/** docs/security/oauth.md does what it says: each program on it, as it stands, against the running product. */
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-oauth-docs-"));
/** The exact versions that the page was tried with. */
const PYTHON_PACKAGES = ["authlib==1.9.9", "requests==2.34.2"];
const GO_MODULES = ["golang.org/x/oauth2@v0.37.0", "github.com/coreos/go-oidc/v3@v3.21.0"];
const pythonHome = path.join(root, "node_modules/.cache/bulkhead-oauth-clients-1");

let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  // The programs find the packages that a reader has installed beside them.
  symlinkSync(path.join(root, "tests/node_modules"), path.join(folder, "node_modules"));
}, 60_000);
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Program {
  output(): string;
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

function start(command: string, argv: readonly string[], environment: Record<string, string> = {}): Program {
  const env = { PATH: process.env.PATH ?? "", HOME: folder, BROWSER: "true", ...environment };
  const child = spawn(command, argv, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  void ended.then(() => running.delete(child));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { output: () => said, ended, stop };
}

/** Writes a block as the file it is named after. */
function write(name: string, filling: { clientId?: string; home?: string }): string {
  const file = path.join(folder, name);
  writeFileSync(file, block(name, { issuer: world.issuer, ...filling }));
  return file;
}

async function finished(program: Program): Promise<string> {
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
}

/** What the API says about whoever a program acts for. */
const whoami = { me: { actor: { id: expect.any(String), name: expect.any(String) }, roles: ["Developer"] } };

async function newHome(): Promise<string> {
  return `http://localhost:${await freePort()}`;
}

async function listening(home: string): Promise<void> {
  await until(() => isPortTaken(Number(new URL(home).port)), 60_000);
}

test("every block of the page is run or compared here, or in a real browser", () => {
  expect(blockNames).toEqual([
    "register.graphql",
    "register.json",
    "spa.js", // tests/oauth/browser.test.ts
    "server.mjs",
    "server.go",
    "cli.py",
    "device.sh",
    "machine.sh",
    "machine.mjs",
    "api.mjs",
    "claims.json",
    "step-up.mjs",
  ]);
});

test("each promise of the page names tests that there are", () => {
  const named = [...docsPage.matchAll(/^ {3,4}- `([^`]+)`: (.+)$/gm)];
  expect(new Set(docsPage.match(/^\d+\. (?=.*\.$)/gm)).size).toBe(30);
  expect(named.length).toBeGreaterThan(30);
  for (const [, file = "", title = ""] of named)
    expect(readFileSync(path.join(root, file), "utf8"), file).toContain(`"${title}`);
});

test("an Admin registers a client", async () => {
  const { input } = JSON.parse(block("register.json", world));
  const { data, errors } = await tenant.admin.graphql("Admin", block("register.graphql", world), { input });
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    createOAuthClient: {
      oauthClient: { id: expect.stringMatching(/^cli_[\da-z]{26}$/) },
      secret: expect.stringMatching(/^bhs_/),
    },
  });
});

test("a server in JavaScript signs a user in, calls the API, renews, signs out", async () => {
  const home = await newHome();
  const client = await tenant.client({
    kind: "CONFIDENTIAL",
    redirectUris: [`${home}/callback`],
    postLogoutRedirectUris: [`${home}/`],
  });
  // Its tokens seem to have expired at once, so that it renews.
  const source = block("server.mjs", { issuer: world.issuer, clientId: client.id, home });
  expect(source).toContain("tokens.expires_in - 30");
  writeFileSync(path.join(folder, "server.mjs"), source.replace("tokens.expires_in - 30", "tokens.expires_in - 300"));
  const program = start(process.execPath, ["server.mjs"], { CLIENT_SECRET: client.secret });
  await listening(home);
  const walker = openWalker();
  const walk = { as: member, until: "none:" };
  const { page } = await walker.walk(`${home}/signin`, walk);
  expect(JSON.parse(page?.html ?? ""), program.output()).toMatchObject({ data: whoami });
  await walker.walk(`${home}/signout`, walk);
  expect((await walker.request(home)).html).toBe("Nobody is signed in.");
  await program.stop();
}, 60_000);

describe.runIf(haveGo("to run the page's server in Go"))("Go", () => {
  test("a server with x/oauth2 and go-oidc signs a user in and calls the API", { timeout: GO_TIMEOUT_MS }, async ({
    skip,
  }) => {
    const home = await newHome();
    const client = await tenant.client({ kind: "CONFIDENTIAL", redirectUris: [`${home}/callback`] });
    const source = block("server.go", { issuer: world.issuer, clientId: client.id, home });
    const program = await buildGo(path.join(folder, "go"), source, GO_MODULES);
    if (program === undefined) return skip();
    const server = start(program, [], { CLIENT_SECRET: client.secret });
    await listening(home);
    const { page } = await openWalker().walk(`${home}/signin`, { as: member, until: "none:" });
    expect(JSON.parse(page?.html ?? ""), server.output()).toMatchObject({ data: whoami });
    const forged = await openWalker().request(`${home}/callback?code=x&state=y&iss=${world.issuer}`);
    expect(forged.status).toBe(400);
    await server.stop();
  });
});

function havePython(): boolean {
  try {
    makeVenv(pythonHome, PYTHON_PACKAGES);
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.log("skipped: needs Python 3 with venv and pip, to run the page's command line program");
    return false;
  }
}

describe.runIf(havePython())("Python", () => {
  test("a command line program with Authlib signs a user in over loopback and refreshes", async () => {
    const client = await tenant.client({ kind: "PUBLIC", redirectUris: ["http://127.0.0.1/callback"] });
    const program = start(path.join(pythonHome, "bin/python"), [write("cli.py", { clientId: client.id })]);
    const address = /^Sign in at (\S+)$/m;
    await until(async () => address.test(program.output()), 20_000);
    const walk = { as: member, until: "none:" };
    const { page } = await openWalker().walk(address.exec(program.output())?.[1] ?? "", walk);
    expect(page?.html).toBe("You may close this window.");
    const said = await finished(program);
    expect(JSON.parse(said.split("\n")[1] ?? "")).toMatchObject(whoami.me);
  }, 60_000);
});

/** What the shell blocks use. Debian's curl and jq will do. */
function haveShellTools(): boolean {
  const has = (name: string) => (process.env.PATH ?? "").split(":").some((at) => existsSync(path.join(at, name)));
  if (has("curl") && has("jq")) return true;
  try {
    aptInstall("curl", "jq");
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.log("skipped: needs curl and jq, to run the page's shell commands");
    return false;
  }
}

describe.runIf(haveShellTools())("the shell", () => {
  const shell = (file: string, environment: Record<string, string> = {}) =>
    start("bash", ["--norc", "-euo", "pipefail", file], environment);

  test("a program without a browser signs a user in by a code", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const program = shell(write("device.sh", { clientId: client.id }));
    const shown = /^Open (\S+) and enter (\S+)$/m;
    await until(async () => shown.test(program.output()), 20_000);
    const [, address = "", userCode = ""] = shown.exec(program.output()) ?? [];
    await openWalker().walk(address, { as: member, userCode, until: "none:" });
    const said = await finished(program);
    expect(JSON.parse(said.trim().split("\n").at(-1) ?? "")).toMatchObject({ data: whoami });
  }, 60_000);

  test("a machine calls the API with its secret", async () => {
    const client = await tenant.client({ kind: "MACHINE", role: "Developer" });
    const file = write("machine.sh", { clientId: client.id });
    const said = await finished(shell(file, { CLIENT_SECRET: client.secret }));
    expect(JSON.parse(said)).toMatchObject({ data: { me: { actor: { id: client.id }, roles: ["Developer"] } } });
  });
});

test("a machine calls the API with a key that never travels", async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const { oauthClient } = await change<{ oauthClient: { id: string } }>(
    tenant.admin,
    "mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) { oauthClient { id } } }",
    { kind: "MACHINE", name: "Nightly", role: "Developer", keys: { keys: [await exportJWK(pair.publicKey)] } },
  );
  const CLIENT_KEY = JSON.stringify(await exportJWK(pair.privateKey));
  const program = start(process.execPath, [write("machine.mjs", { clientId: oauthClient.id })], { CLIENT_KEY });
  expect(JSON.parse(await finished(program))).toMatchObject({ data: { me: { actor: { id: oauthClient.id } } } });
});

test("another API checks the tokens by itself, and the page lists what stands in them", async () => {
  const home = await newHome();
  const program = start(process.execPath, [write("api.mjs", { home })]);
  await listening(home);
  const client = await tenant.client({ kind: "PUBLIC" });
  const { access_token: token } = await tokensOf(world.issuer, client, member);
  const ask = async (bearer: string) => {
    const answer = await fetch(`${home}/whoami`, { headers: { authorization: `Bearer ${bearer}` } });
    return { status: answer.status, body: await answer.text() };
  };
  expect(await ask(`${token.slice(0, -6)}AAAAAA`)).toMatchObject({ status: 401 });
  const { status, body } = await ask(token);
  expect(status, program.output()).toBe(200);
  const { sub, ...claims } = decodeJwt(token);
  expect(JSON.parse(body)).toEqual({ user: sub, tenant: tenant.id, roles: ["Developer"] });
  const shown = JSON.parse(block("claims.json", world)) as Record<string, unknown>;
  expect(Object.keys({ sub, ...claims }).sort()).toEqual(Object.keys(shown).sort());
  for (const name of ["iss", "aud", "acr", "amr", "scope", "roles"]) expect(claims[name]).toEqual(shown[name]);
  for (const [name, value] of Object.entries({ sub, ...claims }))
    if (/^\w{3}_/.test(String(shown[name]))) expect(value).toMatch(new RegExp(`^${String(shown[name]).slice(0, 4)}`));
  await program.stop();
});

test("a program that is told to step up sends the user to sign in again, and then goes on", async () => {
  const { stepUpTokens, stepUpUrl, wantedBy } = (await import(write("step-up.mjs", {}))) as {
    wantedBy(answer: object): { acr_values: string; max_age: string } | undefined;
    stepUpUrl(config: oidc.Configuration, parameters: Record<string, string>, wanted: object): string;
    stepUpTokens: (...all: unknown[]) => Promise<{ access_token: string } | undefined>;
  };
  const admin = await tenant.member("Admin");
  const client = await tenant.client({ kind: "CONFIDENTIAL" });
  const execute = [oidc.allowInsecureRequests];
  const config = await oidc.discovery(new URL(world.issuer), client.id, client.secret, undefined, { execute });
  const walker = openWalker();
  await tokensOf(world.issuer, client, admin, {}, walker);
  await ageSessions(world.server, admin.email, 3_600);
  const stale = await tokensOf(world.issuer, client, admin, { prompt: "none" }, walker);
  const create = (token: string) =>
    world.server.graphql(token, "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }", {
      i: { name: "Nightly", role: "Viewer" },
    });
  const wanted = wantedBy(await create(stale.access_token));
  expect(wanted).toEqual({ acr_values: "urn:bulkhead:acr:single-factor", max_age: "900" });

  const { verifier, challenge } = newVerifier();
  const parameters = { redirect_uri: client.redirectUri, scope: "openid", code_challenge: challenge };
  const address = async (asked: object) => {
    const url = stepUpUrl(config, { ...parameters, code_challenge_method: "S256" }, asked);
    const { answer, passed } = await walker.walk(url, { as: admin, until: client.redirectUri });
    return { answer: answer as URL, wasAsked: passed.some(({ html }) => html.includes("<h1>Sign in</h1>")) };
  };
  const stepped = await address(wanted as object);
  expect(stepped.wasAsked).toBe(true);
  const tokens = await stepUpTokens(config, stepped.answer, { pkceCodeVerifier: verifier }, wanted);
  expect(wantedBy(await create(String(tokens?.access_token)))).toBeUndefined();
  expect((await create(String(tokens?.access_token))).data).toMatchObject({
    createApiKey: { key: expect.any(String) },
  });

  const more = { acr_values: "urn:bulkhead:acr:multi-factor", max_age: "900" };
  expect(
    await stepUpTokens(config, (await address(more)).answer, { pkceCodeVerifier: verifier }, more),
  ).toBeUndefined();
});
