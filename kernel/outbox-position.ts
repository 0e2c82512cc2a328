/** A place in the outbox; order is by transaction, then by number. Both are 64-bit and so stay text. */
export interface Position {
  xid: string;
  id: string;
}

export function comparePositions(a: Position, b: Position): number {
  const order = BigInt(a.xid) - BigInt(b.xid) || BigInt(a.id) - BigInt(b.id);
  return order < 0n ? -1 : Number(order > 0n);
}

/** The place just before an event, so that reading "after" it includes the event. */
export function justBefore({ xid, id }: Position): Position {
  return { xid, id: (BigInt(id) - 1n).toString() };
}

/** The place just after an event, so that reading "from" it leaves the event out. */
export function justAfter({ xid, id }: Position): Position {
  return { xid, id: (BigInt(id) + 1n).toString() };
}
