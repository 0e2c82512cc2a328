import type { FetchNode, PlanNode, QueryPlan } from "@apollo/query-planner";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from "graphql";
import { type RunOnSubgraph, refusesOperation, type SubgraphClient } from "../subgraphs/client.ts";
import { collectTargets, type Json, type JsonObject, pathsOf, type Target } from "./cursor.ts";
import { mergeInto } from "./merge.ts";
import type { Plan, Run, World } from "./plan.ts";
import { type RepresentationBuilder, representationBuilder } from "./representation.ts";
import { responseShaper } from "./shape.ts";

/** What a run has gathered so far. */
interface Gathered {
  run: Run;
  data: JsonObject;
  errors: GraphQLError[];
}

/** Does one node of a plan for the objects at `path`. */
type Step = (gathered: Gathered, path: readonly string[]) => Promise<void>;

/**
 * Runs the usual plans: fetches one after another or side by side, entities joined by their keys. It differs from
 * @apollo/gateway's executor in cost alone: documents are compiled, equal representations are asked once, and the answer
 * is shaped by a function made for the operation. Undefined for anything it does not know.
 */
export function steppedPlan(
  plan: QueryPlan,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  world: World,
): Plan | undefined {
  if (plan.node?.kind === "Subscription") return undefined;
  const step = plan.node ? compileNode(plan.node, world) : async () => {};
  if (!step) return undefined;
  const shape = responseShaper(world.apiSchema, document, operation);
  return async (run) => {
    const gathered: Gathered = { run, data: {}, errors: [] };
    await step(gathered, []);
    const data = shape(gathered.data, run.variables, gathered.errors);
    const result: ExecutionResult = gathered.errors.length > 0 ? { errors: gathered.errors, data } : { data };
    return result;
  };
}

function compileNode(node: PlanNode, world: World): Step | undefined {
  switch (node.kind) {
    case "Fetch":
      return compileFetch(node, world);
    case "Flatten": {
      const inner = compileNode(node.node, world);
      const below = node.path.map(String);
      return inner && ((gathered, path) => inner(gathered, [...path, ...below]));
    }
    case "Sequence": {
      const steps = compileAll(node.nodes, world);
      return (
        steps &&
        (async (gathered, path) => {
          for (const step of steps) await step(gathered, path);
        })
      );
    }
    case "Parallel": {
      const steps = compileAll(node.nodes, world);
      return steps && (async (gathered, path) => void (await Promise.all(steps.map((step) => step(gathered, path)))));
    }
    case "Condition": {
      const [yes] = node.ifClause ? [compileNode(node.ifClause, world)] : [nothing];
      const [no] = node.elseClause ? [compileNode(node.elseClause, world)] : [nothing];
      return (
        yes && no && ((gathered, path) => (gathered.run.variables[node.condition] === true ? yes : no)(gathered, path))
      );
    }
    default:
      return undefined;
  }
}

const nothing: Step = async () => {};

function compileAll(nodes: readonly PlanNode[], world: World): Step[] | undefined {
  const steps = nodes.map((node) => compileNode(node, world));
  return steps.every((step) => step !== undefined) ? (steps as Step[]) : undefined;
}

function compileFetch(node: FetchNode, world: World): Step | undefined {
  const subgraph = world.subgraphs.get(node.serviceName);
  const { operationDocumentNode: document, requires, variableUsages = [] } = node;
  if (!subgraph || !document || node.inputRewrites || node.outputRewrites || node.contextRewrites) return undefined;
  const run = subgraph.prepare(document);
  const builder = requires ? representationBuilder(world.supergraphSchema, requires) : undefined;

  return async (gathered, path) => {
    const targets = collectTargets(gathered.data, path);
    if (targets.length === 0) return;
    const variables: Record<string, unknown> = {};
    for (const name of variableUsages) {
      const value = gathered.run.variables[name];
      if (value !== undefined) variables[name] = value;
    }
    const groups = builder && groupByRepresentation(targets, builder);
    if (groups) {
      if (groups.representations.length === 0) return;
      variables.representations = groups.representations;
    }
    const result = await runFetch(subgraph, run, gathered.run.request, variables);
    if (groups) joinEntities(result, groups.members);
    else for (const target of targets) mergeInto(target, (result.data ?? {}) as JsonObject);
    if (result.errors) {
      const members = groups && indexesOf(groups.members, targets);
      gathered.errors.push(...placeErrors(result.errors, gathered.data, path, members));
    }
  };
}

async function runFetch(
  subgraph: SubgraphClient,
  run: RunOnSubgraph,
  request: RequestContext,
  variables: Variables,
): Promise<ExecutionResult> {
  try {
    return await run(request, variables);
  } catch (error) {
    if (refusesOperation(error, subgraph)) throw error;
    return { errors: [new GraphQLError((error as Error).message, { originalError: error as Error })] };
  }
}

interface Groups {
  representations: Json[];
  /** For each representation, the objects it stands for. */
  members: Target[][];
}

/** Fifty records by three people ask for three people. */
function groupByRepresentation(targets: readonly Target[], { keyOf, build }: RepresentationBuilder): Groups {
  const groups: Groups = { representations: [], members: [] };
  const byKey = new Map<string, Target[]>();
  for (const target of targets) {
    const key = keyOf(target);
    if (key === undefined) continue;
    const known = byKey.get(key);
    if (known) known.push(target);
    else {
      const members = [target];
      byKey.set(key, members);
      groups.members.push(members);
      groups.representations.push(build(target));
    }
  }
  return groups;
}

/** Positions of the members among all targets; only errors need them. */
function indexesOf(members: readonly Target[][], targets: readonly Target[]): number[][] {
  const positions = new Map(targets.map((target, index) => [target, index]));
  return members.map((group) => group.flatMap((target) => positions.get(target) ?? []));
}

function joinEntities(result: ExecutionResult, members: readonly Target[][]): void {
  const entities = (result.data as { _entities?: (JsonObject | null)[] } | null | undefined)?._entities;
  if (!entities) return;
  for (const [index, entity] of entities.entries())
    if (entity) for (const target of members[index] ?? []) mergeInto(target, entity);
}

/** Errors carry the path inside the fetch; clients know only the path inside their own operation. */
function placeErrors(
  errors: readonly GraphQLError[],
  data: JsonObject,
  path: readonly string[],
  members: number[][] | undefined,
): GraphQLError[] {
  const places = path.length === 0 ? [[]] : pathsOf(data, path);
  return errors.flatMap((error) => {
    const own = error.path ?? [];
    const index = own[1];
    const isEntity = members && typeof index === "number";
    const at = isEntity ? (members[index] ?? []).map((member) => places[member] ?? []) : [places[0] ?? []];
    const rest = isEntity ? own.slice(2) : members ? [] : own;
    return at.map(
      (place) =>
        new GraphQLError(error.message, {
          path: [...place, ...rest],
          originalError: error,
          extensions: error.extensions,
        }),
    );
  });
}
