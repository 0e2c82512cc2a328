import { randomBytes } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { AppError } from "@bulkhead/kernel/error.ts";

/** Below a domain, where nobody but who runs its DNS can put a record. */
const LABEL = "_bulkhead-challenge";

/** What has to be in the DNS to prove a domain. */
export interface ChallengeRecord {
  name: string;
  type: "TXT";
  value: string;
}

export function recordOf(domain: string, token: string): ChallengeRecord {
  return { name: `${LABEL}.${domain}`, type: "TXT", value: `bulkhead-domain-verification=${token}` };
}

/** 160 random bits, in letters that survive a form whose capitals are lost. */
export function makeToken(): string {
  return randomBytes(20).toString("hex");
}

/** Asks the DNS; nothing else is ever reached by a name that somebody gives. */
export interface DomainResolver {
  /** The texts of the TXT records of a name; none when there are none. Rejects when the DNS does not answer. */
  texts(name: string): Promise<string[]>;
}

/** Milliseconds for an answer, and how often it is asked for. */
const TIMEOUT_MS = 2_000;
const TRIES = 2;
/** Records that are looked at; whoever has more below this name does not do so for us. */
const MAX_RECORDS = 50;

/** `servers` as `address` or `address:port`; empty: those of the machine. */
export function createDomainResolver(servers: readonly string[]): DomainResolver {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async texts(name) {
      try {
        const records = await resolver.resolveTxt(name);
        return records.slice(0, MAX_RECORDS).map((parts) => parts.join(""));
      } catch (error) {
        if (NOTHING.has((error as NodeJS.ErrnoException).code ?? "")) return [];
        throw silent(error);
      }
    },
  };
}

function silent(cause: unknown): AppError {
  return new AppError("UNAVAILABLE", "The DNS did not answer. Try again in a few minutes.", { cause });
}

/** Answers that say that there is no such record. */
const NOTHING: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/** Whether a domain's record stands. */
export async function isProved(resolver: DomainResolver, domain: string, token: string): Promise<boolean> {
  const { name, value } = recordOf(domain, token);
  return (await resolver.texts(name)).includes(value);
}
