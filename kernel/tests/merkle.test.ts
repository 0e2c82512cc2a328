import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { addLeaves, merkleRoot, NO_LEAVES } from "../merkle.ts";

const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 section 2.1, word for word, over leaf hashes. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

test("the root is that of RFC 6962, for every number of leaves and however they came", () => {
  const leaves = Array.from({ length: 70 }, () => randomBytes(32));
  for (let count = 0; count <= leaves.length; count++) {
    const wanted = treeHash(leaves.slice(0, count)).toString("hex");
    for (const lot of [1, 3, 7, 64]) {
      let state = NO_LEAVES;
      for (let at = 0; at < count; at += lot) state = addLeaves(state, leaves.slice(at, Math.min(at + lot, count)));
      expect([count, lot, state.count, merkleRoot(state)]).toEqual([count, lot, count, wanted]);
    }
  }
});

test("the known root of the test vectors of certificate transparency", () => {
  // github.com/google/certificate-transparency, merkletree tests: eight leaves, and their root.
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const leaves = entries.map((entry) => sha256(Buffer.of(0), Buffer.from(entry, "hex")));
  expect(merkleRoot(addLeaves(NO_LEAVES, leaves))).toBe(
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  );
  expect(merkleRoot(NO_LEAVES)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
