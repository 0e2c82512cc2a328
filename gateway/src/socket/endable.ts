/**
 * A stream that can be ended with an error from outside, also while it waits for its next value; what was under way then
 * is dropped. By hand, since a race of promises would keep every value of a long stream alive.
 */
export function endable<T>(
  stream: AsyncGenerator<T>,
  onEnd: () => void,
): { stream: AsyncGenerator<T>; end(error: unknown): void } {
  let refuse: ((error: unknown) => void) | undefined;
  let failure: { error: unknown } | undefined;
  let ended = false;

  function finish(): void {
    if (ended) return;
    ended = true;
    onEnd();
  }

  function next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      if (failure) {
        const { error } = failure;
        failure = undefined;
        return reject(error);
      }
      if (ended) return resolve({ done: true, value: undefined });
      refuse = reject;
      stream.next().then(
        (result) => {
          refuse = undefined;
          if (result.done) finish();
          resolve(result);
        },
        (error: unknown) => {
          refuse = undefined;
          finish();
          reject(error);
        },
      );
    });
  }

  function end(error: unknown): void {
    if (ended) return;
    finish();
    if (refuse) refuse(error);
    else failure = { error };
    // Not awaited: a source that waits for its next event may only return after it.
    stream.return(undefined).catch(() => {});
  }

  return {
    stream: {
      next,
      async return() {
        finish();
        await stream.return(undefined);
        return { done: true, value: undefined };
      },
      async throw(error: unknown) {
        finish();
        return stream.throw(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      async [Symbol.asyncDispose]() {
        await this.return(undefined);
      },
    },
    end,
  };
}
