import type { IncomingMessage, ServerResponse } from "node:http";
import { errors } from "oidc-provider";
import type { Page } from "../pages/page.ts";

/** What koa gives a middleware, as far as our own pages use it. */
export interface PageContext {
  req: IncomingMessage;
  res: ServerResponse;
  method: string;
  path: string;
  /** Whether the public origin is https. (`origin` is what the request says in its header of that name.) */
  secure: boolean;
  query: Record<string, string | string[] | undefined>;
  cookies: {
    get(name: string, options?: { signed?: boolean }): string | undefined;
    set(name: string, value: string | null, options?: CookieOptions): unknown;
  };
  status: number;
  body: unknown;
  get(header: string): string;
  set(name: string, value: string): void;
  set(headers: Record<string, string>): void;
}

export interface CookieOptions {
  signed?: boolean;
  httpOnly?: boolean;
  sameSite?: "lax" | "strict";
  path?: string;
  expires?: Date;
  maxAge?: number;
  secure?: boolean;
}

const MAX_FORM = 16 * 1024;

export function showPage(ctx: PageContext, status: number, page: Page): void {
  ctx.status = status;
  ctx.set(page.headers);
  ctx.body = page.html;
}

/** On to another page of ours, by a GET (RFC 9700 section 4.12). */
export function goTo(ctx: PageContext, address: string): void {
  ctx.status = 303;
  ctx.set("location", address);
  ctx.set("cache-control", "no-store");
  ctx.body = "";
}

/**
 * The fields of a form that one of our pages sent. A browser says from where a form comes (Fetch Metadata), and from
 * another site it is nobody's wish; `Origin` is `null` from pages that tell nobody where they were. Whoever says nothing
 * has no cookies of anybody's to misuse: theirs are SameSite=Lax.
 */
export async function readForm(ctx: PageContext, issuer: string): Promise<URLSearchParams> {
  const site = ctx.get("sec-fetch-site");
  const origin = ctx.get("origin");
  const isForeign = site === "" ? origin !== "" && origin !== "null" && origin !== issuer : site !== "same-origin";
  if (isForeign) throw new errors.InvalidRequest("the form was sent from another site");
  if (!/^application\/x-www-form-urlencoded\b/i.test(ctx.get("content-type")))
    throw new errors.InvalidRequest("send a form as application/x-www-form-urlencoded");
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_FORM) throw new errors.InvalidRequest("the form is too long");
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
