/**
 * Does something in two installations in turns, neither always first, and answers how many milliseconds it took in each:
 * whatever else the machine does happens to both.
 */
export async function inTurns<World>(
  [one, other]: readonly [World, World],
  run: (world: World, turn: number) => Promise<number>,
  { turns, warmUps }: { turns: number; warmUps: number },
): Promise<[number[], number[]]> {
  const took: [number[], number[]] = [[], []];
  const both = [[one, took[0]] as const, [other, took[1]] as const];
  for (let turn = 0; turn < turns + warmUps; turn++)
    for (const [world, times] of turn % 2 === 0 ? both : both.toReversed()) {
      const ms = await run(world, turn);
      if (turn >= warmUps) times.push(ms);
    }
  return took;
}
