import { setTimeout as pause } from "node:timers/promises";

/** A refusal in Vault's own words, which name no secret. */
export class VaultRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "VaultRefusal";
    this.status = status;
  }
}

export interface VaultCalls {
  /** Rejects with a VaultRefusal, or with what kept the answer away. */
  call<T>(method: "GET" | "POST", path: string, body?: object): Promise<{ data: T }>;
}

interface Options {
  address: string;
  token(): string;
}

const TIMEOUT_MS = 3_000;
const TRIES = 3;
const PAUSE_MS = 100;
/** Precondition not yet met on a standby, too many requests, failures of a proxy, sealed or in maintenance. */
const TRANSIENT: ReadonlySet<number> = new Set([412, 429, 500, 502, 503, 504]);

/** Vault's HTTP API (version 1): JSON both ways, the token in a header, errors as a list of texts. */
export function createVaultCalls({ address, token }: Options): VaultCalls {
  async function once(method: string, path: string, body: object | undefined): Promise<unknown> {
    const answer = await fetch(`${address}/v1/${path}`, {
      method,
      headers: { "x-vault-token": token(), "x-vault-request": "true", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect could carry the token to another host; a standby is asked at its leader's address instead.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new VaultRefusal(answer.status, refusalIn(text, answer.status));
    return text === "" ? {} : JSON.parse(text);
  }

  return {
    async call<T>(method: "GET" | "POST", path: string, body?: object) {
      for (let attempt = 1; ; attempt++) {
        try {
          return (await once(method, path, body)) as { data: T };
        } catch (error) {
          // Making a version is the one call that is not the same twice; one too many is used by the next rotation.
          const transient = !(error instanceof VaultRefusal) || TRANSIENT.has(error.status);
          if (!transient || attempt === TRIES) throw plain(error);
          await pause(PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
        }
      }
    },
  };
}

/** A batch of which some failed answers 400 with the errors among its results. */
function refusalIn(text: string, status: number): string {
  try {
    const { errors, data } = JSON.parse(text) as { errors?: string[]; data?: { batch_results?: { error?: string }[] } };
    const said = errors ?? data?.batch_results?.flatMap(({ error }) => (error ? [error] : [])) ?? [];
    return said.length > 0 ? [...new Set(said)].join("; ") : `status ${status}`;
  } catch {
    return `status ${status}`;
  }
}

/** fetch says only "fetch failed"; why stands in the cause. */
function plain(error: unknown): unknown {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error ? new Error(cause.message || (cause as NodeJS.ErrnoException).code, { cause }) : error;
}
