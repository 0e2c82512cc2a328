import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Balancer {
  /** The address that clients know. */
  origin: string;
  /** Where requests go from now on, to each in turn. */
  over(addresses: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * The one public address in front of several gateways, as a load balancer without stickiness: a request goes to another
 * gateway than the one before it, so that no step of a flow may lean on what a process remembers.
 */
export async function openBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  let gateways: readonly string[] = [];
  let turn = 0;

  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const gateway = gateways[turn++ % gateways.length];
    const { method, url, headers } = incoming;
    const fail = () => (response.headersSent ? response.destroy() : response.writeHead(502).end());
    if (gateway === undefined) return void fail();
    const outgoing = request(gateway + url, { method: method ?? "GET", headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    outgoing.on("error", fail);
    incoming.pipe(outgoing);
  }

  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    over(addresses) {
      gateways = addresses;
    },
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
