import { decodeJwt } from "jose";
import type { Adapter } from "oidc-provider";
import Provider from "oidc-provider";

/**
 * A pushed request (RFC 9126) is there for the client that pushed it. oidc-provider tells any other that it belongs to
 * somebody else; here it is told what it is told of one that does not exist.
 */
export function forItsClientAlone(adapter: Adapter): Adapter {
  return {
    ...adapter,
    async find(id) {
      const found = await adapter.find(id);
      const asking = Provider.ctx?.oidc.params?.client_id;
      return found && decodeJwt(String(found.request)).client_id === asking ? found : undefined;
    },
  };
}
