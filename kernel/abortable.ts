/**
 * A generator that waits for its next event cannot be returned: `return()` queues behind the pending `next()`, which
 * may never settle. So the wait is ended first.
 */
export function abortable<T>(source: AsyncGenerator<T>, ending: AbortController): AsyncIterableIterator<T> {
  return {
    next: () => source.next(),
    return() {
      ending.abort();
      return source.return(undefined);
    },
    throw(error: unknown) {
      ending.abort();
      return source.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
