import { hash } from "node:crypto";

/** The hashes of the whole subtrees that leaves so far make, largest first; of n leaves as many as n has bits set. */
export interface MerkleState {
  count: number;
  /** In hexadecimal. */
  stack: readonly string[];
}

export const NO_LEAVES: MerkleState = { count: 0, stack: [] };

/** RFC 6962 section 2.1: a node is SHA-256 over 0x01 and its two children. */
function node(left: string, right: string): string {
  return hash("sha256", Buffer.concat([Buffer.of(1), Buffer.from(left, "hex"), Buffer.from(right, "hex")]), "hex");
}

/** The tree with more leaves behind those it has; it takes no more memory than a few hashes. */
export function addLeaves({ count, stack }: MerkleState, leaves: readonly Buffer[]): MerkleState {
  const whole = [...stack];
  let size = count;
  for (const leaf of leaves) {
    let hashed = leaf.toString("hex");
    // Each low bit that is set is a subtree of the same size to the left.
    for (let bits = size; bits % 2 === 1; bits = Math.floor(bits / 2)) hashed = node(whole.pop() as string, hashed);
    whole.push(hashed);
    size++;
  }
  return { count: size, stack: whole };
}

/** The root over all leaves, in hexadecimal; of none the hash of nothing. */
export function merkleRoot({ stack }: MerkleState): string {
  const [last, ...rest] = stack.toReversed();
  if (last === undefined) return hash("sha256", "", "hex");
  return rest.reduce((right, left) => node(left, right), last);
}
