/** Sends the very request that will be measured, by way of fetch; throws anything but data. */
export async function askOnce(request: string, port: number): Promise<{ data: unknown }> {
  const [head = "", body] = request.split("\r\n\r\n");
  const [line = "", ...headers] = head.split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const named = headers.map((one) => one.split(": ", 2) as [string, string]);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: Object.fromEntries(named.filter(([name]) => name !== "host" && name !== "content-length")),
    ...(method === "POST" ? { body: body ?? "" } : {}),
  });
  const text = await answer.text();
  const parsed = answer.ok ? JSON.parse(text) : undefined;
  if (!parsed?.data || parsed.errors) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 1_000)}`);
  return parsed;
}
