import pg from "pg";
import { ANSWER_MS } from "./commit.ts";
import type { Statement } from "./statement.ts";

/**
 * A read between one pair of syncs. PostgreSQL runs whatever comes before a Sync in one transaction of its own accord
 * (protocol, "Pipelining"), so that BEGIN and COMMIT can be left out, each of which is parsed, answered and flushed
 * by itself: a seventh of the processor time of a page, and three of the four times that the server writes to the socket.
 */

/** What the protocol is spoken with; the driver's types know half of it. */
interface Wire {
  stream: { cork(): void; uncork(): void };
  /** The texts of the statements that this connection has prepared, by their names. */
  parsedStatements: Readonly<Record<string, string | undefined>>;
  bind(message: { statement: string; values: readonly string[] }): void;
  execute(message: object): void;
}

interface DriverQuery {
  name: string | undefined;
  values: unknown[] | undefined;
  callback: ((error: Error | null | undefined, result: pg.QueryResult) => void) | undefined;
  submit(connection: unknown): unknown;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
}

export type NamedStatement = Statement & { name: string };

/** Whether the connection has prepared both: what is prepared for the first time takes the longer way. */
export function isReadyFor(
  client: pg.PoolClient,
  opening: NamedStatement,
  statement: Statement,
): statement is NamedStatement {
  const { parsedStatements } = (client as unknown as { connection: Wire }).connection;
  return (
    statement.name !== undefined &&
    parsedStatements[statement.name] === statement.text &&
    parsedStatements[opening.name] === opening.text
  );
}

/** The opening, then the statement, in one transaction and one system call. If the opening fails, nothing is read. */
export function readAtOnce(
  client: pg.PoolClient,
  opening: NamedStatement,
  statement: NamedStatement,
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const query = new ReadAtOnce(opening, statement);
    query.callback = (error, result) => (error ? reject(error) : resolve(result.rows));
    client.query(query as unknown as pg.Submittable);
  });
}

/** The driver's own query, so that everything about errors and lost connections stays its business. */
class ReadAtOnce extends (pg.Query as unknown as new (text: string) => DriverQuery) {
  readonly query_timeout = ANSWER_MS;
  readonly #opening: NamedStatement;
  #isOpen = false;

  constructor(opening: NamedStatement, statement: NamedStatement) {
    // From a text and not from an object, whose properties the driver copies by their descriptors.
    super(statement.text);
    this.name = statement.name;
    this.values = statement.values;
    this.#opening = opening;
  }

  override submit(connection: Wire): unknown {
    const { name, values } = this.#opening;
    connection.stream.cork();
    connection.bind({ statement: name, values: values as string[] });
    connection.execute({});
    const refusal = super.submit(connection);
    connection.stream.uncork();
    return refusal;
  }

  override handleDataRow(message: unknown): void {
    if (this.#isOpen) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: unknown): void {
    if (this.#isOpen) super.handleCommandComplete(message, connection);
    this.#isOpen = true;
  }
}
