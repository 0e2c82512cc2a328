/** A mail as its reader has it. */
export interface ReceivedMail {
  /** The job that sent it: one mail, however often it was sent. */
  jobId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** By name in lower case, unfolded (RFC 5322 section 2.2.3); the last of equal ones. */
export type Headers = ReadonlyMap<string, string>;

/** As much of RFC 5322 and RFC 2045 as a mail of ours needs; throws for anything else. */
export function readMessage(raw: string): { headers: Headers; text: string; html: string } {
  const { headers, body } = splitPart(raw);
  const [, boundary] = /^multipart\/alternative;.*boundary="([^"]+)"/.exec(headers.get("content-type") ?? "") ?? [];
  if (boundary === undefined) throw new Error(`this is no mail of ours: ${headers.get("content-type")}`);
  const parts = body.split(`--${boundary}`).slice(1, -1).map(readPart);
  const [text, html, ...more] = parts;
  if (!text || !html || more.length > 0 || !text.type.startsWith("text/plain") || !html.type.startsWith("text/html"))
    throw new Error(`this mail has other parts: ${parts.map(({ type }) => type)}`);
  return { headers, text: text.content, html: html.content };
}

function splitPart(raw: string): { headers: Headers; body: string } {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n(?=[ \t])/g, "")
    .split("\r\n");
  const headers = lines
    .filter((line) => line !== "")
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
  return { headers: new Map(headers), body: raw.slice(end + 4) };
}

function readPart(part: string): { type: string; content: string } {
  const { headers, body } = splitPart(part.replace(/^\r\n/, ""));
  const content = decode(body.replace(/\r\n$/, ""), headers.get("content-transfer-encoding") ?? "7bit");
  return { type: headers.get("content-type") ?? "", content: content.replaceAll("\r\n", "\n") };
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  return encoding === "quoted-printable" ? quotedPrintable(body.replaceAll("=\r\n", "")) : body;
}

function quotedPrintable(text: string): string {
  return Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}

/** RFC 2047. */
export function readWords(value: string): string {
  return value
    .replaceAll(/(=\?[^?]+\?[QB]\?[^?]*\?=)\s+(?==\?)/gi, "$1")
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toUpperCase() === "B" ? Buffer.from(word, "base64").toString() : quotedPrintable(word.replaceAll("_", " ")),
    );
}
