import { openProxy, type TcpProxy } from "./proxy.ts";

/** A line between two parties: nodes, `clients` or `postgres`. */
export interface Link {
  from: string;
  to: string;
  proxy: TcpProxy;
}

export interface Links {
  all: readonly Link[];
  /**
   * The address by which `from` reaches `to`, whose own address is given: that of the proxy in between, if there is
   * one.
   */
  through(from: string, to: string, address: string): string;
  stop(): Promise<void>;
}

/** Opens a proxy for each pair before anything is started, so that everybody can be told where to go. */
export async function openLinks(pairs: readonly (readonly [from: string, to: string])[]): Promise<Links> {
  const all = await Promise.all(pairs.map(async ([from, to]) => ({ from, to, proxy: await openProxy() })));
  return {
    all,
    through(from, to, address) {
      const proxy = all.find((one) => one.from === from && one.to === to)?.proxy;
      if (!proxy) return address;
      const url = new URL(address);
      proxy.aim(url.hostname, Number(url.port));
      url.hostname = "127.0.0.1";
      url.port = String(proxy.port);
      // An address without a path must not gain one.
      return address.endsWith("/") ? url.href : url.href.replace(/\/$/, "");
    },
    async stop() {
      await Promise.all(all.map(({ proxy }) => proxy.stop()));
    },
  };
}
