import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { until } from "../../testkit/until.ts";
import { openProxy, type TcpProxy } from "./proxy.ts";

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A far side that repeats what it hears, and a client on the near side of a proxy. */
async function line(): Promise<{
  proxy: TcpProxy;
  far: () => Socket;
  near: Socket;
  heard: () => string;
  end: () => string;
}> {
  const fars: Socket[] = [];
  const server: Server = createServer((socket) => {
    fars.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => server.close());
  const proxy = await openProxy();
  stops.push(proxy.stop);
  const address = server.address();
  proxy.aim("127.0.0.1", typeof address === "object" && address ? address.port : 0);
  const near = connect(proxy.port, "127.0.0.1");
  stops.push(() => near.destroy());
  let text = "";
  let end = "";
  near.on("data", (piece) => {
    text += piece;
  });
  near.on("error", (error) => {
    end = (error as NodeJS.ErrnoException).code ?? error.message;
  });
  near.on("close", () => {
    end ||= "closed";
  });
  near.write("hello");
  await until(async () => text === "hello");
  return { proxy, far: () => fars[0] as Socket, near, heard: () => text, end: () => end };
}

test("a cut resets what is open and what is tried, until it is mended", async () => {
  const { proxy, end } = await line();
  proxy.change({ kind: "cut" });
  await until(async () => end() === "ECONNRESET");
  const tried = connect(proxy.port, "127.0.0.1");
  const refused = await new Promise((resolve) => tried.on("error", resolve));
  expect(refused).toMatchObject({ code: "ECONNRESET" });
});

test("a black hole swallows both directions silently; what was sent arrives when it has passed", async () => {
  const { proxy, near, far, heard, end } = await line();
  proxy.change({ kind: "hole" });
  near.write(" again");
  far().write(" and back");
  const late = connect(proxy.port, "127.0.0.1");
  stops.push(() => late.destroy());
  await new Promise((resolve) => late.on("connect", resolve));
  expect([heard(), end()]).toEqual(["hello", ""]);
  proxy.change({ kind: "pass" });
  await until(async () => heard().length === "hello again and back".length);
});

test("a forgotten connection tells its near end nothing until that speaks", async () => {
  const { proxy, near, far, heard, end } = await line();
  proxy.change({ kind: "hole" });
  far().write(" lost");
  proxy.forget();
  // Somebody else gets through, so the news would have had the time.
  const other = await new Promise<string>((resolve) => {
    const socket = connect(proxy.port, "127.0.0.1", () => socket.write("other"));
    stops.push(() => socket.destroy());
    socket.on("data", (piece) => resolve(String(piece)));
  });
  expect([other, heard(), end()]).toEqual(["other", "hello", ""]);
  near.write("anybody there?");
  await until(async () => end() === "ECONNRESET");
});

test("a slow line delays and loses nothing", async () => {
  const { proxy, near, heard } = await line();
  proxy.change({ kind: "slow", delayMs: 60, bytesPerSecond: 1_000_000 });
  const begun = performance.now();
  near.write(" slowly");
  await until(async () => heard() === "hello slowly");
  expect(performance.now() - begun).toBeGreaterThanOrEqual(119);
});
