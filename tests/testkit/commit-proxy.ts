import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What happens to the answer to the next COMMIT that changed something; those after it pass. */
export type Fate = "passes" | "is lost" | "is followed by a timeout";

export interface CommitProxy {
  /** The database's address by way of the proxy. */
  url: string;
  fate: Fate;
  stop(): Promise<void>;
}

/** CommandComplete of a COMMIT, and the ReadyForQuery that follows it. */
const COMMITTED = Buffer.from("C\0\0\0\x0bCOMMIT\0", "latin1");

/** As PostgreSQL sends it when transaction_timeout expires just behind a commit. */
function timeoutMessage(): Buffer {
  const fields = "SFATAL\0VFATAL\0C25P04\0Mterminating connection due to transaction timeout\0\0";
  const message = Buffer.alloc(5 + fields.length);
  message.write("E", 0, "latin1");
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5, "latin1");
  return message;
}

/** A way to a database on which the answer to a COMMIT can be lost, or be followed by the session's end. */
export async function openCommitProxy(databaseUrl: string): Promise<CommitProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());
    far.on("data", (data) => {
      const at = data.indexOf(COMMITTED);
      if (proxy.fate === "passes" || at < 0) return void near.write(data);
      const isLost = proxy.fate === "is lost";
      proxy.fate = "passes";
      if (!isLost) near.write(Buffer.concat([data.subarray(0, at + COMMITTED.length), timeoutMessage()]));
      far.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy: CommitProxy = {
    url: url.href,
    fate: "passes",
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return proxy;
}
