/** When a segment is full: it has so many bytes, or so many milliseconds have passed since its first one. */
export interface SegmentBounds {
  bytes: number;
  ms: number;
}

/**
 * Cuts what arrives into segments, each of which has at least one byte; a slow source makes short ones. Read one to its end
 * before the next. When the source fails, the segment that it is in does too.
 */
export async function* cutSegments(
  source: AsyncIterable<Buffer>,
  bounds: SegmentBounds,
): AsyncGenerator<AsyncGenerator<Buffer>> {
  const pieces = source[Symbol.asyncIterator]();
  let coming: Promise<IteratorResult<Buffer, unknown>> | undefined;
  let rest: Buffer | undefined;

  /** Undefined when there is none any more, or none in time. */
  async function next(withinMs?: number): Promise<Buffer | undefined> {
    if (rest !== undefined) {
      const piece = rest;
      rest = undefined;
      return piece;
    }
    if (coming === undefined) {
      coming = pieces.next();
      // Nobody may be waiting for it when it rejects.
      coming.catch(() => {});
    }
    const got = await (withinMs === undefined ? coming : orLate(coming, withinMs));
    if (got === undefined || got.done) return undefined;
    coming = undefined;
    return got.value;
  }

  async function* segment(first: Buffer): AsyncGenerator<Buffer> {
    const until = performance.now() + bounds.ms;
    let left = bounds.bytes;
    for (let piece: Buffer | undefined = first; piece !== undefined; ) {
      if (piece.length > left) rest = piece.subarray(left);
      yield piece.subarray(0, left);
      left -= Math.min(left, piece.length);
      if (left === 0) return;
      piece = await next(Math.max(0, until - performance.now()));
    }
  }

  try {
    for (let first = await next(); first !== undefined; first = await next())
      if (first.length > 0) yield segment(first);
  } finally {
    // Not awaited: it would wait for the piece that is still to come.
    pieces.return?.().catch(() => {});
  }
}

async function orLate<T>(coming: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
