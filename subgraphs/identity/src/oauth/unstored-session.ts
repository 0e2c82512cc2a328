import type { KoaContextWithOIDC } from "oidc-provider";
import Provider from "oidc-provider";

interface StoredSession {
  id: string;
  exp?: number;
  save(seconds: number): Promise<unknown>;
  persist(): Promise<unknown>;
}

/**
 * Whoever sends the form for a device's code without the session of its page is shown the form again. oidc-provider then
 * wants to renew a session that it has never stored, which it takes for a fault; here that session begins.
 */
export function storeFirst(provider: Provider, seconds: number, cookie: object): void {
  const { prototype } = provider.Session as unknown as { prototype: StoredSession };
  const persist = prototype.persist;
  prototype.persist = async function persistOrBegin(this: StoredSession) {
    if (typeof this.exp === "number") return persist.call(this);
    const ctx = Provider.ctx as KoaContextWithOIDC | undefined;
    ctx?.oidc.cookies.set(provider.cookieName("session"), this.id, cookie);
    return this.save(seconds);
  };
}
