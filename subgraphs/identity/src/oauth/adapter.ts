import { createHmac } from "node:crypto";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import { type EndReason, endGrants } from "../grants.ts";
import { findAccessToken, revokeAccessToken } from "./access-token-alias.ts";
import {
  type Artifact,
  dropArtifact,
  findArtifact,
  findArtifactBy,
  keepArtifact,
  keepAtEnd,
  lockArtifact,
  type NewArtifact,
  type Payload,
  useArtifact,
  useAtEnd,
} from "./artifacts.ts";
import { clientMetadata } from "./client-metadata.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange, forgetInTransaction } from "./exchange.ts";
import { standingGrant } from "./family.ts";
import { forItsClientAlone } from "./pushed-requests.ts";
import { mayGoOn } from "./session-limits.ts";
import { noteSessionUse } from "./session-use.ts";
import { isOver, keepUnchanged, noteFound } from "./sessions.ts";

/** Used ones are remembered beyond their end, in seconds, so that a second use is known for one. */
const KEPT_LONGER: Readonly<Record<string, number>> = { AuthorizationCode: 600, DeviceCode: 600 };

/** Redeemed under a lock: of parallel redemptions the second sees what the first has done. */
const LOCKED: ReadonlySet<string> = new Set(["AuthorizationCode", "DeviceCode", "RefreshToken"]);

/** Their payloads hold credentials of other models, so they are sealed. */
const SEALED: ReadonlySet<string> = new Set(["Interaction"]);

/** What oidc-provider keeps, by model, in one table (docs/adr/0020). */
export function createAdapter(deps: OAuthDeps, model: string): Adapter {
  if (model === "Client") return clientAdapter(deps);
  if (model === "AccessToken" || model === "ClientCredentials") return accessTokenAdapter(deps, model);
  if (model === "PushedAuthorizationRequest") return forItsClientAlone(artifactAdapter(deps, model));
  return model === "Grant" ? grantAdapter(deps) : artifactAdapter(deps, model);
}

const nothing = async () => undefined;

function clientAdapter({ clients }: OAuthDeps): Adapter {
  return {
    find: async (id) => {
      const client = await clients.find(id);
      return client && clientMetadata(client);
    },
    ...{ upsert: nothing, findByUid: nothing, findByUserCode: nothing, consume: nothing, destroy: nothing },
    revokeByGrantId: nothing,
  };
}

/** Access tokens are JWTs and not kept; here they are only read and revoked, under the alias of access-token-alias.ts. */
function accessTokenAdapter(deps: OAuthDeps, model: "AccessToken" | "ClientCredentials"): Adapter {
  return {
    find: (id) => findAccessToken(deps, model, id) as Promise<AdapterPayload | undefined>,
    destroy: (id) => revokeAccessToken(deps, id),
    ...{ upsert: nothing, findByUid: nothing, findByUserCode: nothing, consume: nothing, revokeByGrantId: nothing },
  };
}

/** A grant is found while its family stands, and gone when it has ended: that alone makes all of its tokens useless. */
function grantAdapter(deps: OAuthDeps): Adapter {
  const { store } = deps;
  const plain = artifactAdapter(deps, "Grant");
  return {
    ...plain,
    async find(id) {
      const found = isUuid(id) ? await standingGrant(store, id) : undefined;
      // What its tenant lets live no longer is as good as ended.
      if (!found || !(await mayGoOn(deps, found.family))) return undefined;
      return { ...found.payload, jti: id, exp: found.family.expiresAt };
    },
    async destroy(id) {
      const found = isUuid(id) ? await findArtifact(store, "Grant", id) : undefined;
      if (!found?.tenantId) return;
      const { request, endpoint } = currentExchange();
      await store.asTenant(found.tenantId, (tx) => endGrants(tx, request, { ids: [id] }, endReason(endpoint)));
      forgetInTransaction();
    },
  };
}

/** oidc-provider says that a family ends, not why: that follows from what was asked for. */
function endReason(endpoint: string): EndReason {
  if (endpoint === "token") return "REUSED";
  return endpoint === "logout" ? "SIGNED_OUT" : "REVOKED";
}

function artifactAdapter(deps: OAuthDeps, model: string): Adapter {
  const { store } = deps;

  async function opened(id: string | undefined, found: Artifact | undefined): Promise<AdapterPayload | undefined> {
    if (!found) return undefined;
    if (model === "Session" && (await isOver(store, found.payload))) return undefined;
    if (model === "Session" && id !== undefined) noteFound(id, found.payload);
    const payload = SEALED.has(model) ? await unseal(deps, model, found.payload) : found.payload;
    const { sealedId, ...rest } = payload as Payload & { sealedId?: string };
    const jti =
      id ?? (sealedId === undefined ? undefined : String((await unseal(deps, model, { sealed: sealedId })).id));
    return { ...rest, jti, ...(found.usedSecondsAgo === undefined ? {} : { consumed: true }) } as AdapterPayload;
  }

  return {
    async upsert(id, full, expiresIn) {
      const { jti: _, consumed: __, userCode, ...payload } = full as Payload & { userCode?: string; uid?: string };
      const { grantId, accountId, uid, clientId, sessionUid } = payload as Record<string, string | undefined>;
      if (model === "Session" && accountId !== undefined) await noteSessionUse(store, payload);
      const kept = SEALED.has(model) ? { sealed: await seal(deps, model, payload) } : payload;
      // A device's code is found by its user code, and is then needed itself.
      const sealedId = model === "DeviceCode" ? { sealedId: await seal(deps, model, { id }) } : {};
      if (model === "Session" && (await keepUnchanged(store, id, payload, Math.max(1, expiresIn ?? 1)))) return;
      const artifact: NewArtifact = {
        model,
        id,
        payload: { ...kept, ...sealedId },
        keepSeconds: Math.max(1, expiresIn ?? 1) + (KEPT_LONGER[model] ?? 0),
        grantId: model === "Grant" ? id : isUuid(grantId) ? grantId : undefined,
        accountId: model === "Session" || model === "Grant" ? accountId : undefined,
        sessionUid: model === "Session" ? uid : sessionUid,
        clientId: model === "Grant" ? clientId : undefined,
        userCode: userCode === undefined ? undefined : userCodeDigest(deps, userCode),
      };
      const { rotation } = currentExchange();
      const ending = model === "RefreshToken" ? store.ending() : undefined;
      if (model === "RefreshToken" && rotation) rotation.successor = artifact;
      else if (ending) keepAtEnd(ending, artifact);
      else await keepArtifact(store, artifact);
    },
    find: async (id) => {
      const lock = LOCKED.has(model) && currentExchange().tx !== undefined;
      return opened(id, await (lock ? lockArtifact : findArtifact)(store, model, id));
    },
    findByUid: async (uid) => opened(undefined, await findArtifactBy(store, model, "session_uid", uid)),
    findByUserCode: async (userCode) => {
      const found = await findArtifactBy(store, model, "user_code", userCodeDigest(deps, userCode));
      const payload = await opened(undefined, found);
      return payload && { ...payload, userCode };
    },
    async consume(id) {
      const exchange = currentExchange();
      if (model === "RefreshToken" && exchange.tx) {
        // Under lock, and seen unused; refresh.ts stores this with all that follows from it.
        exchange.rotation = { usedId: id, successor: undefined };
        return;
      }
      const ending = LOCKED.has(model) ? store.ending() : undefined;
      if (ending) return useAtEnd(ending, model, id);
      if (await useArtifact(store, model, id)) return;
      if (model === "PushedAuthorizationRequest")
        throw new errors.InvalidRequestUri("request_uri is invalid, expired, or was already used");
      throw new errors.InvalidGrant("it was used already");
    },
    destroy: (id) => dropArtifact(store, model, id),
    // Ending the family is enough, and is what destroying its grant does: none of its tokens is worth anything then.
    revokeByGrantId: nothing,
  };
}

/** Eight characters that a person types can be guessed from a plain hash, so theirs is keyed. */
function userCodeDigest({ userCodeKey }: OAuthDeps, userCode: string): Buffer {
  return createHmac("sha256", userCodeKey).update(userCode).digest();
}

const PURPOSE = "oauth-artifact";

async function seal({ envelope }: OAuthDeps, model: string, value: Payload): Promise<string> {
  const plaintext = Buffer.from(JSON.stringify(value));
  return (await envelope.seal(INSTALLATION_ID, PURPOSE, [model], plaintext)).toString("base64");
}

async function unseal({ envelope }: OAuthDeps, model: string, payload: Payload): Promise<Payload> {
  const sealed = Buffer.from(String(payload.sealed), "base64");
  return JSON.parse((await envelope.open(INSTALLATION_ID, PURPOSE, [model], sealed)).toString()) as Payload;
}
