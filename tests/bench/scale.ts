import { loadavg } from "node:os";
import type { Installation } from "./database.ts";
import { inTurns } from "./in-turns.ts";
import type { ScaleSize } from "./options.ts";
import { put, QUESTIONS } from "./scale-questions.ts";
import { openScaleWorld, type ScaleWorld, type SubjectName } from "./scale-world.ts";
import type { SeededScale } from "./seed-scale.ts";
import type { Keep } from "./stops.ts";
import { median } from "./table.ts";

export interface ScaleResult {
  size: ScaleSize;
  small: SeededScale;
  large: SeededScale;
  answers: { title: string; subject: SubjectName; small: number[]; large: number[] }[];
  loadBefore: number;
  loadAfter: number;
}

/** The same questions to the largest and to the median tenant of two installations over one PostgreSQL, in turns. */
export async function measureScale(
  installation: Installation,
  size: ScaleSize,
  keep: Keep,
  say: (line: string) => void,
): Promise<ScaleResult> {
  const open = async (name: string, world: ScaleSize["small"]) => {
    const opened = keep(await openScaleWorld(installation, name, { ...world, largest: size.largest }));
    say(describe(opened, world));
    return opened;
  };
  const small = await open("scale_small", size.small);
  const large = await open("scale_large", size.large);
  const loadBefore = loadavg()[0] ?? 0;
  const answers: ScaleResult["answers"] = [];
  for (const question of QUESTIONS)
    for (const subject of ["largest", "median"] as const) {
      const [ofSmall, ofLarge] = await inTurns(
        [small, large],
        (world, turn) => put(question, world, subject, turn),
        question.looksAtAll && subject === "largest"
          ? { turns: size.turns / 4, warmUps: 4 }
          : { turns: size.turns, warmUps: 20 },
      );
      answers.push({ title: question.title, subject, small: ofSmall, large: ofLarge });
      say(`${question.title}, ${subject}: ${median(ofSmall).toFixed(2)} and ${median(ofLarge).toFixed(2)} ms`);
    }
  return { size, small: small.seeded, large: large.seeded, answers, loadBefore, loadAfter: loadavg()[0] ?? 0 };
}

function describe({ seeded }: ScaleWorld, { tenants, records }: ScaleSize["small"]): string {
  const { times, vacuumSeconds, largest, median: middle, tableMegabytes, indexMegabytes } = seeded;
  const seconds = [times.rowsSeconds, times.indexesSeconds, vacuumSeconds].map((one) => one.toFixed(0)).join(" + ");
  return (
    `${records} records over ${tenants} tenants (largest ${largest.records}, median ${middle.records}): rows, indexes ` +
    `and vacuum took ${seconds} s; table ${tableMegabytes} MB, indexes ${indexMegabytes} MB`
  );
}
