import { StringDecoder } from "node:string_decoder";
import type { Dispatcher } from "undici";
import { fromInternalError } from "./internal-error.ts";
import type { EventSink } from "./internal-exchange.ts";

/** Events that may wait for their reader before the other side is told to hold back, and when it may go on. */
const HIGH = 256;
const LOW = 64;
/** A line is a cursor or an error. */
const MAX_LINE = 256 * 1024;

interface LineStreamOptions {
  /** Silence after which the other side is taken for dead; its heartbeats come much more often. */
  silenceMs: number;
  /** The error for a stream that ended without saying so. */
  lost(why: string): Error;
  /** Called once, when nothing more will come. */
  closed(): void;
}

/**
 * The reading end of a stream of events: JSON objects, one a line, an empty line being a heartbeat. It ends when the
 * other side says so, and rejects when it was cut off, after everything that had arrived.
 */
export function createLineStream({ silenceMs, lost, closed }: LineStreamOptions) {
  let controller: Dispatcher.DispatchController | undefined;
  let silence: NodeJS.Timeout | undefined;
  const watch = () => {
    silence = setTimeout(() => queue.finish(lost(`no sign of life for ${silenceMs} ms`)), silenceMs);
  };
  const queue = createQueue({
    taken(left) {
      if (!controller?.paused || left > LOW) return;
      watch();
      controller.resume();
    },
    finished(error) {
      clearTimeout(silence);
      controller?.abort(error ?? new Error("the stream is over"));
      closed();
    },
  });
  const take = lineReader(queue, lost);
  const sink: EventSink = {
    open(started) {
      controller = started;
      watch();
    },
    data(chunk) {
      silence?.refresh();
      take(chunk);
      if (queue.length() < HIGH || controller?.paused) return;
      controller?.pause();
      // Whoever is held back sends no heartbeats either.
      clearTimeout(silence);
    },
    end: (error) => queue.finish(lost(error?.message ?? "it was cut off")),
  };
  return { sink, events: queue.events };
}

/** Cuts bytes into lines and lines into events. */
function lineReader(queue: Queue, lost: LineStreamOptions["lost"]): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let partial = "";
  const read = (line: string) => {
    if (line === "") return;
    const { end, errors, ...event } = JSON.parse(line) as { end?: boolean; errors?: unknown[] };
    if (end) queue.finish();
    else if (errors) queue.finish(fromInternalError(errors[0]));
    else queue.push(event);
  };
  return (chunk) => {
    const lines = (partial + decoder.write(chunk)).split("\n");
    partial = lines.pop() ?? "";
    try {
      for (const line of lines) read(line);
    } catch (error) {
      return queue.finish(lost(`a line is no JSON: ${(error as Error).message}`));
    }
    if (partial.length > MAX_LINE) queue.finish(lost("a line has no end"));
  };
}

interface Queue {
  push(event: unknown): void;
  /** What was pushed before is still read; then the reader is told. Only the first call counts. */
  finish(error?: Error): void;
  length(): number;
  events: AsyncIterableIterator<unknown>;
}

/** An iterator by hand: a generator function could not be ended while it waits for the next event. */
function createQueue({ taken, finished }: { taken(left: number): void; finished(error?: Error): void }): Queue {
  const waiting: unknown[] = [];
  let isOver = false;
  let failure: Error | undefined;
  let wake = () => {};

  function finish(error?: Error): void {
    if (isOver) return;
    isOver = true;
    failure = error;
    finished(error);
    wake();
  }

  async function next(): Promise<IteratorResult<unknown>> {
    while (waiting.length === 0 && !isOver)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (waiting.length > 0) {
      const value = waiting.shift();
      if (!isOver) taken(waiting.length);
      return { done: false, value };
    }
    const error = failure;
    failure = undefined;
    if (error) throw error;
    return { done: true, value: undefined };
  }

  async function leave(): Promise<IteratorResult<unknown>> {
    waiting.length = 0;
    finish();
    failure = undefined;
    return { done: true, value: undefined };
  }

  return {
    push(event) {
      if (isOver) return;
      waiting.push(event);
      wake();
    },
    finish,
    length: () => waiting.length,
    events: {
      next,
      return: leave,
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}
