import { type Mapping, touchedBy } from "../evolution/map-record.ts";

/** Under which name data of some versions of a schema has what is a property of the one in force. */
export interface Cut {
  first: number;
  last: number;
  name: string;
}

const NEWEST = 2_147_483_647;

/** `steps`: mappings and the versions they led to, newest first. Before a property was made of nothing it has no name. */
export function namesInHistory(name: string, steps: readonly { version: number; mapping: Mapping }[]): Cut[] {
  const cuts: Cut[] = [];
  let last = NEWEST;
  let known: string | undefined = name;
  for (const { version, mapping } of steps) {
    cuts.push({ first: version, last, name: known });
    last = version - 1;
    known = nameBefore(known, mapping);
    if (known === undefined) return cuts;
  }
  return [...cuts, { first: 0, last, name: known }];
}

function nameBefore(name: string, mapping: Mapping): string | undefined {
  const step = mapping.find(({ field }) => field === name);
  if (step) return step.remove ? undefined : (step.from ?? name);
  return touchedBy(mapping).has(name) ? undefined : name;
}
