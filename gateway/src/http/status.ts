/**
 * GraphQL over HTTP, sections 6.4.1 and 6.4.2: under `application/json` a well-formed request answers 200 whatever its
 * document, since such clients take another status for a fault of the network. Two of them are such faults: a credential
 * that is missing or too old for what is asked (RFC 9470), and a budget that is spent, which proxies and client libraries
 * know how to wait for.
 */
export function speaksByStatus(status: number | undefined): status is 401 | 429 {
  return status === 401 || status === 429;
}
