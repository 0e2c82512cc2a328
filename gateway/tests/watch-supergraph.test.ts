import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSubgraph } from "@bulkhead/kernel/subgraph.ts";
import { expect, onTestFinished, test } from "vitest";
import { createGateway } from "../src/gateway.ts";
import { watchSupergraph } from "../src/watch-supergraph.ts";
import { composeSdl, HEADER } from "./fixtures/compose.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";
import { reachRemotely, serveRemotely } from "./fixtures/remote.ts";
import { connected } from "./fixtures/socket-client.ts";

const OLD = `${HEADER} type Query { old: String @signedIn }`;
const NEW = `${HEADER} type Query { old: String @signedIn, fresh: String @signedIn }`;
const supergraph = (sdl: string) => composeSdl([{ name: "data", sdl }]);

/** A gateway that still has the older supergraph, watching a file, before a subgraph that knows both. */
async function watching() {
  const base = testPorts();
  const subgraph = createSubgraph({
    name: "data",
    sdl: NEW,
    resolvers: { Query: { old: () => "old", fresh: () => "fresh" } },
    context: (request) => ({ ...request }),
  });
  const server = await serveRemotely([subgraph], base.log);
  const data = reachRemotely("data", [server.address]);
  const ports = { ...base, supergraphSdl: supergraph(OLD), subgraphs: [data] };
  const gateway = await createGateway(ports, testConfig(), []);
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-supergraph-"));
  const file = path.join(folder, "supergraph.graphql");
  writeFileSync(file, ports.supergraphSdl);
  const stopWatching = watchSupergraph({ file, serving: ports.supergraphSdl, gateway, log: base.log, everyMs: 20 });
  onTestFinished(async () => {
    stopWatching();
    await gateway.stop();
    await data.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const address = await gateway.listen();
  const post = async (query: string) => {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer admin" },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: unknown; errors?: unknown[] };
  };
  return { address, file, post, logged: base.logged };
}

test("several updates under load drop no request and no socket, and the new field is served by the running subgraph", async () => {
  const { address, file, post } = await watching();
  expect((await post("{ fresh }")).errors).toHaveLength(1);
  const socket = await connected(address);
  let isOver = false;
  let answered = 0;
  const failures: unknown[] = [];
  const load = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const answer = await post("{ old }").catch((error: Error) => ({ errors: [error.message] }));
      if (answer.errors) failures.push(answer.errors);
      answered++;
    }
  });
  for (const sdl of [NEW, OLD, NEW]) {
    writeFileSync(file, supergraph(sdl));
    await expect.poll(async () => (await post("{ fresh }")).errors === undefined, { timeout: 5_000 }).toBe(sdl === NEW);
  }
  isOver = true;
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(10);
  expect(await post("{ old fresh }")).toEqual({ data: { old: "old", fresh: "fresh" } });
  socket.subscribe("1", "{ fresh }");
  expect((await socket.next()).payload).toEqual({ data: { fresh: "fresh" } });
  socket.socket.close();
});

test("a faulty or missing file is reported once and changes nothing; a good one is served again", async () => {
  const { file, post, logged } = await watching();
  const reports = () => logged.filter((line) => line.includes("the supergraph stays as it was"));
  writeFileSync(file, "type Broken");
  await expect.poll(() => reports().length).toBe(1);
  rmSync(file);
  await expect.poll(() => reports().length).toBe(2);
  expect(await post("{ old }")).toEqual({ data: { old: "old" } });
  expect(reports()).toHaveLength(2);
  writeFileSync(file, supergraph(NEW));
  await expect.poll(() => post("{ fresh }"), { timeout: 5_000 }).toEqual({ data: { fresh: "fresh" } });
});
