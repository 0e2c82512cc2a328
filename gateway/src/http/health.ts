import type { FastifyInstance } from "fastify";
import type { GatewayPorts } from "../ports.ts";

/** Whether the process lives, whether it can work, and what REST it speaks: open to all, and telling no secret. */
export function addHealthRoutes(app: FastifyInstance, ports: GatewayPorts, openApi: () => object): void {
  app.get("/healthz", (_request, reply) => sendJson(reply, 200, { status: "alive" }));
  let asked: ReturnType<GatewayPorts["ready"]> | undefined;
  app.get("/readyz", async (_request, reply) => {
    // Anybody may ask, so however many ask at once cost the database one question.
    asked ??= ports.ready().finally(() => {
      asked = undefined;
    });
    const { ok, checks } = await asked;
    return sendJson(reply, ok ? 200 : 503, { status: ok ? "ready" : "not ready", checks });
  });
  app.get("/v1/openapi.json", (_request, reply) => sendJson(reply, 200, openApi()));
}

function sendJson(
  reply: { code(status: number): { header(name: string, value: string): { send(text: string): unknown } } },
  status: number,
  body: object,
) {
  return reply
    .code(status)
    .header("content-type", "application/json; charset=utf-8")
    .send(`${JSON.stringify(body, null, 2)}\n`);
}
