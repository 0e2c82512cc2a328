import { JobFailure } from "@bulkhead/kernel/job-kind.ts";
import type { Sender, SmtpServer } from "./smtp-setting.ts";

/** A mail as it leaves. */
export interface OutgoingMail {
  /** The job that sends it, a uuid; sent again, it is the same mail. */
  jobId: string;
  askedAt: Date;
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface MailTransport {
  /** Resolves when somebody has taken over the mail. Rejects with a JobFailure, which tells no address and no word of it. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}

export interface SmtpOptions {
  /** Longest attempt in ms. */
  deadlineMs?: number;
  /** After a server hung, nobody asks it for this long in ms: each attempt would take a worker the whole deadline. */
  restMs?: number;
}

/** Sends mail by a server of the operator's. Every mail has a connection of its own. */
export function createSmtpTransport(
  server: SmtpServer,
  { name, address, domain }: Sender,
  { deadlineMs = 30_000, restMs = 30_000 }: SmtpOptions = {},
): MailTransport {
  let client: ReturnType<typeof openClient> | undefined;
  let restsUntil = 0;

  return {
    async send({ jobId, askedAt, to, subject, text, html }, signal) {
      if (performance.now() < restsUntil) throw deferred("The mail server did not answer a moment ago.");
      client ??= openClient(server, deadlineMs);
      const opened = await client;
      const deadline = AbortSignal.timeout(deadlineMs);
      try {
        await opened.sendMail({
          // As objects, addresses are not parsed: whatever is in one, it stays one.
          from: { name, address },
          to: { name: "", address: to },
          envelope: { from: address, to: [{ name: "", address: to }] },
          messageId: `<${jobId}@${domain}>`,
          date: askedAt,
          headers: { "Auto-Submitted": "auto-generated" },
          subject,
          text,
          html,
          signal: AbortSignal.any([signal, deadline]),
        });
      } catch (error) {
        if (signal.aborted) throw deferred("The attempt was broken off.");
        const { code, command = "", responseCode } = error as SmtpError;
        const isLate = deadline.aborted || code === "ETIMEDOUT";
        if (isLate) restsUntil = performance.now() + restMs;
        throw isLate ? deferred("The mail server did not answer in time.") : failureOf(code, command, responseCode);
      }
    },
  };
}

/** Loaded by the first mail: most processes send none. */
async function openClient({ host, port, isSecure, needsTls, auth, ca }: SmtpServer, deadlineMs: number) {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: needsTls,
    ignoreTLS: !needsTls && !isSecure,
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    ...(auth ? { auth } : {}),
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    // What a text says is a text: nothing is read from a file or fetched because of it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface SmtpError {
  code?: string;
  command?: string;
  /** RFC 5321 section 4.2. */
  responseCode?: number;
}

/**
 * What a server said word for word stays out of it: servers quote addresses. A refusal of the recipient or of the mail is
 * final. One of ourselves (a wrong password, a sender it does not know, no TLS) is the operator's to mend, and then the
 * mail goes out after all.
 */
function failureOf(code: string | undefined, command: string, responseCode: number | undefined): JobFailure {
  if (code === "EENVELOPE" && command === "API") return refused("The address is none that mail can be sent to.");
  if (responseCode === undefined) return deferred(`The mail server could not be used (${code ?? "unknown"}).`);
  const where = command === "" ? "" : ` to ${command}`;
  const isFinal = responseCode >= 500 && /^(RCPT TO|DATA)/.test(command);
  return new JobFailure(`The mail server said ${responseCode}${where}.`, { isFinal });
}

const deferred = (message: string) => new JobFailure(message, { isFinal: false });
const refused = (message: string) => new JobFailure(message, { isFinal: true });
