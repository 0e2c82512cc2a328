import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

export const SUBGRAPH_NAMES = ["identity", "tenancy", "data", "audit"] as const;

export function readSubgraphSdl(name: string): string {
  return readFileSync(new URL(`../subgraphs/${name}/schema.graphql`, import.meta.url), "utf8");
}

/** The supergraph of the four subgraphs, or every reason why they do not fit together. */
export function compose(): { sdl: string; faults: string[] } {
  const services = SUBGRAPH_NAMES.map((name) => ({
    name,
    typeDefs: parse(readSubgraphSdl(name)),
    url: `local://${name}`,
  }));
  const { supergraphSdl, errors } = composeServices(services);
  return {
    sdl: supergraphSdl === undefined ? "" : `${supergraphSdl.trim()}\n`,
    faults: (errors ?? []).map((error) => error.message),
  };
}
