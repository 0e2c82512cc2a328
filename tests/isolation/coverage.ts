import type { GraphQLSchema } from "graphql";
import type { Probe } from "../testkit/isolation/probe.ts";
import type { RouteProbe } from "../testkit/isolation/route-probes.ts";
import { entitiesToProbe, fieldsToProbe } from "../testkit/isolation/schema-walk.ts";

const HOW = "see the comment of Probe in tests/testkit/isolation/probe.ts";

/** A field without a probe, an argument a probe does not speak of, and a probe of something that is gone. */
export function fieldCoverageFaults(schema: GraphQLSchema, probes: Record<string, Probe>): string[] {
  const fields = fieldsToProbe(schema);
  const faults: string[] = [];
  for (const { coordinate, textPaths } of fields) {
    const probe = probes[coordinate];
    if (!probe) {
      faults.push(`${coordinate} has no probe: add one to \`probes\`, ${HOW}`);
      continue;
    }
    const spoken = [probe.references, probe.alone, probe.given, probe.plain].flatMap((part) => Object.keys(part ?? {}));
    for (const path of textPaths)
      if (!spoken.includes(path))
        faults.push(
          `${coordinate}(${path}) can carry an id, a name or a cursor and its probe does not speak of it: ${HOW}`,
        );
    for (const path of spoken)
      if (!textPaths.includes(path) && !(path in (probe.given ?? {})))
        faults.push(`the probe of ${coordinate} speaks of ${path}, which is gone or carries no text: remove it`);
  }
  const known = fields.map(({ coordinate }) => coordinate);
  for (const coordinate of Object.keys(probes))
    if (!known.includes(coordinate)) faults.push(`the probe of ${coordinate} is for a field that is gone: remove it`);
  return faults;
}

export function entityCoverageFaults(schema: GraphQLSchema, entityProbes: Record<string, unknown>): string[] {
  const entities = entitiesToProbe(schema);
  return [
    ...entities
      .filter((name) => !(name in entityProbes))
      .map((name) => `entity ${name} has no probe: add to \`entityProbes\` the kinds of id it is looked up by, ${HOW}`),
    ...Object.keys(entityProbes)
      .filter((name) => !entities.includes(name))
      .map((name) => `the probe of entity ${name} is for something that is gone: remove it`),
  ];
}

interface OpenApiParameter {
  name: string;
  in: string;
  $ref?: string;
  schema?: { type?: string; enum?: unknown[]; $ref?: string };
}

/** What the coverage check reads of an OpenAPI 3.0 document. */
export interface OpenApi {
  paths: Record<string, Record<string, { parameters?: OpenApiParameter[] }> & { parameters?: OpenApiParameter[] }>;
  components?: { parameters?: Record<string, OpenApiParameter>; schemas?: Record<string, OpenApiParameter["schema"]> };
}

/** On every route with an answer or a change of its own: they are compared with these alone, once they are found. */
const EVERYWHERE: ReadonlySet<string> = new Set(["header.If-None-Match", "header.If-Match", "header.Cache-Control"]);

const METHODS = ["get", "head", "post", "put", "patch", "delete"];

/** `GET /v1/…` with the places of its parameters that can carry text. */
export function routesToProbe(openApi: OpenApi): { route: string; textPlaces: string[] }[] {
  const follow = (parameter: OpenApiParameter) =>
    openApi.components?.parameters?.[parameter.$ref?.split("/").at(-1) ?? ""] ?? parameter;
  return Object.entries(openApi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => {
      const parameters = [...(item.parameters ?? []), ...(item[method]?.parameters ?? [])].map(follow);
      const carriesText = ({ schema }: OpenApiParameter) => {
        const resolved = schema?.$ref ? openApi.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""] : schema;
        return !["integer", "number", "boolean"].includes(resolved?.type ?? "") && resolved?.enum === undefined;
      };
      return {
        route: `${method.toUpperCase()} ${path}`,
        textPlaces: parameters.filter(carriesText).map((parameter) => `${parameter.in}.${parameter.name}`),
      };
    }),
  );
}

export function routeCoverageFaults(openApi: OpenApi, routeProbes: Record<string, RouteProbe>): string[] {
  const routes = routesToProbe(openApi);
  const faults: string[] = [];
  for (const { route, textPlaces } of routes) {
    const probe = routeProbes[route];
    if (!probe) {
      faults.push(`${route} has no probe: add one to \`routeProbes\`, ${HOW}`);
      continue;
    }
    const spoken = [probe.references, probe.alone, probe.given, probe.plain].flatMap((part) => Object.keys(part ?? {}));
    // A parameter such as filter stands for a family: filter[title].
    for (const place of textPlaces)
      if (!EVERYWHERE.has(place) && !spoken.some((one) => one === place || one.startsWith(`${place}[`)))
        faults.push(`${route} takes ${place} and its probe does not speak of it: ${HOW}`);
  }
  const known = routes.map(({ route }) => route);
  for (const route of Object.keys(routeProbes))
    if (!known.includes(route)) faults.push(`the probe of ${route} is for a route that is gone: remove it`);
  return faults;
}
