import type { Collection } from "../collections/directory.ts";
import type { QueryField } from "./filter-node.ts";

/** A field that is at hand: one that is indexed, or whose text is searched. */
export function knownField({ id, fields, texts }: Collection, name: string): QueryField | undefined {
  const field: QueryField | undefined = fields.find((one) => one.name === name);
  const text = texts.find((one) => one.name === name);
  if (!text) return field;
  return { ...(field ?? { name, type: "text" }), searched: { collectionId: id, slot: text.slot } };
}
