import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";

/**
 * A password from the terminal, asked for twice and not shown, or from whatever is piped in: its first line, without the
 * line's end. Never from an argument, which every user of the machine could read.
 */
export async function readNewPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "";
  const password = await askUnseen("New password: ");
  if ((await askUnseen("The same again: ")) !== password) throw new Error("These were two different passwords.");
  return password;
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
