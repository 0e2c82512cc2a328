/** Asks for the next piece while the last one is being worked on. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = ask(source);
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = ask(source);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

/** A piece asked for ahead may fail before anyone waits for it; whoever then waits still gets the error. */
function ask<T>(source: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = source.next();
  next.catch(() => {});
  return next;
}
