import { DEFAULT_LIMITS } from "@bulkhead/gateway/src/config.ts";
import { createEdge, type Edge } from "@bulkhead/gateway/src/edge.ts";
import { beginPassage } from "@bulkhead/gateway/src/http/arrival.ts";
import { admitDocument } from "@bulkhead/gateway/src/pipeline.ts";
import type { GatewayPorts } from "@bulkhead/gateway/src/ports.ts";
import { authorise } from "@bulkhead/gateway/src/steps/authorise.ts";
import { authenticateWithinLimits } from "@bulkhead/gateway/src/steps/limit-address.ts";
import { requireStepUp } from "@bulkhead/gateway/src/steps/step-up.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { NO_LIMITS } from "@bulkhead/kernel/quota.ts";
import { createTenantCache, type Known } from "@bulkhead/kernel/tenant-cache.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { type Authentication, createAuthentication } from "@bulkhead/server/authenticate.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { ROOMS } from "@bulkhead/server/roles.ts";
import { predefinedRole } from "@bulkhead/tenancy/src/roles.ts";
import { createTestKeys, ORIGIN, signToken, type TokenSubject } from "./access-tokens.ts";

/** The step by which a request is authenticated, over everything it has in a real process but the database. */
export interface TokenStep {
  /** Access tokens of as many users, each let in once. */
  tokens: readonly string[];
  /** Lets a request in, from memory; throws when it would have to ask anybody. */
  letIn(token: string): void;
  /** Lets a token in that was not seen before. */
  letInFirst(token: string): Promise<void>;
  newToken(): Promise<string>;
  /** Answers how to decide whether the bearer may run an operation that was decided before; throws when they may not. */
  decides(source: string): Promise<() => void>;
}

const NOBODY_REVOKED: ReadonlySet<string> = new Set();

export async function openTokenStep(users: number): Promise<TokenStep> {
  const keys = createTestKeys();
  const clientId = newUuid();
  const subjects = new Map<string, TokenSubject & { userId: string; grantId: string }>();
  const known = <V extends NonNullable<unknown>>(value: (id: string) => V | undefined): Known<V> =>
    createTenantCache({ load: async (_tenantId, id) => value(id), max: 100_000 });
  const permissionsOf = (role: string) => predefinedRole(role)?.permissions;
  const policy = {
    status: "ACTIVE" as const,
    statusReason: null,
    permissionsOf,
    collectionsOf: () => undefined,
    settings: DEFAULT_SETTINGS,
    limits: NO_LIMITS,
  };
  const grantOf = (id: string) => {
    const subject = subjects.get(id);
    const expiresAt = Date.now() + 3_600_000;
    return (
      subject && { userId: subject.userId, clientId, beganAt: Date.now(), expiresAt, revokedTokenIds: NOBODY_REVOKED }
    );
  };
  const authentication = createAuthentication(
    {
      identity: {
        authenticateApiKey: () => undefined,
        recallApiKey: () => undefined,
        standing: {
          grants: known(grantOf),
          users: known(() => true as const),
          clients: known(() => ({ role: null, revokedTokenIds: NOBODY_REVOKED })),
          impersonations: { get: async () => undefined, peek: () => undefined },
        },
      },
      tenancy: { policyOf: () => policy, recallPolicy: () => policy, memberRoles: known(() => "Developer") },
    },
    { issuer: ORIGIN, keys, seenProofs: { first: async () => true }, operatorOfToken: async () => undefined },
  );
  const edge = edgeOver(authentication);
  const enter = (token: string) => {
    const passage = beginPassage({ ...ARRIVAL, authorization: `Bearer ${token}` });
    const asked = authenticateWithinLimits(passage, edge);
    return { passage, asked };
  };

  async function newToken(scope = "openid record:read record:create"): Promise<string> {
    const subject = { tenantId: newUuid(), userId: newUuid(), grantId: newUuid(), clientId };
    subjects.set(subject.grantId, subject);
    return signToken(keys, subject, { claims: { scope } });
  }

  const step: TokenStep = {
    tokens: [],
    letIn(token) {
      const { passage, asked } = enter(token);
      if (asked !== undefined || passage.request.principal.kind !== "user") throw new Error("it was not at hand");
    },
    async letInFirst(token) {
      await enter(token).asked;
    },
    newToken: () => newToken(),
    async decides(source) {
      const { passage, asked } = enter(await newToken("openid"));
      await asked;
      passage.operation = { source, operationName: undefined, variables: {} };
      admitDocument(passage, edge);
      await authorise(passage, edge);
      return () => {
        if (authorise(passage, edge) !== undefined) throw new Error("it was not decided before");
        requireStepUp(passage, edge);
      };
    },
  };
  const tokens = await Promise.all(Array.from({ length: users }, () => newToken()));
  for (const token of tokens) await step.letInFirst(token);
  return { ...step, tokens };
}

const ARRIVAL = {
  transport: "http" as const,
  authorization: "",
  peer: "127.0.0.1",
  forwardedFor: undefined,
  contentLength: 100,
  bodyLimit: 1_000,
};

function edgeOver({ authenticate, recall }: Authentication): Edge {
  const nothingBehind = () => {
    throw new Error("this measurement reaches no subgraph");
  };
  const ports: GatewayPorts = {
    supergraphSdl,
    subgraphs: ROOMS.map((name) => ({ name, failsClosed: false, prepare: nothingBehind, subscribe: nothingBehind })),
    authenticate,
    recall,
    tenantStanding: async () => ({ status: "ACTIVE" as const, reason: null }),
    tenantSettings: () => DEFAULT_SETTINGS,
    onPolicyChange: () => () => undefined,
    isPolicyFresh: () => true,
    denials: { deny() {}, denyAnonymous() {} },
    oauth: nothingBehind,
    uploads: { put: nothingBehind, stat: nothingBehind, read: nothingBehind, delete: nothingBehind },
    ready: async () => ({ ok: true, checks: {} }),
    log: createLog({ level: "silent" }),
  };
  return createEdge(ports, {
    ...DEFAULT_LIMITS,
    host: "127.0.0.1",
    port: 0,
    publicOrigin: ORIGIN,
    environment: "test",
    trustedProxies: [],
    operatorNetworks: [],
    allowedOrigins: [],
  });
}
