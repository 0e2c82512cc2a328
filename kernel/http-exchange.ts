/** A whole HTTP request as plain values, for a room that answers HTTP itself but listens nowhere: it may be in another process. */
export interface HttpExchange {
  method: string;
  /** Path and query, as received. */
  target: string;
  /** By lower-case name. Forwarding headers are not among them: what they say stands in the fields below. */
  headers: Readonly<Record<string, string>>;
  /** As received; undefined when there was none. */
  body: Buffer | undefined;
  /** As the trusted-proxy list decides it. */
  clientAddress: string | null;
  requestId: string;
}

/** A whole HTTP answer. */
export interface HttpReply {
  status: number;
  /** In order; a name may occur again (`set-cookie`). */
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

/** Answers a request; rejects only when the room cannot be reached or is at fault. */
export type AnswerHttp = (exchange: HttpExchange) => Promise<HttpReply>;
