import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { OperatorIdentity, OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { add, changeRole, makeLink, type OperatorWithLink, remove } from "./change-operators.ts";
import type { OperatorDeps } from "./deps.ts";
import { type NewImpersonation, type StartedImpersonation, startImpersonation } from "./impersonate.ts";
import { endByOperator, type Impersonation, listRunning, tenantOfImpersonation } from "./impersonations.ts";
import { findLink, type SetUp, setUp } from "./links.ts";
import { listOperators, type Operator } from "./operator-row.ts";
import {
  endSession,
  identityOfToken,
  makeOperatorToken,
  type OperatorSession,
  sessionOf,
  sweepOperatorSessions,
} from "./sessions.ts";
import { proveCode, signIn } from "./sign-in.ts";

/**
 * What this room's domain may ask of operators, whose tables its role cannot read. Ids are uuids; whether the caller may
 * is decided before, but that nobody gives more than they have, and that an OWNER stays, is decided here under a lock.
 */
export interface OperatorPort {
  list(): Promise<Operator[]>;
  add(ctx: RequestContext, input: { email: string; name: string; role: OperatorRole }): Promise<OperatorWithLink>;
  makeLink(ctx: RequestContext, operatorId: string): Promise<OperatorWithLink>;
  changeRole(ctx: RequestContext, input: { operatorId: string; role: OperatorRole }): Promise<Operator>;
  remove(ctx: RequestContext, operatorId: string): Promise<void>;
  startImpersonation(ctx: RequestContext, input: NewImpersonation): Promise<StartedImpersonation>;
  tenantOfImpersonation(id: string): Promise<string | undefined>;
}

/** Operators as their own pages, tokens and the command line use them. */
export interface Operators extends OperatorPort {
  findLink(token: string): Promise<SetUp | undefined>;
  setUp(request: AnonymousRequest, input: { token: string; password: string; code: string }): Promise<boolean>;
  signIn(
    request: AnonymousRequest,
    input: { email: string; password: string; userAgent: string },
  ): Promise<string | undefined>;
  proveCode(request: AnonymousRequest, session: OperatorSession, code: string): Promise<string | undefined>;
  sessionOf(cookie: string): Promise<OperatorSession | undefined>;
  signOut(request: AnonymousRequest, session: OperatorSession): Promise<void>;
  makeToken(request: AnonymousRequest, session: OperatorSession): Promise<{ token: string; expiresAt: string }>;
  identityOfToken(token: string): Promise<OperatorIdentity | undefined>;
  /** The tenant is the one that the operator is at work in. */
  endImpersonation(ctx: RequestContext, id: string): Promise<void>;
  /** With public ids of the tenants. */
  running(operatorId: string): Promise<(Impersonation & { tenantId: string })[]>;
  sweep(): Promise<void>;
}

/** What the domain functions on operators are given; the command line calls them as well. */
export interface OperatorContext extends RequestContext {
  operators: OperatorPort;
}

export function createOperators(deps: OperatorDeps): Operators {
  return {
    list: () => listOperators(deps.db),
    add: (...given) => add(deps, ...given),
    makeLink: (...given) => makeLink(deps, ...given),
    changeRole: (...given) => changeRole(deps, ...given),
    remove: (...given) => remove(deps, ...given),
    startImpersonation: (...given) => startImpersonation(deps, ...given),
    tenantOfImpersonation: (id) => tenantOfImpersonation(deps.db, id),
    findLink: (token) => findLink(deps, token),
    setUp: (...given) => setUp(deps, ...given),
    signIn: (...given) => signIn(deps, ...given),
    proveCode: (...given) => proveCode(deps, ...given),
    sessionOf: (cookie) => sessionOf(deps, cookie),
    signOut: (...given) => endSession(deps, ...given),
    makeToken: (...given) => makeOperatorToken(deps, ...given),
    identityOfToken: (token) => identityOfToken(deps, token),
    async endImpersonation(ctx, id) {
      await endByOperator(deps.db, ctx, id);
      await deps.feed.settled();
    },
    running: (operatorId) => listRunning(deps.db, operatorId),
    sweep: () => sweepOperatorSessions(deps),
  };
}

/** Of what is made after the room, as `laterAccountPort`. */
export function laterOperatorPort(port: () => OperatorPort): OperatorPort {
  return {
    list: () => port().list(),
    add: (...given) => port().add(...given),
    makeLink: (...given) => port().makeLink(...given),
    changeRole: (...given) => port().changeRole(...given),
    remove: (...given) => port().remove(...given),
    startImpersonation: (...given) => port().startImpersonation(...given),
    tenantOfImpersonation: (id) => port().tenantOfImpersonation(id),
  };
}

/** Where there are none, such as a room by itself. */
export const NO_OPERATORS: OperatorPort = laterOperatorPort(() => {
  throw new Error("there are no operators here");
});
