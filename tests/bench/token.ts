import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { createTokenSigner, createTokenVerifier, type InternalCall } from "@bulkhead/kernel/internal-token.ts";
import { permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { predefinedRole } from "@bulkhead/tenancy/src/roles.ts";
import { median } from "./table.ts";

/** Processor time of one internal token. */
export interface TokenCost {
  signMicroseconds: number;
  /** Opened, compared with the call, and used up. */
  verifyMicroseconds: number;
  characters: number;
}

const ROUNDS = 5;
/** A caller's window of numbers has room for more. */
const CALLS = 10_000;

/** Signs and verifies calls such as a page makes: a key of role Developer, a body of the length of the page's. */
export function measureToken(secret: string, query: string): TokenCost {
  const sign = createTokenSigner({ secret, issuer: "gateway" });
  const verifier = createTokenVerifier({ secret, rooms: ["data"] });
  const names = new Set(["127.0.0.1:4100"]);
  const [method, path, body] = ["POST", "/data/graphql", JSON.stringify({ query, variables: { first: 50 } })];
  const call: InternalCall = { room: "data", to: "127.0.0.1:4100", method, path, body, request: newRequest() };
  const bytes = Buffer.from(body);
  const sample = { sign: [] as number[], verify: [] as number[], characters: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const begun = threadMicroseconds();
    const tokens = Array.from({ length: CALLS }, () => sign(call));
    const signed = threadMicroseconds();
    for (const token of tokens) verifier.redeem(verifier.open("data", token, names), { method, path, body: bytes });
    sample.sign.push((signed - begun) / CALLS);
    sample.verify.push((threadMicroseconds() - signed) / CALLS);
    sample.characters = tokens[0]?.length ?? 0;
  }
  return {
    signMicroseconds: median(sample.sign),
    verifyMicroseconds: median(sample.verify),
    characters: sample.characters,
  };
}

function newRequest(): RequestContext {
  const permissions = predefinedRole("Developer")?.permissions ?? new Set();
  return {
    principal: {
      kind: "apiKey",
      id: encodeId("apiKey", newUuid()),
      tenantId: newUuid(),
      roles: ["Developer"],
      permissions,
      permissionsKey: permissionsKeyOf(permissions),
    },
    requestId: encodeId("request", newUuid()),
    clientAddress: "127.0.0.1",
  };
}

function threadMicroseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
