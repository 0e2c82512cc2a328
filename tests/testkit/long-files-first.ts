import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Small files that take minutes, since they start installations, break them or wait for what must not happen. */
const LONG = ["tests/chaos/", "tests/operations/", "tests/crash/", "tests/first-run/", "tests/policy/", "tests/jobs/"];

/**
 * Without an earlier run to learn from, vitest begins with the largest files; then the long ones come last, and at the end
 * one worker has nothing to do but to wait for the other.
 */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Projects stay together: a worker that goes from one to the other starts anew.
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...byProject.values()].flatMap((sorted) => [
      ...sorted.filter(isLong),
      ...sorted.filter((file) => !isLong(file)),
    ]);
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONG.some((folder) => moduleId.includes(`/${folder}`));
}
