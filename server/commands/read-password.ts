import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

/**
 * A password from the terminal, asked for twice and not shown, or from whatever is piped in: its first line, without the
 * line's end. Never from an argument, which every user of the machine could read.
 */
export async function askNewPassword(): Promise<string> {
  const password = await askPassword("New password: ");
  if (!process.stdin.isTTY) return password;
  if ((await askUnseen("The same again: ")) !== password) throw new Error("These were two different passwords.");
  return password;
}

/** As above, asked for once. */
export async function askPassword(prompt: string): Promise<string> {
  return process.stdin.isTTY ? askUnseen(prompt) : ((await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "");
}

async function askUnseen(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  // The terminal shows what is typed by echoing it to this output.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  try {
    return await line.question("");
  } finally {
    line.close();
    process.stderr.write("\n");
  }
}
