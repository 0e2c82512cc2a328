import { createServer, type Server, type Socket, connect as tcpConnect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * What happens to a connection on its way.
 * `pass`: nothing. `cut`: it is reset, and so is every new one. `hole`: it stays open and nothing comes through, as
 * when
 * a cable is pulled. `slow`: each piece arrives late, and no more of them than the line is wide.
 */
export type Weather =
  | { kind: "pass" }
  | { kind: "cut" }
  | { kind: "hole" }
  | { kind: "slow"; delayMs: number; bytesPerSecond: number };

export interface TcpProxy {
  port: number;
  /** Where connections go. */
  aim(host: string, port: number): void;
  change(weather: Weather): void;
  /**
   * The line is back, but whatever lay between has forgotten its connections: the far ends are closed, and the near
   * ones
   * hear of it only when they next say something. One that waits for an answer waits for ever, unless it looks after
   * itself.
   */
  forget(): void;
  /** Local ports of the connections to the far side: the database knows its clients by them. */
  farPorts(): number[];
  stop(): Promise<void>;
}

interface Line {
  near: Socket;
  far: Socket | undefined;
  forgotten: boolean;
}

/** Opens a proxy on 127.0.0.1. */
export async function openProxy(): Promise<TcpProxy> {
  const lines = new Set<Line>();
  const target = { host: "127.0.0.1", port: 0 };
  const state: { weather: Weather; changed: (() => void)[] } = { weather: { kind: "pass" }, changed: [] };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const line: Line = { near, far: undefined, forgotten: false };
    near.on("error", () => near.destroy());
    if (state.weather.kind === "cut") return void near.resetAndDestroy();
    lines.add(line);
    near.once("close", () => {
      lines.delete(line);
      line.far?.destroy();
    });
    void carry(line, target, state);
  });
  const port = await listen(server);
  function change(weather: Weather): void {
    state.weather = weather;
    if (weather.kind === "cut") for (const { near } of lines) near.resetAndDestroy();
    for (const wake of state.changed.splice(0)) wake();
  }
  return {
    port,
    aim(host, to) {
      target.host = host;
      target.port = to;
    },
    change,
    forget() {
      for (const line of lines) {
        line.forgotten = true;
        line.far?.destroy();
      }
      change({ kind: "pass" });
    },
    farPorts: () => [...lines].flatMap(({ far }) => (far?.localPort === undefined ? [] : [far.localPort])),
    async stop() {
      for (const { near } of lines) near.destroy();
      change({ kind: "cut" });
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface State {
  weather: Weather;
  changed: (() => void)[];
}

async function carry(line: Line, target: { host: string; port: number }, state: State): Promise<void> {
  // Until the weather lets it through, a new connection is accepted and hears nothing.
  await clearSky(state);
  if (line.near.destroyed) return;
  const far = tcpConnect({ ...target, noDelay: true, allowHalfOpen: true });
  line.far = far;
  far.on("error", () => line.near.resetAndDestroy());
  far.once("close", () => {
    if (!line.forgotten) line.near.destroy();
  });
  pump(line, line.near, far, state);
  pump(line, far, line.near, state);
}

async function clearSky(state: State): Promise<void> {
  while (state.weather.kind === "hole") await new Promise<void>((resolve) => state.changed.push(resolve));
}

/** Moves what comes from one side to the other, piece by piece, as the weather allows. */
function pump(line: Line, from: Socket, to: Socket, state: State): void {
  from.on("data", (piece: Buffer) => {
    from.pause();
    void pass(line, piece, to, state).then(() => from.resume());
  });
  from.on("end", () => {
    void clearSky(state).then(() => {
      if (!line.forgotten) to.end();
    });
  });
}

async function pass(line: Line, piece: Buffer, to: Socket, state: State): Promise<void> {
  await clearSky(state);
  const { weather } = state;
  if (weather.kind === "slow") await sleep(weather.delayMs + (1_000 * piece.length) / weather.bytesPerSecond);
  if (line.forgotten) {
    // The near end is told that its connection is gone; what the far end still had to say is lost without a word.
    if (to === line.far) line.near.resetAndDestroy();
    return;
  }
  if (!to.destroyed && !to.write(piece)) await drained(to);
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}
