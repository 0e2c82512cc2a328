import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import type { KeptMail } from "../src/ports.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";

const HOSTILE = `<script>alert(1)</script>"'&`;
const mails: KeptMail[] = [
  {
    jobId: "0195c3a4-0000-7000-8000-000000000002",
    askedAt: new Date(1_764_431_412_000),
    to: `"${HOSTILE}"@example.com`,
    subject: HOSTILE,
    text: `${HOSTILE}\nhttps://id.example/account/reset?token=abc&x="><b>\n`,
    html: `<!doctype html><html><head><title>x</title></head><body>${HOSTILE}</body></html>`,
  },
  {
    jobId: "0195c3a4-0000-7000-8000-000000000001",
    askedAt: new Date(1_764_431_411_000),
    to: "casey@example.com",
    subject: "Set your password",
    text: "Set it.\n",
    html: "<!doctype html><html><head></head><body>Set it.</body></html>",
  },
];
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  const ports = { ...testPorts(), mailBox: { list: () => mails } };
  gateway = await createGateway(ports, testConfig({ environment: "development" }), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

const page = async (path: string) => {
  const response = await fetch(address + path);
  return { status: response.status, headers: response.headers, html: await response.text() };
};

test("in development the mails that were kept are listed, newest first, and linked from the first page", async () => {
  const { status, headers, html } = await page("/dev/mail");
  expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect([...html.matchAll(/href="\/dev\/mail\/([^"]+)"/g)].map(([, id]) => id)).toEqual(
    mails.map(({ jobId }) => jobId),
  );
  expect((await page("/")).html).toContain('href="/dev/mail"');
});

test.each(["/dev/mail", `/dev/mail/${mails[0]?.jobId}`])(
  "whatever a mail holds, %s runs no script and breaks nowhere",
  async (path) => {
    const { headers, html } = await page(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'.*form-action 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<b>");
  },
);

test("a mail is shown as it looks, in a frame that may do nothing but follow its links, and as plain text", async () => {
  const { html } = await page(`/dev/mail/${mails[1]?.jobId}`);
  expect(html.match(/<iframe[^>]*sandbox="allow-top-navigation-by-user-activation"/g)).toHaveLength(1);
  expect(html).toContain("<pre>Set it.\n</pre>");
  const [, link] = /<pre>.*?<a href="([^"]+)"/s.exec((await page(`/dev/mail/${mails[0]?.jobId}`)).html) ?? [];
  expect(link).toBe("https://id.example/account/reset?token=abc&amp;x=");
});

test("an unknown mail is as any unknown address", async () => {
  const [unknown, nothing] = [await page("/dev/mail/0195c3a4-0000-7000-8000-00000000000f"), await page("/dev/nothing")];
  const told = ({ status, html }: typeof unknown) => [status, JSON.parse(html).code, JSON.parse(html).detail];
  expect(told(unknown)).toEqual(told(nothing));
  expect(unknown.status).toBe(404);
});

test("a name from elsewhere that leads here is shown no mail", async () => {
  const asked = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${address}/dev/mail`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
  const port = new URL(address).port;
  expect(
    await Promise.all(["localhost", `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`].map(asked)),
  ).toEqual([200, 200, 200, 200]);
  expect(await Promise.all(["evil.example", `evil.example:${port}`, "localhost.evil.example"].map(asked))).toEqual([
    404, 404, 404,
  ]);
});

test.each(["test", "production"] as const)("there is no such page in an installation for %s", async (environment) => {
  const other = await createGateway(
    { ...testPorts(), mailBox: { list: () => mails } },
    testConfig({ environment }),
    [],
  );
  try {
    const there = await other.listen();
    expect((await fetch(`${there}/dev/mail`)).status).toBe(404);
    expect((await fetch(`${there}/dev/mail/${mails[0]?.jobId}`)).status).toBe(404);
  } finally {
    await other.stop();
  }
});
