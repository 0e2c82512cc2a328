import { testGuards } from "./guards.ts";

testGuards({ source: "{ collections { id } }", permission: "collection:read", variables: () => ({}) });
