import { passes } from "@bulkhead/kernel/readiness.ts";
import type { FastifyInstance } from "fastify";
import type { GatewayPorts } from "../ports.ts";

const DRAINING = "this process is about to stop; send no more to it";

/**
 * Whether the process lives, whether it can work, and what REST it speaks: open to all, and telling no secret. A check
 * named by `exclude` may fail: a balancer that would rather send to all than to none leaves out what all have in common.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  ports: GatewayPorts,
  openApi: () => object,
  isDraining: () => boolean,
): void {
  app.get("/healthz", (_request, reply) => sendJson(reply, 200, { status: "alive" }));
  let asked: ReturnType<GatewayPorts["ready"]> | undefined;
  app.get<{ Querystring: { exclude?: string | string[] } }>("/readyz", async ({ query }, reply) => {
    // Anybody may ask, so however many ask at once cost the database one question.
    asked ??= ports.ready().finally(() => {
      asked = undefined;
    });
    const { checks } = await asked;
    const draining = isDraining();
    const excluded = [query.exclude ?? []].flat();
    const ok = !draining && Object.entries(checks).every(([name, says]) => passes(says) || excluded.includes(name));
    return sendJson(reply, ok ? 200 : 503, {
      status: ok ? "ready" : "not ready",
      checks: draining ? { ...checks, draining: DRAINING } : checks,
    });
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
