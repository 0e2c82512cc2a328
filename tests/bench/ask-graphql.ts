import type { Measured } from "./processes.ts";

/** One question to a server, over HTTP; throws what it refuses. */
export async function askGraphql(
  { port }: Pick<Measured, "port">,
  credential: string,
  query: string,
  variables: object = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://localhost:${port}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data: Record<string, unknown>; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
