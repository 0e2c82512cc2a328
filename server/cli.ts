import { AppError } from "@bulkhead/kernel/error.ts";
import { redact } from "@bulkhead/kernel/log.ts";
import type { Command } from "./commands/command.ts";

/** Each is loaded when it is called: some need the whole house, which takes a second. */
const commands: Record<string, () => Promise<Command>> = {
  bootstrap: async () => (await import("./commands/bootstrap.ts")).bootstrapCommand,
  template: async () => (await import("./commands/template.ts")).templateCommand,
  templates: async () => (await import("./commands/template.ts")).templatesCommand,
  "admin-key": async () => (await import("./commands/admin-key.ts")).adminKeyCommand,
  "set-password": async () => (await import("./commands/set-password.ts")).setPasswordCommand,
  "reset-factors": async () => (await import("./commands/reset-factors.ts")).resetFactorsCommand,
  suspend: async () => (await import("./commands/suspend.ts")).suspendCommand,
  resume: async () => (await import("./commands/suspend.ts")).resumeCommand,
  plan: async () => (await import("./commands/plan.ts")).planCommand,
  close: async () => (await import("./commands/close.ts")).closeCommand,
  reopen: async () => (await import("./commands/close.ts")).reopenCommand,
  "closure-certificate": async () => (await import("./commands/closure-certificate.ts")).closureCertificateCommand,
  operator: async () => (await import("./commands/operator.ts")).operatorCommand,
  watch: async () => (await import("./commands/watch.ts")).watchCommand,
  types: async () => (await import("./commands/types.ts")).typesCommand,
  migrate: async () => (await import("./commands/migrate.ts")).migrateCommand,
  relay: async () => (await import("./commands/relay.ts")).relayCommand,
  "renew-epoch": async () => (await import("./commands/relay.ts")).renewEpochCommand,
  keys: async () => (await import("./commands/keys.ts")).keysCommand,
  "oauth-client": async () => (await import("./commands/oauth-client.ts")).oauthClientCommand,
  "signing-keys": async () => (await import("./commands/signing-keys.ts")).signingKeysCommand,
  "breached-passwords": async () => (await import("./commands/breached-passwords.ts")).breachedPasswordsCommand,
  mail: async () => (await import("./commands/mail.ts")).mailCommand,
  help: async () => ({
    help: "  bulkhead help\n      Prints this.",
    run: async () => console.log(await helpText()),
  }),
};

const [name = "help", ...rest] = process.argv.slice(2);
try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(`There is no command "${name}". Try: bulkhead help`);
  await (await command()).run(rest);
} catch (error) {
  console.error(`bulkhead: ${redact(explain(error))}`);
  process.exitCode = 1;
}

async function helpText(): Promise<string> {
  const all = (await Promise.all(Object.values(commands).map((command) => command()))).map(({ help }) => help);
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
