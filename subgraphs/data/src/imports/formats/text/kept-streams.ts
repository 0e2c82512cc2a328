/** Streams that cannot be entered in the middle, kept between two turns of an import so that it need not begin anew. */
export interface KeptStreams {
  /**
   * Reads the stream called `key` from byte `from` on: from a kept one that is near enough, otherwise a new one by `open`,
   * whose beginning is passed over. `onUse` is told which it is.
   */
  read(
    key: string,
    from: number,
    open: () => OpenStream,
    onUse: (stream: Pick<OpenStream, "taken">) => void,
  ): AsyncGenerator<Buffer>;
  /** Closes those that nobody reads. */
  close(): Promise<void>;
}

export interface OpenStream {
  chunks: AsyncGenerator<Buffer>;
  /** Bytes of the file that it has read so far. */
  taken(): number;
}

export interface KeptStreamsOptions {
  /** Most streams kept at a time; each holds up to WINDOW_BYTES and a chunk. */
  most?: number;
  idleMs?: number;
}

/** Kept behind the place a stream has come to: who read it has not worked on all it was given. */
const WINDOW_BYTES = 4 * 2 ** 20;

interface Stream extends OpenStream {
  window: Buffer[];
  /** Where the window begins, and where the next chunk will. */
  begin: number;
  end: number;
}

export function createKeptStreams({ most = 8, idleMs = 60_000 }: KeptStreamsOptions = {}): KeptStreams {
  // The one let go of first comes first.
  const idle = new Map<string, { stream: Stream; timer: NodeJS.Timeout }>();

  function take(key: string): Stream | undefined {
    const kept = idle.get(key);
    if (!kept) return undefined;
    clearTimeout(kept.timer);
    idle.delete(key);
    return kept.stream;
  }

  async function drop(key: string): Promise<void> {
    await take(key)?.chunks.return(undefined);
  }

  async function keep(key: string, stream: Stream): Promise<void> {
    const other = take(key);
    // Whoever looked at the beginning of a file again does not push out the stream that has come far.
    const [better, worse] = other && other.end > stream.end ? [other, stream] : [stream, other];
    await worse?.chunks.return(undefined);
    const timer = setTimeout(() => void drop(key), idleMs).unref();
    idle.set(key, { stream: better, timer });
    const [oldest] = idle.keys();
    if (idle.size > most && oldest !== undefined) await drop(oldest);
  }

  function near(key: string, from: number): Stream | undefined {
    const stream = idle.get(key)?.stream;
    return stream && stream.begin <= from && from <= stream.end ? take(key) : undefined;
  }

  return {
    async *read(key, from, open, onUse) {
      const stream = near(key, from) ?? { ...open(), window: [], begin: 0, end: 0 };
      onUse(stream);
      let isOver = false;
      try {
        yield* windowFrom(stream, from);
        for (;;) {
          isOver = true;
          const { value, done } = await stream.chunks.next();
          if (done) return;
          isOver = false;
          const skipped = Math.max(0, from - stream.end);
          push(stream, value);
          if (skipped < value.length) yield value.subarray(skipped);
        }
      } finally {
        // One that has ended or failed is of no use to anybody.
        if (isOver) await stream.chunks.return(undefined);
        else await keep(key, stream);
      }
    },
    async close() {
      await Promise.all([...idle.keys()].map(drop));
    },
  };
}

function* windowFrom({ window, begin }: Stream, from: number): Generator<Buffer> {
  let at = begin;
  for (const chunk of [...window]) {
    if (at + chunk.length > from) yield chunk.subarray(Math.max(0, from - at));
    at += chunk.length;
  }
}

function push(stream: Stream, chunk: Buffer): void {
  stream.window.push(chunk);
  stream.end += chunk.length;
  for (;;) {
    const [first] = stream.window;
    if (first === undefined || stream.end - stream.begin - first.length < WINDOW_BYTES) return;
    stream.window.shift();
    stream.begin += first.length;
  }
}
