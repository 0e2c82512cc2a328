import { AppError } from "./error.ts";

/** Arguments of a Relay connection (relay.dev/graphql/connections.htm). */
export interface ConnectionArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

export interface Page {
  limit: number;
  /** True for `last`/`before`: rows are read in reverse and turned round. */
  backward: boolean;
  cursor: string | null;
}

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 500;

/** Forward by `first`/`after` or backward by `last`/`before`; a mix has no clear meaning and is refused. */
export function readPage(args: ConnectionArgs): Page {
  const backward = args.last != null || args.before != null;
  if (backward && (args.first != null || args.after != null))
    throw badPage("last", "Page forward with first and after, or backward with last and before, not both.");
  const limit = (backward ? args.last : args.first) ?? DEFAULT_PAGE;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw badPage(backward ? "last" : "first", `Ask for 1 to ${MAX_PAGE} at a time.`);
  return { limit, backward, cursor: (backward ? args.before : args.after) ?? null };
}

function badPage(path: string, message: string): AppError {
  return new AppError("BAD_USER_INPUT", message, { fields: [{ path, code: "INVALID_PAGE", message }] });
}

export interface Connection<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/**
 * Shapes rows read with `limit + 1`. Edges and cursors are getters: a cursor costs an HMAC, and most callers take nodes
 * and the end cursor only.
 */
export function toConnection<Row, Node>(
  read: Row[],
  page: Page,
  cursorOf: (row: Row) => string,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const more = read.length > page.limit;
  const rows = more ? read.slice(0, page.limit) : read;
  if (page.backward) rows.reverse();
  const nodes = rows.map(nodeOf);
  const cursorAt = (index: number) => {
    const row = rows.at(index);
    return row === undefined ? null : cursorOf(row);
  };
  return {
    nodes,
    get edges() {
      return rows.map((row, index) => ({ cursor: cursorOf(row), node: nodes[index] as Node }));
    },
    pageInfo: {
      hasNextPage: page.backward ? page.cursor !== null : more,
      hasPreviousPage: page.backward ? more : page.cursor !== null,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(-1);
      },
    },
  };
}
