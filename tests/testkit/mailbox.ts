import { inject } from "vitest";
import type { ReceivedMail } from "./mail-message.ts";
import { mailsIn } from "./mail-server.ts";
import type { TestServer } from "./server.ts";
import { until } from "./until.ts";

export interface Wanted {
  /** Which of those that fit, in the order in which they were asked for; 1 when not said. */
  nth?: number;
  /** What its subject holds. */
  subject?: string | RegExp;
}

/** The mails that an installation has sent to anybody. */
export interface Mailbox {
  /** Resolves when the mail is there. */
  mailTo(address: string, wanted?: Wanted): Promise<ReceivedMail>;
  /** Those that are there now, in the order in which they were asked for. */
  mailsTo(address: string): ReceivedMail[];
}

const WAIT_MS = 20_000;

/** Of a test's server, which keeps its mail; of the one whose parts run apart, which sends it to a server of the tests. */
export function mailboxOf({ platform }: Pick<TestServer, "platform">): Mailbox {
  const { box } = platform.mail;
  if (box) return mailboxOver(() => box.list());
  const folder = inject("apart")?.mailFolder;
  if (folder === undefined) throw new Error("this installation sends mail to nobody that a test could ask");
  return mailboxOver(() => mailsIn(folder));
}

export function mailboxOver(list: () => readonly ReceivedMail[]): Mailbox {
  const mailsTo = (address: string) =>
    list()
      .filter(({ to }) => to === address)
      // UUIDv7, so in the order in which they were made.
      .toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1));
  return {
    mailsTo,
    async mailTo(address, { nth = 1, subject = "" } = {}) {
      const fitting = () => mailsTo(address).filter((mail) => matches(mail.subject, subject));
      await until(async () => fitting().length >= nth, WAIT_MS).catch(() => {
        const there = mailsTo(address).map((mail) => mail.subject);
        throw new Error(`mail ${nth} "${subject}" to ${address} did not come; there is ${JSON.stringify(there)}`);
      });
      return fitting()[nth - 1] as ReceivedMail;
    },
  };
}

function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
}

/** The link that a mail is about: the one with a secret in it. */
export function linkIn({ text, subject }: Pick<ReceivedMail, "text" | "subject">): string {
  const [link] = linksIn({ text }).filter((one) => new URL(one).search !== "");
  if (link === undefined) throw new Error(`the mail "${subject}" has no link with a secret`);
  return link;
}

function linksIn({ text }: Pick<ReceivedMail, "text">): string[] {
  return [...text.matchAll(/^https?:\/\/\S+$/gm)].map(([link]) => link);
}
