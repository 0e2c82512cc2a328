import { AppError } from "@bulkhead/kernel/error.ts";
import { redact } from "@bulkhead/kernel/log.ts";
import { adminKeyCommand } from "./commands/admin-key.ts";
import { bootstrapCommand } from "./commands/bootstrap.ts";
import type { Command } from "./commands/command.ts";
import { keysCommand } from "./commands/keys.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { oauthClientCommand } from "./commands/oauth-client.ts";
import { relayCommand, renewEpochCommand } from "./commands/relay.ts";
import { setPasswordCommand } from "./commands/set-password.ts";
import { signingKeysCommand } from "./commands/signing-keys.ts";
import { resumeCommand, suspendCommand } from "./commands/suspend.ts";
import { watchCommand } from "./commands/watch.ts";

const commands: Record<string, Command> = {
  bootstrap: bootstrapCommand,
  "admin-key": adminKeyCommand,
  "set-password": setPasswordCommand,
  suspend: suspendCommand,
  resume: resumeCommand,
  watch: watchCommand,
  migrate: migrateCommand,
  relay: relayCommand,
  "renew-epoch": renewEpochCommand,
  keys: keysCommand,
  "oauth-client": oauthClientCommand,
  "signing-keys": signingKeysCommand,
  help: { help: "  bulkhead help\n      Prints this.", run: async () => console.log(helpText()) },
};

const [name = "help", ...rest] = process.argv.slice(2);
try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(`There is no command "${name}". Try: bulkhead help`);
  await command.run(rest);
} catch (error) {
  console.error(`bulkhead: ${redact(explain(error))}`);
  process.exitCode = 1;
}

function helpText(): string {
  const all = Object.values(commands).map((command) => command.help);
  return [
    "bulkhead: the operator's commands. They need DATABASE_URL, or a Bulkhead started here with npm start.\n",
    ...all,
    "\nFrom a checkout: npm run bulkhead -- <command>",
  ].join("\n");
}

/** One sentence. Wrong arguments and our own errors say it themselves; a refused connection says nothing without help. */
function explain(error: unknown): string {
  if (error instanceof AppError) {
    if (error.code === "NOT_FOUND") return "There is no tenant with this slug.";
    return error.fields && error.fields.length > 1
      ? error.fields.map(({ message }) => message).join(" ")
      : error.message;
  }
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && ["ECONNREFUSED", "ENOTFOUND", "CONNECT_TIMEOUT", "ETIMEDOUT"].includes(String(error.code)))
    return "The database cannot be reached. Check DATABASE_URL and that it runs.";
  return error.message;
}
