import { createServer, type Server, type Socket } from "node:net";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { JobFailure } from "@bulkhead/kernel/job-kind.ts";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeCertificate } from "../../../../tests/testkit/certificate.ts";
import { type MailServer, type MailServerOptions, startMailServer } from "../../../../tests/testkit/mail-server.ts";
import { readSender, readSmtpUrl, type SmtpServer } from "../../src/mail/smtp-setting.ts";
import { createSmtpTransport, type OutgoingMail, type SmtpOptions } from "../../src/mail/transport.ts";

const SENDER = readSender("Acme Mail <no-reply@acme.example>");
const LINK = `https://id.acme.example/account/reset?token=${newUuid()}`;
const never = new AbortController().signal;
let certificate: { key: string; cert: string };
const stops: (() => Promise<void>)[] = [];

beforeAll(() => {
  certificate = makeCertificate();
}, 120_000);

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function server(options: MailServerOptions = {}): Promise<MailServer> {
  const started = await startMailServer(options);
  stops.push(started.stop);
  return started;
}

/** A server that asks for TLS and a user, as those in the world do. */
function strictServer(options: MailServerOptions = {}): Promise<MailServer> {
  const onAuth: MailServerOptions["onAuth"] = ({ username, password }, _session, done) =>
    username === "ada" && password === "p@ss/word" ? done(null, { user: username }) : done(new Error("who?"));
  return server({ ...certificate, authOptional: false, onAuth, ...options });
}

const AUTH = { user: "ada", pass: "p@ss/word" };
const to = (port: number, more: Partial<SmtpServer> = {}): SmtpServer => ({
  host: "localhost",
  port,
  isSecure: false,
  needsTls: true,
  auth: AUTH,
  ca: certificate.cert,
  ...more,
});
const plain = (port: number) => readSmtpUrl(`smtp://127.0.0.1:${port}`);

const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  jobId: newUuid(),
  askedAt: new Date("2026-11-29T15:50:12Z"),
  to: "casey@example.com",
  subject: "Choose another password",
  text: `Open\n${LINK}\n`,
  html: `<a href="${LINK}">Open</a>`,
  ...more,
});

/** What became of sending it. */
async function failure(sent: Promise<void>): Promise<{ code: string; message: string }> {
  const error = await sent.then(
    () => expect.fail("it was sent"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(JobFailure);
  const { code, message, stack, cause } = error as JobFailure;
  expect(cause).toBeUndefined();
  for (const secret of ["casey", LINK, AUTH.pass]) expect(stack).not.toContain(secret);
  return { code, message };
}

describe("a mail is handed over", () => {
  test("after STARTTLS, by a user, whole and as a machine's", async () => {
    const { port, accepted } = await strictServer();
    const one = mail();
    await createSmtpTransport(to(port), SENDER).send(one, never);
    const [got] = accepted;
    expect(got).toMatchObject({
      isEncrypted: true,
      user: "ada",
      from: SENDER.address,
      to: one.to,
      subject: one.subject,
    });
    expect([got?.text, got?.html]).toEqual([one.text, one.html]);
    const header = (name: string) => got?.headers.get(name);
    expect(header("from")).toBe("Acme Mail <no-reply@acme.example>");
    expect(header("to")).toBe("casey@example.com");
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("message-id")).toBe(`<${one.jobId}@acme.example>`);
    expect(header("date")).toBe("Sun, 29 Nov 2026 15:50:12 +0000");
    expect([...(got?.headers.keys() ?? [])].sort()).toEqual(
      ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"].sort(),
    );
  });

  test("over TLS from the first byte", async () => {
    const { port, accepted } = await strictServer({ secure: true });
    await createSmtpTransport(to(port, { isSecure: true }), SENDER).send(mail(), never);
    expect(accepted).toMatchObject([{ isEncrypted: true, user: "ada" }]);
  });

  test("as the same mail when it is sent again", async () => {
    const { port, accepted } = await server();
    const one = mail();
    const transport = createSmtpTransport(plain(port), SENDER);
    await transport.send(one, never);
    await transport.send(one, never);
    const [first, second] = accepted.map(({ headers }) => [headers.get("message-id"), headers.get("date")]);
    expect(second).toEqual(first);
  });

  test("to the machine itself in the clear, even where it offers TLS that nobody vouches for", async () => {
    const { port, accepted } = await server({ ...certificate });
    await createSmtpTransport(plain(port), SENDER).send(mail(), never);
    expect(accepted).toMatchObject([{ isEncrypted: false }]);
  });
});

describe("nothing is said, and no mail is handed over,", () => {
  test("to a server that offers no TLS", async () => {
    const heard: string[] = [];
    const { port, accepted } = await server({
      onAuth: (_auth, _session, done) => done(null, { user: heard.push("a password") }),
      onMailFrom: (_address, _session, done) => done(void heard.push("a mail") as never),
    });
    expect(await failure(createSmtpTransport(to(port), SENDER).send(mail(), never))).toMatchObject({
      code: "JOB_DEFERRED",
    });
    expect([heard, accepted]).toEqual([[], []]);
  });

  test("to a server for which nobody vouches", async () => {
    const { port, accepted } = await strictServer();
    const { ca: _, ...target } = to(port);
    expect(await failure(createSmtpTransport(target, SENDER).send(mail(), never))).toMatchObject({
      code: "JOB_DEFERRED",
    });
    expect(accepted).toEqual([]);
  });

  test("to a server that has another's certificate", async () => {
    const another = makeCertificate("mail.elsewhere.example");
    const { port, accepted } = await strictServer(another);
    const target = to(port, { ca: another.cert });
    expect(await failure(createSmtpTransport(target, SENDER).send(mail(), never))).toMatchObject({
      code: "JOB_DEFERRED",
    });
    expect(accepted).toEqual([]);
  });
});

const says = (responseCode: number) => Object.assign(new Error("no, casey@example.com"), { responseCode });

describe("what a server says decides whether it is tried again", () => {
  test.each<[string, MailServerOptions, string, string]>([
    ["a busy recipient", { onRcptTo: (_a, _s, done) => done(says(451)) }, "JOB_DEFERRED", "said 451 to RCPT TO"],
    ["an unknown recipient", { onRcptTo: (_a, _s, done) => done(says(550)) }, "JOB_REFUSED", "said 550 to RCPT TO"],
    [
      "a sender it does not take",
      { onMailFrom: (_a, _s, done) => done(says(550)) },
      "JOB_DEFERRED",
      "said 550 to MAIL FROM",
    ],
    ["a mail it cannot store", { answer: () => 452 }, "JOB_DEFERRED", "said 452 to DATA"],
    ["a mail it does not want", { answer: () => 554 }, "JOB_REFUSED", "said 554 to DATA"],
    ["a client it does not know", { onConnect: (_s, done) => done(says(554)) }, "JOB_DEFERRED", "said 554"],
  ])("%s", async (_what, options, code, said) => {
    const { port, accepted } = await server(options);
    const told = await failure(createSmtpTransport(plain(port), SENDER).send(mail(), never));
    expect(told).toEqual({ code, message: expect.stringContaining(said) });
    expect(accepted).toEqual([]);
  });

  test("a wrong password, which the operator puts right", async () => {
    const { port } = await strictServer();
    const auth = { user: "ada", pass: "another" };
    const told = await failure(createSmtpTransport(to(port, { auth }), SENDER).send(mail(), never));
    expect(told).toEqual({ code: "JOB_DEFERRED", message: expect.stringContaining("said 535 to AUTH") });
  });

  test("no server at all", async () => {
    const gone = await startMailServer();
    await gone.stop();
    const told = await failure(createSmtpTransport(plain(gone.port), SENDER).send(mail(), never));
    expect(told).toMatchObject({ code: "JOB_DEFERRED" });
  });
});

describe("a server that says nothing", () => {
  async function silent(): Promise<{ port: number; connections: () => number; sockets: Socket[] }> {
    let connections = 0;
    const sockets: Socket[] = [];
    const listening: Server = createServer((socket) => {
      connections++;
      sockets.push(socket);
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    stops.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listening.close(resolve));
    });
    return { port: (listening.address() as { port: number }).port, connections: () => connections, sockets };
  }
  const POLL = { timeout: 15_000 };
  const OPTIONS: SmtpOptions = { deadlineMs: 300, restMs: 60_000 };

  test("is left at the deadline, and not asked again for a while: those who come next fail at once", async () => {
    const { port, connections, sockets } = await silent();
    const transport = createSmtpTransport(plain(port), SENDER, OPTIONS);
    const late = { code: "JOB_DEFERRED", message: "The mail server did not answer in time." };
    expect(await failure(transport.send(mail(), never))).toEqual(late);
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed), POLL).toBe(true);
    const asked = connections();
    for (let n = 0; n < 5; n++)
      expect(await failure(transport.send(mail(), never))).toEqual({
        ...late,
        message: "The mail server did not answer a moment ago.",
      });
    expect(connections()).toBe(asked);
  });

  test("is asked again after that", async () => {
    const { port, connections } = await silent();
    const transport = createSmtpTransport(plain(port), SENDER, { deadlineMs: 300, restMs: 0 });
    // On a busy machine a deadline may pass before the connection is there.
    for (let n = 0; n < 10 && connections() < 2; n++) await failure(transport.send(mail(), never));
    expect(connections()).toBe(2);
  });

  test("is left when the job has to end", async () => {
    const { port, sockets } = await silent();
    const stop = new AbortController();
    const sent = failure(createSmtpTransport(plain(port), SENDER).send(mail(), stop.signal));
    await expect.poll(() => sockets.length, POLL).toBe(1);
    stop.abort("draining");
    expect(await sent).toEqual({ code: "JOB_DEFERRED", message: "The attempt was broken off." });
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed), POLL).toBe(true);
  });
});

describe("nothing that somebody chose gets into a header or another envelope", () => {
  const HOSTILE = [
    'casey,"eve"@example.com',
    "casey;eve@example.com",
    '"casey"<eve>@example.com',
    "casey>SIZE=1@example.com",
    "casey@example.com\r\nBcc: eve@evil.example",
    "casey\r\nRCPT TO:<eve>@example.com",
    "käsey@bücher.example",
    "=?utf-8?Q?eve=40evil.example?=@example.com",
  ];

  test.each(HOSTILE)("an address: %j", async (address) => {
    const { port, accepted } = await server();
    const transport = createSmtpTransport(plain(port), SENDER);
    await transport
      .send(mail({ to: address }), never)
      .catch((error: unknown) => expect(error).toBeInstanceOf(JobFailure));
    for (const { to: reader, headers } of accepted) {
      expect(reader).not.toMatch(/^eve|evil\.example$/);
      expect(headers.has("bcc")).toBe(false);
      // In quotes it is part of one address.
      expect((headers.get("to") ?? "").replaceAll(/"[^"]*"/g, "")).not.toMatch(/[,;]/);
    }
    expect(accepted.length).toBeLessThanOrEqual(1);
  });

  test("a subject, and a sender's name", async () => {
    const { port, accepted } = await server();
    const sender = { ...SENDER, name: 'Acme "Mail", <eve@evil.example>\r\nBcc: eve@evil.example' };
    const subject = "Welcome\r\nBcc: eve@evil.example\r\n\r\nto Ünïcode 😀 <b>";
    await createSmtpTransport(plain(port), sender).send(mail({ subject }), never);
    const [got] = accepted;
    expect(got?.from).toBe(SENDER.address);
    expect(got?.headers.has("bcc")).toBe(false);
    expect(got?.headers.get("from")).toMatch(/<no-reply@acme\.example>$/);
    expect(got?.subject.replaceAll(/\s+/g, " ")).toBe("Welcome Bcc: eve@evil.example to Ünïcode 😀 <b>");
  });
});
