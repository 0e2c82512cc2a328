export interface StreamedEvent {
  name: string;
  id: string | undefined;
  data: string;
}

export interface Streaming {
  status: number;
  headers: Headers;
  /** What came so far, in order. */
  events: StreamedEvent[];
  comments: string[];
  /** Text of an answer that is no stream. */
  text: string;
  /** The next so many events, from the first that was not taken yet. Rejects when they do not come in time. */
  take(count: number, timeoutMs?: number): Promise<StreamedEvent[]>;
  /** Whether the server ended it within the time. */
  ended(timeoutMs: number): Promise<boolean>;
  close(): void;
}

/** Reads server-sent events (HTML, section 9.2.6) one by one: a client library would hide how they come. */
export async function openStream(url: string, init: RequestInit = {}): Promise<Streaming> {
  const stopping = new AbortController();
  const answer = await fetch(url, { ...init, signal: stopping.signal });
  const events: StreamedEvent[] = [];
  const comments: string[] = [];
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await answer.text();
  let over = !isStream;
  let wake = () => {};
  if (isStream) void read();

  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    let partial = "";
    try {
      for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
        const blocks = (partial + decoder.decode(chunk, { stream: true })).split("\n\n");
        partial = blocks.pop() ?? "";
        for (const block of blocks) take(block);
        wake();
      }
    } catch {
      // It was cut off, by us or by the other side.
    }
    over = true;
    wake();
  }

  function take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      if (line.startsWith(":")) comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).replace(/^ /, ""));
    }
    const data = fields.get("data");
    if (data !== undefined) events.push({ name: fields.get("event") ?? "message", id: fields.get("id"), data });
  }

  async function until(enough: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!enough()) {
      if (over || Date.now() >= deadline) return enough();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }

  let taken = 0;
  return {
    status: answer.status,
    headers: answer.headers,
    events,
    comments,
    text,
    async take(count, timeoutMs = 5_000) {
      if (!(await until(() => events.length >= taken + count, timeoutMs)))
        throw new Error(`not heard in time, but: ${answer.status} ${text} ${JSON.stringify(events)} ${comments}`);
      taken += count;
      return events.slice(taken - count, taken);
    },
    async ended(timeoutMs) {
      await until(() => over, timeoutMs);
      return over;
    },
    close: () => stopping.abort(),
  };
}
