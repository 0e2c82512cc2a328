import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import { type Headers, type ReceivedMail, readMessage, readWords } from "./mail-message.ts";

export const MAIL_FROM = "Bulkhead <no-reply@bulkhead.example>";

/** A mail that the server has taken over. */
export interface AcceptedMail extends ReceivedMail {
  from: string;
  headers: Headers;
  raw: string;
  isEncrypted: boolean;
  /** Who signed in to hand it over. */
  user: string | undefined;
}

export interface MailServerOptions extends Omit<SMTPServerOptions, "onData"> {
  /** Where each mail is written to as well, for readers in other processes. */
  folder?: string;
  /** A free one when not said. */
  port?: number;
  /** What it says to a mail: a code that refuses it, or nothing to take it. It may take its time. */
  answer?(mail: AcceptedMail): number | undefined | Promise<number | undefined>;
}

export interface MailServer {
  /** As BULKHEAD_SMTP_URL has it, without a user. */
  url: string;
  port: number;
  /** In the order in which they came. */
  accepted: readonly AcceptedMail[];
  stop(): Promise<void>;
}

/** A real SMTP server on 127.0.0.1 that keeps what it is given. Without options it asks for no user and offers no TLS. */
export async function startMailServer(given: MailServerOptions = {}): Promise<MailServer> {
  const { folder, port = 0, answer = () => undefined, ...options } = given;
  const accepted: AcceptedMail[] = [];
  async function take(raw: string, session: SMTPServerSession): Promise<void> {
    const mail = acceptedOf(raw, session);
    const refusal = await answer(mail);
    if (refusal !== undefined) throw Object.assign(new Error("not this one"), { responseCode: refusal });
    accepted.push(mail);
    if (folder !== undefined) keep(folder, mail);
  }
  const server = new SMTPServer({
    authOptional: true,
    hidePIPELINING: true,
    disabledCommands: options.key === undefined ? ["STARTTLS"] : [],
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        take(Buffer.concat(chunks).toString(), session).then(
          () => done(),
          (error: Error) => done(error),
        );
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: own } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${own}`,
    port: own,
    accepted,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function acceptedOf(raw: string, { envelope, secure, user }: SMTPServerSession): AcceptedMail {
  const { headers, text, html } = readMessage(raw);
  const [{ address: to } = { address: "" }, ...more] = envelope.rcptTo;
  if (more.length > 0) throw new Error("a mail of ours goes to one reader");
  const from = envelope.mailFrom ? envelope.mailFrom.address : "";
  const jobId = /^<([^@]+)@/.exec(headers.get("message-id") ?? "")?.[1] ?? "";
  const subject = readWords(headers.get("subject") ?? "");
  return { jobId, from, to, subject, text, html, headers, raw, isEncrypted: secure, user };
}

/** Under another name first: whoever reads the folder finds whole files only. */
function keep(folder: string, { jobId, to, subject, text, html }: AcceptedMail): void {
  const file = path.join(folder, jobId);
  writeFileSync(`${file}.part`, JSON.stringify({ jobId, to, subject, text, html } satisfies ReceivedMail));
  renameSync(`${file}.part`, `${file}.json`);
}

export function mailsIn(folder: string): ReceivedMail[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as ReceivedMail);
}
