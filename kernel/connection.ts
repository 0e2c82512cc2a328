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

/** Shapes rows read with `limit + 1`. */
export function toConnection<Row, Node>(
  read: Row[],
  page: Page,
  cursorOf: (row: Row) => string,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const more = read.length > page.limit;
  const rows = more ? read.slice(0, page.limit) : read;
  if (page.backward) rows.reverse();
  return new RowsConnection(rows, cursorOf, rows.map(nodeOf), {
    hasNextPage: page.backward ? page.cursor !== null : more,
    hasPreviousPage: page.backward ? more : page.cursor !== null,
  });
}

/*
 * Edges and cursors are getters: a cursor costs an HMAC, and most callers take nodes and the end cursor only. They are
 * getters of classes and not of object literals: for each getter of each literal V8 makes an AccessorPair, always in its
 * old generation, so that until the next major collection whatever the getter reaches (here the whole page) outlives
 * every young one and is copied twice.
 */
class RowsConnection<Row, Node> implements Connection<Node> {
  readonly nodes: Node[];
  readonly pageInfo: Connection<Node>["pageInfo"];
  readonly #rows: readonly Row[];
  readonly #cursorOf: (row: Row) => string;

  constructor(rows: readonly Row[], cursorOf: (row: Row) => string, nodes: Node[], around: Around) {
    this.nodes = nodes;
    this.pageInfo = new RowsPageInfo(rows, cursorOf, around);
    this.#rows = rows;
    this.#cursorOf = cursorOf;
  }

  get edges(): Connection<Node>["edges"] {
    return this.#rows.map((row, index) => ({ cursor: this.#cursorOf(row), node: this.nodes[index] as Node }));
  }
}

type Around = Pick<Connection<unknown>["pageInfo"], "hasNextPage" | "hasPreviousPage">;

class RowsPageInfo<Row> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #rows: readonly Row[];
  readonly #cursorOf: (row: Row) => string;

  constructor(rows: readonly Row[], cursorOf: (row: Row) => string, { hasNextPage, hasPreviousPage }: Around) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.#rows = rows;
    this.#cursorOf = cursorOf;
  }

  get startCursor(): string | null {
    return this.#cursorAt(0);
  }

  get endCursor(): string | null {
    return this.#cursorAt(-1);
  }

  #cursorAt(index: number): string | null {
    const row = this.#rows.at(index);
    return row === undefined ? null : this.#cursorOf(row);
  }
}
