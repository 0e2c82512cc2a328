import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { filterHas } from "@bulkhead/identity/src/accounts/breached/breached-passwords.ts";
import { isCommonPassword } from "@bulkhead/identity/src/accounts/breached/common-passwords.ts";
import { openFilter } from "@bulkhead/identity/src/accounts/breached/filter.ts";
import { FilterFault } from "@bulkhead/identity/src/accounts/breached/filter-fault.ts";
import { bytesOf, FALSE_POSITIVE_RATE } from "@bulkhead/identity/src/accounts/breached/filter-format.ts";
import { importFilter } from "@bulkhead/identity/src/accounts/breached/import-filter.ts";
import { passwordText } from "@bulkhead/identity/src/accounts/read-password.ts";
import { loadSettings } from "../config.ts";
import type { Command } from "./command.ts";
import { askPassword } from "./read-password.ts";

const HELP = `  bulkhead breached-passwords import <file|-> [--filter <file>]
      Makes the filter of breached passwords from a list, of any length: each line the SHA-1 of a password in
      hexadecimal, with or without ":count", or a password. The filter is BULKHEAD_BREACHED_PASSWORDS unless it is named;
      the one before it stands until the new one is whole. Running processes use it at once.
  bulkhead breached-passwords check [--filter <file>]
      Says whether a password, asked for or read from standard input, is in the filter or the list of common ones.
  bulkhead breached-passwords status [--filter <file>]
      Reads the whole filter and says what it holds, and whether it is as it was written.`;

export const breachedPasswordsCommand: Command = {
  help: HELP,
  async run(argv) {
    const options = { filter: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const [verb = "", ...rest] = positionals;
    const verbs: Record<string, (file: string | undefined, rest: string[]) => Promise<string>> = {
      import: (file, [list]) => importList(named(file), list ?? ""),
      check,
      status: (file) => status(named(file)),
    };
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run || rest.length !== (verb === "import" ? 1 : 0)) throw new Error(`usage:\n\n${HELP}`);
    // Whatever else is set or missing: a list may be imported where nothing else runs.
    console.log(await run(values.filter ?? loadSettings("command").settings.breachedPasswords, rest));
  },
};

function named(file: string | undefined): string {
  if (file === undefined) throw new Error("BULKHEAD_BREACHED_PASSWORDS is not set: name the file with --filter.");
  return file;
}

async function importList(file: string, list: string): Promise<string> {
  const { header, counts } = await importFilter(list === "-" ? process.stdin : createReadStream(list), file);
  const { digests, passwords, skipped } = counts;
  const left = skipped > 0 ? ` ${number(skipped)} lines were too long for a password and left out.` : "";
  return `${file} holds ${number(header.count)} passwords: ${number(digests)} were SHA-1, ${number(passwords)} in plain text.${left}\n${rateOf(header.falsePositiveRate)}`;
}

async function check(file: string | undefined): Promise<string> {
  const password = passwordText(await askPassword("Password: "));
  if (password === "") throw new Error("There is no password on standard input.");
  if (await isCommonPassword(password)) return "yes: it is in the list of common passwords, or little more than one.";
  if (file === undefined) return "no: it is not in the list of common passwords. There is no filter.";
  const has = await filterHas(file, password).catch((error) => explain(file, error));
  return has ? `yes: it is in ${file}.` : `no: it is neither in the list of common passwords nor in ${file}.`;
}

async function status(file: string): Promise<string> {
  try {
    const filter = openFilter(file);
    try {
      await filter.verify();
    } finally {
      filter.close();
    }
    const { count, blocks, createdAt, digest, falsePositiveRate } = filter.header;
    return `${file} holds ${number(count)} passwords in ${number(bytesOf(blocks))} bytes, and is as it was written on ${createdAt}.\n${rateOf(falsePositiveRate)}\nsha256 ${digest}`;
  } catch (error) {
    return explain(file, error);
  }
}

function rateOf(measured: number): string {
  return `Of 1,000,000 passwords that are in no list, ${number(Math.round(measured * 1e6))} are taken for one that is; it promises at most ${number(FALSE_POSITIVE_RATE * 1e6)}.`;
}

function explain(file: string, error: unknown): never {
  if (!(error instanceof FilterFault)) throw error;
  throw new Error(`The filter ${file} ${error.message}. Import the list again.`, { cause: error });
}

function number(value: number): string {
  return value.toLocaleString("en");
}
