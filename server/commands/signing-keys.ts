import { parseArgs } from "node:util";
import { listSigningKeys } from "@bulkhead/identity/src/signing-keys/list-signing-keys.ts";
import { revokeSigningKey, unknownKid } from "@bulkhead/identity/src/signing-keys/retire-signing-key.ts";
import { rotateSigningKey, type SigningKeyContext } from "@bulkhead/identity/src/signing-keys/rotate-signing-key.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openDatabases } from "../databases.ts";
import { operatorRequest } from "../operator.ts";
import { openConfiguredRootKey } from "../root-key.ts";
import { runningDatabaseUrl } from "../running-database.ts";
import { type Command, commandLog, commandSettings } from "./command.ts";

const HELP = `  bulkhead signing-keys
      Lists the keys that tokens are signed with: what each does now, and when. Shows none of them.
  bulkhead signing-keys rotate [--now] [--revoke <kid>]
      Makes another key, which takes over in an hour, or with --now at once. --revoke, for a key that somebody else may
      know, implies --now and then ends that key: what it has signed is refused everywhere. May be given several times.`;

export const signingKeysCommand: Command = {
  help: HELP,
  async run(argv) {
    const settings = commandSettings();
    const url = await runningDatabaseUrl(settings);
    const { secret, writeTimeoutMs } = settings;
    const { databases, close } = openDatabases({ url, secret, connections: 2, writeTimeoutMs, log: commandLog() });
    try {
      const rootKey = await openConfiguredRootKey(settings);
      await checkRootKey(databases.worker, rootKey);
      const db = databases.oauth;
      const envelope = createEnvelope({ db, rootKey });
      try {
        console.log(await runSigningKeys(argv, { ...operatorRequest(INSTALLATION_ID), db, envelope, now: Date.now }));
      } finally {
        envelope.stop();
      }
    } finally {
      await close();
    }
  },
};

/** Answers what to print. Throws an Error with the usage when the arguments are wrong; then nothing has changed. */
export async function runSigningKeys(argv: string[], ctx: SigningKeyContext): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { now: { type: "boolean" }, revoke: { type: "string", multiple: true } },
  });
  const [verb, ...more] = positionals;
  const { now = false, revoke = [] } = values;
  if (more.length > 0 || (verb !== undefined && verb !== "rotate")) throw usage();
  if (verb === "rotate") return rotate(ctx, now, revoke);
  if (now || revoke.length > 0) throw usage();
  return list(ctx);
}

async function rotate(ctx: SigningKeyContext, now: boolean, revoked: readonly string[]): Promise<string> {
  const known = new Set((await listSigningKeys(ctx)).map(({ kid }) => kid));
  // A slip of the pen is told before anything is changed.
  for (const kid of revoked) if (!known.has(kid)) throw unknownKid(kid);
  const { kid, signsFrom } = await rotateSigningKey(ctx, { byHand: true, atOnce: now || revoked.length > 0 });
  const lines = [`The new key ${kid} is in the JWKS; it signs from ${text(signsFrom)}.`];
  for (const one of new Set(revoked)) {
    await revokeSigningKey(ctx, one);
    lines.push(`The key ${one} is revoked: within a second its tokens open nothing.`);
  }
  return lines.join("\n");
}

async function list(ctx: SigningKeyContext): Promise<string> {
  const keys = await listSigningKeys(ctx);
  if (keys.length === 0) return "There is no signing key yet. The first start with the role identity makes one.";
  return keys
    .map(({ kid, state, createdAt, signsFrom, retiresAt }) => {
      const end = retiresAt === null ? "" : `, retires ${text(retiresAt)}`;
      return `${kid}  ${state}  made ${text(createdAt)}, signs from ${text(signsFrom)}${end}`;
    })
    .join("\n");
}

function text(ms: number): string {
  return new Date(ms).toISOString();
}

function usage(): Error {
  return new Error(`usage:\n\n${HELP}`);
}
