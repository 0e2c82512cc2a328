import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, in the order in which they are begun: so that none of them is left for the end, when all
 * other processes have nothing to do any more. One that starts many processes stands beside one that does not.
 */
export const LONG: readonly string[] = [
  "tests/chaos/chaos.test.ts",
  "subgraphs/identity/tests/pages/browser.test.ts",
  "tests/isolation/fields.test.ts",
  "tests/operations/upgrade.test.ts",
  "tests/isolation/routes.test.ts",
  "server/tests/password-commands.test.ts",
  "tests/walls/tenant-predicate-alone.test.ts",
  "tests/onboarding/kill.test.ts",
  "tests/first-run/first-run.test.ts",
  "tests/jobs/crash.test.ts",
  "tests/walls/authorize-alone.test.ts",
  "tests/operations/keys-docs.test.ts",
  "tests/bad-input/values.test.ts",
  "server/tests/start.test.ts",
  "tests/accounts/passkeys-browser.test.ts",
  "subgraphs/data/tests/export-crash.test.ts",
  "tests/isolation/traces.test.ts",
  "subgraphs/data/tests/import-crash.test.ts",
  "tests/walls/row-security-alone.test.ts",
  "server/tests/cli.test.ts",
  "tests/walls/gateway-alone.test.ts",
  "tests/operations/plans-docs.test.ts",
  "kernel/tests/blob-memory.test.ts",
  "tests/operations/mail-docs.test.ts",
  "tests/oauth/refresh.test.ts",
  "server/tests/start-order.test.ts",
  "tests/jobs/steer.test.ts",
  "subgraphs/data/tests/import-database-crash.test.ts",
  "tests/isolation/subscription.test.ts",
  "tests/operations/apart-docs.test.ts",
];

/** Of each project the long files first, and the others as vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const projects = [...new Set(usual.map(({ project }) => project.name))];
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at === -1 ? LONG.length : at;
    };
    return projects.flatMap((name) =>
      usual.filter(({ project }) => project.name === name).sort((one, other) => rank(one) - rank(other)),
    );
  }
}
