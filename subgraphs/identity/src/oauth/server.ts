import type { IncomingMessage, ServerResponse } from "node:http";
import type { Database } from "@bulkhead/kernel/database.ts";
import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { AnswerHttp, HttpExchange, HttpReply } from "@bulkhead/kernel/http-exchange.ts";
import { inject } from "light-my-request";
import type { Provider } from "oidc-provider";
import { aliasAccessToken } from "./access-token-alias.ts";
import { recordRefusals } from "./denials.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange, inExchange, newExchange } from "./exchange.ts";
import { holdRelied } from "./family.ts";
import { tellFault } from "./fault.ts";
import { answerOwnPages } from "./own-pages.ts";
import { createProvider } from "./provider.ts";
import { finished, jsonReply, NOTHING_HERE } from "./reply.ts";
import { createTurns } from "./turns.ts";

/** The authorisation server: one function from request to answer, so that it can run wherever identity runs. */
export interface OAuthServer {
  handle: AnswerHttp;
  stop(): void;
}

export interface OAuthServerDeps extends OAuthDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  /** Resolves once there are signing keys. */
  ready(): Promise<void>;
  onKeysChange(listener: () => void): () => void;
}

type Listener = (message: IncomingMessage, response: ServerResponse) => void;

/** Everything they change is one transaction, which is committed before the answer leaves. */
const TRANSACTIONAL: ReadonlySet<string> = new Set(["/oauth/token", "/oauth/revoke", "/oauth/logout/confirm"]);
const FORM = "application/x-www-form-urlencoded";
/**
 * Characters of an address. What an authorization request says is kept while a person is being asked, and anybody can make
 * one; who has more to say pushes it (RFC 9126), as a client that is known.
 */
const MAX_TARGET = 8_192;
const TOO_LONG = {
  error: "invalid_request",
  error_description: `The address is longer than ${MAX_TARGET} characters. Send a shorter state, or push the request (RFC 9126).`,
};

export function createOAuthServer(deps: OAuthServerDeps): OAuthServer {
  const turns = createTurns();
  let listener: Listener | undefined;
  const unlisten = deps.onKeysChange(() => {
    listener = undefined;
  });

  function currentListener(): Listener {
    if (!listener) {
      const provider = createProvider(deps);
      recordRefusals(deps, provider);
      provider.use((ctx, next) => answerOwnPages(deps, provider, ctx, next));
      listener = listenerOf(provider, deps);
    }
    return listener;
  }

  /** The library's answer, as it would be sent. */
  async function dispatch(exchange: HttpExchange, form: URLSearchParams | undefined): Promise<HttpReply> {
    const response = await inject(currentListener() as never, {
      // Of an answer to HEAD nothing could be made whole: it is the one to GET, without what it holds.
      method: (exchange.method === "HEAD" ? "GET" : exchange.method) as "GET",
      url: exchange.target,
      headers: forwarded(deps.issuer, exchange, form),
      ...payloadOf(exchange, form),
    });
    const reply = finished(response, exchange.target.split("?")[0] ?? "");
    return exchange.method === "HEAD" ? { ...reply, body: Buffer.alloc(0) } : reply;
  }

  async function withinTransaction(exchange: HttpExchange, form: URLSearchParams | undefined): Promise<HttpReply> {
    const state = currentExchange();
    const before = { ...state };
    const isForTokens = state.endpoint === "token";
    try {
      return await withTransactionAboveTenants(deps.db, async (tx) => {
        // A run that was late or overtaken has not happened, and leaves nothing here either.
        Object.assign(state, before, { tx, read: new Map(), refusals: [] });
        if (isForTokens) state.relied = new Map();
        const reply = await dispatch(exchange, form);
        // A refusal may have ended a family, which must last; a fault of ours must leave nothing behind.
        if (reply.status >= 500) throw new RolledBack(reply);
        if (reply.status < 400) holdRelied(tx);
        return reply;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.reply;
      throw error;
    } finally {
      const { refusals = [] } = state;
      Object.assign(state, { tx: undefined, read: undefined, relied: undefined, refusals: undefined });
      for (const tell of refusals) tell();
    }
  }

  async function answer(exchange: HttpExchange): Promise<HttpReply> {
    await deps.ready();
    const path = exchange.target.split("?")[0] ?? "";
    if (!isPlain(path)) return jsonReply(404, NOTHING_HERE);
    if (exchange.target.length > MAX_TARGET) return jsonReply(414, TOO_LONG);
    if (hasNul(exchange)) return jsonReply(400, NUL_REFUSED);
    const form = formOf(exchange, path);
    const isTransactional =
      exchange.method === "POST" && TRANSACTIONAL.has(path) && form?.get("grant_type") !== "client_credentials";
    if (!isTransactional) return dispatch(exchange, form);
    // One connection for however many uses of one token: those who come later find what the first has left.
    const turn = form?.get("refresh_token") ?? form?.get("code") ?? form?.get("device_code");
    return turns.take(turn ?? undefined, () => withinTransaction(exchange, form));
  }

  return {
    handle(exchange) {
      const state = newExchange(exchange);
      return inExchange(state, async () => {
        try {
          return tellFault(await answer(exchange), exchange, state, deps.log);
        } catch (error) {
          state.fault ??= error;
          return tellFault(jsonReply(500, { error: "server_error" }), exchange, state, deps.log);
        }
      });
    },
    stop: unlisten,
  };
}

/**
 * The library's router takes `/oauth/TOKEN` and `/oauth/x/../token` for the token endpoint; what is decided here by an
 * address would then be decided of another one. Only ids may have capitals.
 */
function isPlain(path: string): boolean {
  if (/^\/oauth\/(interaction|authorize|device)\/[\w-]+(\/abort)?$/.test(path)) return true;
  if (/^\/(account|operator)(\/[a-z-]+){0,2}$/.test(path)) return true;
  return /^\/(oauth|\.well-known)\/[a-z_-]+(\/[a-z]+)?$/.test(path);
}

const NUL_REFUSED = { error: "invalid_request", error_description: "Leave out the NUL character." };

/** No table takes one, and nothing that anybody means has one. */
function hasNul({ target, body }: HttpExchange): boolean {
  return target.includes("%00") || (body !== undefined && (body.includes(0) || body.includes("%00")));
}

class RolledBack extends Error {
  readonly reply: HttpReply;
  constructor(reply: HttpReply) {
    super("rolled back");
    this.reply = reply;
  }
}

function listenerOf(provider: Provider, { log }: OAuthDeps): Listener {
  provider.silent = true;
  (provider as unknown as NodeJS.EventEmitter).on("error", (error: Error) =>
    log.error({ detail: error.stack }, "the authorisation server failed"),
  );
  return provider.callback() as Listener;
}

/** The forms we look into; all others go on as they came. */
function formOf({ method, headers, body }: HttpExchange, path: string): URLSearchParams | undefined {
  if (method !== "POST" || !body || headers["content-type"]?.toLowerCase().startsWith(FORM) !== true) return undefined;
  const form = new URLSearchParams(body.toString());
  return path === "/oauth/revoke" || path === "/oauth/introspect" ? aliasAccessToken(form) : form;
}

function payloadOf({ body, target }: HttpExchange, form: URLSearchParams | undefined) {
  if (form && /^\/oauth\/(revoke|introspect)\b/.test(target)) return { payload: form.toString() };
  return body ? { payload: body } : {};
}

/** As behind a proxy of our own: the public origin, and the address that the edge decided on. */
function forwarded(
  issuer: string,
  { headers, clientAddress }: HttpExchange,
  form: URLSearchParams | undefined,
): Record<string, string> {
  const { host, protocol } = new URL(issuer);
  const { "content-length": _, host: __, ...rest } = headers;
  return {
    ...rest,
    // Without a charset: in another one the library would read another form than we have.
    ...(form ? { "content-type": FORM } : {}),
    host,
    "x-forwarded-proto": protocol.slice(0, -1),
    "x-forwarded-for": clientAddress ?? "0.0.0.0",
  };
}
