/** A text as it is searched: composed (NFC), without upper and lower case. The same in every database, whatever its locale. */
export function foldText(text: string): string {
  // Both forms of the small sigma, and ß written as two, by the words of Unicode's case folding.
  return text.normalize("NFC").replaceAll(/[Σς]/g, "σ").toLowerCase().replaceAll("ß", "ss");
}

/** Characters of a gram, and the fewest that the index can look for. */
export const GRAM = 3;

/**
 * Which three characters follow each other in a folded text, as hashes, and one that stands for the field: the
 * index goes through the shortest of their lists, so a small collection is searched fast beside a large one. None for a text
 * too short. A hash may be shared by chance, so what is found is compared again.
 */
export function gramsOf(collectionId: string, slot: number, folded: string): number[] {
  const found = new Set<number>();
  let [first, second] = [-1, -1];
  for (const character of folded) {
    const third = character.codePointAt(0) ?? 0;
    if (first >= 0) found.add(finish(mix(mix(mix(0, first), second), third)));
    [first, second] = [second, third];
  }
  return found.size === 0 ? [] : [...found.add(fieldGram(collectionId, slot))];
}

/** The id is a UUIDv7: random at its end, a time at its beginning. */
function fieldGram(collectionId: string, slot: number): number {
  const [start, end] = [collectionId.slice(0, 8), collectionId.slice(-8)].map((part) => Number.parseInt(part, 16));
  return finish(mix(mix(mix(slot, start ?? 0), end ?? 0), collectionId.length));
}

/** One round of MurmurHash3 (x86, 32 bits). */
function mix(hash: number, value: number): number {
  let part = Math.imul(value, 0xcc9e2d51);
  part = Math.imul((part << 15) | (part >>> 17), 0x1b873593);
  const mixed = hash ^ part;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
