import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AppError } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { PLAN_LIMITS } from "@bulkhead/kernel/quota.ts";
import { changeTenantPlan } from "@bulkhead/tenancy/src/domain/change-tenant-plan.ts";
import { type DefinePlanInput, definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { plans } from "@bulkhead/tenancy/src/domain/plans.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, tenantContext, withPlatform } from "./command.ts";

const USAGE =
  "usage: bulkhead plan define <file.json> | bulkhead plan assign <tenant's slug> <plan> | bulkhead plan list";

export const planCommand: Command = {
  help: `  bulkhead plan define <file.json>
      Makes a plan or its next version: {"name", "description", "limits": {"records": 10000}}. It holds at once for
      every tenant on it. A quota that is left out is unlimited: ${PLAN_LIMITS.join(", ")}.
  bulkhead plan assign <slug> <plan>
      Puts a tenant on a plan.
  bulkhead plan list
      Lists the plans with their limits.`,
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [verb, first, second] = positionals;
    if (verb === "list") await withPlatform(list);
    else if (verb === "define" && first) await define(first);
    else if (verb === "assign" && first && second) await assign(first, second);
    else throw new Error(USAGE);
  },
};

function installation(platform: Platform) {
  return platform.rooms.tenancy.subgraph.context(operatorRequest(INSTALLATION_ID));
}

async function list(platform: Platform): Promise<void> {
  for (const { name, version, description, limits } of await plans(installation(platform))) {
    console.log(`${name} (version ${version}): ${description}`);
    const limited = PLAN_LIMITS.flatMap((quota) => (limits[quota] === undefined ? [] : [`${quota} ${limits[quota]}`]));
    console.log(`  ${limited.length === 0 ? "no limit" : limited.join(", ")}`);
  }
}

async function define(file: string): Promise<void> {
  const input = readPlan(file);
  await withPlatform(async (platform) => {
    const { name, version } = await definePlan(installation(platform), input);
    console.log(`The plan ${name} has version ${version}.`);
  });
}

function readPlan(file: string): DefinePlanInput {
  const given = JSON.parse(readFileSync(file, "utf8")) as Partial<DefinePlanInput>;
  const { name, description, limits = {} } = given;
  if (typeof name !== "string" || typeof description !== "string" || typeof limits !== "object")
    throw new AppError("BAD_USER_INPUT", `${file} must hold an object with name, description and limits.`);
  return { name, description, limits };
}

async function assign(slug: string, plan: string): Promise<void> {
  await withPlatform(async (platform) => changeTenantPlan(await tenantContext(platform, slug), { plan }));
  console.log(`The tenant ${slug} is on the plan ${plan}.`);
}
