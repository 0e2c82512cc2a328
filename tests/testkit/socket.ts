import WebSocket from "ws";

export interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

export interface Listening {
  /** What the server has said so far, the acknowledgement and pings left out. */
  messages: Message[];
  /** Resolves once what was heard satisfies the caller; rejects after the time given. */
  heard(enough: () => boolean, timeoutMs?: number): Promise<void>;
  /** How it ended: `complete`, `error` or the close code; `open` when it has not within the time given. */
  ended(timeoutMs: number): Promise<string>;
  close(): void;
}

/**
 * One subscription over graphql-transport-ws, message by message: a client library would hide the very sequence that
 * tests compare.
 */
export async function subscribe(
  address: string,
  key: string | null,
  query: string,
  variables: Record<string, unknown> = {},
  payload: Record<string, unknown> = {},
): Promise<Listening> {
  const socket = new WebSocket(`${address.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const messages: Message[] = [];
  const listeners = new Set<() => void>();
  let closed: string | undefined;
  const notify = () => {
    for (const listener of listeners) listener();
  };
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.type === "connection_ack")
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables } }));
    else if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    else messages.push(message);
    notify();
  });
  socket.on("close", (code, reason) => {
    closed = `${code} ${reason}`;
    notify();
  });
  socket.on("error", () => undefined);
  socket.on("open", () => {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    socket.send(JSON.stringify({ type: "connection_init", payload: { ...authorization, ...payload } }));
  });

  function until(enough: () => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (answer: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(answer);
      };
      const look = () => {
        if (enough()) done(true);
        else if (closed !== undefined) done(false);
      };
      const timer = setTimeout(() => done(false), timeoutMs);
      listeners.add(look);
      look();
    });
  }

  const end = () => closed ?? messages.find(({ type }) => type === "complete" || type === "error")?.type;
  return {
    messages,
    async heard(enough, timeoutMs = 5_000) {
      if (!(await until(enough, timeoutMs)))
        throw new Error(`not heard in time, but: ${JSON.stringify({ messages, closed })}`);
    },
    async ended(timeoutMs) {
      await until(() => end() !== undefined, timeoutMs);
      return end() ?? "open";
    },
    close: () => socket.close(),
  };
}
