import type { Dispatcher } from "undici";

/** Nobody answered, or not in time, or not to the end. */
export class ExchangeFailure extends Error {
  /** The request was written, at least in part: it may have been carried out. */
  readonly mayHaveArrived: boolean;
  /**
   * It says something about the other side. It does not where a call waited too long for one of our connections, nor
   * where an answer was too long: else one tenant's large answers would open the circuit for all.
   */
  readonly isTheirs: boolean;

  constructor(message: string, facts: { mayHaveArrived: boolean; isTheirs: boolean; cause?: unknown }) {
    super(message, { cause: facts.cause });
    this.mayHaveArrived = facts.mayHaveArrived;
    this.isTheirs = facts.isTheirs;
  }
}

export interface Exchange {
  path: string;
  body: string;
  token: string;
  /** Milliseconds for all of it, waiting for a free connection included. */
  timeoutMs: number;
  /** Bytes of an answer. */
  maxBytes: number;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
}

/** What takes an answer that goes on. */
export interface EventSink {
  /** Called once, as soon as the stream is open. `controller` holds the other side back or ends it. */
  open(controller: Dispatcher.DispatchController): void;
  data(chunk: Buffer): void;
  /** The connection ended; with an error when it was lost. */
  end(error?: Error): void;
}

const headersOf = ({ token, body }: Exchange) => ({
  authorization: `Bearer ${token}`,
  "content-type": "application/json",
  "content-length": String(Buffer.byteLength(body)),
});

/**
 * One request and its answer, by undici's dispatch: without the streams and signals of its other interfaces, which cost
 * as much as the request. With a sink, an answer that is a stream of events goes there and `undefined` is answered.
 * Rejects with an ExchangeFailure.
 */
export function exchange(dispatcher: Dispatcher, call: Exchange, sink?: EventSink): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let contentType = "";
    let controller: Dispatcher.DispatchController | undefined;
    let failure: ExchangeFailure | undefined;
    let isStream = false;

    const fail = (message: string, isTheirs: boolean, cause?: unknown) => {
      if (failure) return;
      clearTimeout(timer);
      failure = new ExchangeFailure(message, { mayHaveArrived: controller !== undefined, isTheirs, cause });
      reject(failure);
      controller?.abort(failure);
    };
    const late = () => fail(`no answer within ${Math.round(call.timeoutMs)} ms`, controller !== undefined);
    const timer = setTimeout(late, call.timeoutMs);

    dispatcher.dispatch(
      { method: "POST", path: call.path, headers: headersOf(call), body: call.body },
      {
        onRequestStart(started) {
          // It may have waited for a connection until nobody waits for it any more.
          if (failure) started.abort(failure);
          else controller = started;
        },
        onResponseStart(started, code, headers) {
          status = code;
          contentType = String(headers["content-type"] ?? "");
          if (!sink || !contentType.startsWith("application/x-ndjson")) return;
          isStream = true;
          clearTimeout(timer);
          sink.open(started);
          resolve(undefined);
        },
        onResponseData(_controller, chunk) {
          if (isStream) return sink?.data(chunk);
          bytes += chunk.length;
          if (bytes > call.maxBytes) fail(`the answer has more than ${call.maxBytes} bytes`, false);
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (isStream) return sink?.end();
          clearTimeout(timer);
          const [only] = chunks;
          const text = only && chunks.length === 1 ? only.toString() : Buffer.concat(chunks).toString();
          resolve({ status, contentType, text });
        },
        onResponseError(_controller, error) {
          if (isStream) sink?.end(error);
          else fail(error.message, true, error);
        },
      },
    );
  });
}
