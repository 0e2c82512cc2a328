import { testGuards } from "./guards.ts";

testGuards({ source: "{ collections { nodes { id } } }", permission: "collection:read", variables: () => ({}) });
