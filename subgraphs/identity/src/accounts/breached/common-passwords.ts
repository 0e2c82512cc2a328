import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { foldPassword, plainForms } from "./predictable.ts";

/** Shorter ones are too little of any password that is long enough to matter. */
const SHORTEST = 6;

/** Whether a password is one of those that attackers try first, or little more than one. */
export async function isCommonPassword(password: string): Promise<boolean> {
  const common = await commonPasswords();
  return plainForms(foldPassword(password)).some((form) => common.has(form));
}

let loading: Promise<ReadonlySet<string>> | undefined;

/**
 * The 49,000 passwords that attackers try first, in small letters (@zxcvbn-ts/language-common). Read when the first
 * password is set, from the JSON of the package: its module would keep dictionaries in memory that nobody here asks.
 */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loading ??= read().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function read(): Promise<ReadonlySet<string>> {
  const file = fileURLToPath(import.meta.resolve("@zxcvbn-ts/language-common/src/passwords.json"));
  const passwords: string[] = JSON.parse(await readFile(file, "utf8"));
  return new Set(passwords.filter((password) => password.length >= SHORTEST));
}
