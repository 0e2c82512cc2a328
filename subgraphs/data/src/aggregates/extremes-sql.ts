import type { Statement } from "@bulkhead/kernel/database.ts";
import { missingValue } from "../records/field-type.ts";
import { conjunctsOf, type FilterLeaf, isOfSlot, type QueryField } from "../records/filter-node.ts";
import { filterSql, type Param } from "../records/filter-sql.ts";
import type { Slot } from "../records/slots.ts";
import { leafShape } from "../records/statement-name.ts";
import type { Measure } from "./aggregate-input.ts";
import { type AggregateSelection, OWN, orderSql } from "./aggregate-sql.ts";
import type { Reach } from "./reach.ts";

type Indexed = QueryField & { slot: Slot };

/** The least and the most of indexed fields, of what indexed conditions find, in all or by one truth. */
export interface Extremes extends Pick<AggregateSelection, "tenantId" | "collectionId" | "groups" | "order"> {
  leaves: readonly (FilterLeaf & { field: Indexed })[];
  truth: Slot | undefined;
  measures: readonly (Measure & { source: Indexed })[];
}

/** Undefined when something else is asked for. */
export function extremesOf(selection: AggregateSelection): Extremes | undefined {
  const { tenantId, collectionId, node, key, groups, measures, order } = selection;
  const leaves = conjunctsOf(node);
  const [group, ...others] = groups;
  if (key || others.length > 0 || !leaves.every(isOfSlot) || !measures.every(isExtreme)) return undefined;
  if (!group) return { tenantId, collectionId, groups, order, leaves, truth: undefined, measures };
  if (!isIndexed(group.source) || group.source.type !== "boolean") return undefined;
  return { tenantId, collectionId, groups, order, leaves, truth: group.source.slot, measures };
}

function isIndexed(source: object | undefined): source is Indexed {
  return source !== undefined && "slot" in source && source.slot !== undefined;
}

function isExtreme(measure: Measure): measure is Measure & { source: Indexed } {
  return (measure.function === "MIN" || measure.function === "MAX") && isIndexed(measure.source);
}

/** Missing, false and true. */
const TRUTHS = ["'-Infinity'::float8", "0", "1"];

/** So many records must be found for the ends to be worth a look. */
export function worthOf({ measures, truth }: Extremes, { entries, worth }: Reach): number {
  return Math.floor(worth * entries * measures.length * (truth ? TRUTHS.length : 1));
}

/**
 * Whether each condition finds more than so many; undefined when there is no condition. It is read out of
 * the conditions' indexes alone, and prepared where it is a common question: who asks for little should not wait for this.
 */
export function findsMuch({ leaves, ...asked }: Extremes, many: number): Statement | undefined {
  const [first, ...others] = leaves;
  if (!first) return undefined;
  const { values, param } = valuesOf(asked);
  const each = leaves.map(
    (leaf) => `exists (select from data.record where ${OWN} and ${filterSql(leaf, param)} offset ${many})`,
  );
  const text = `select ${each.join(" and ")} as much`;
  if (others.length > 0 || asked.measures.length > 1) return { text, values };
  return { name: `finds_${many}${leafShape(first)}`, text, values };
}

/**
 * A row for each truth that any record has, as `selectAggregate` names and orders it. Each figure is the first that the
 * conditions find from the end of the measured field's index on, a record at a time; null when the first `entries` have none.
 */
export function selectExtremes(extremes: Extremes, { entries }: Reach): Statement {
  const { leaves, truth, measures } = extremes;
  const { values, param } = valuesOf(extremes);
  const conditions = leaves.map((leaf) => ({ slot: leaf.field.slot, sql: filterSql(leaf, param) }));
  // Those that leave a part of a field's own index.
  const within = (slot: Slot) => conditions.flatMap((one) => (one.slot === slot ? [` and ${one.sql}`] : [])).join("");
  const found = [...conditions.map(({ sql }) => sql), ...(truth ? [`${truth} = truth`] : [])].join(" and ") || "true";
  const figures = measures.map(
    ({ function: name, source: { slot, type } }) =>
      `(select figure from (select ${slot} as figure, ${found} as found from data.record
        where ${OWN} and ${slot} > '${missingValue(type)}'${within(slot)}
        order by ${slot}${name === "MAX" ? " desc" : ""} limit ${entries}) as near where found limit 1)`,
  );
  const columns = (truth ? ["truth", ...figures] : figures).map((sql, at) => `${sql} as c${at}`);
  const text = `select ${columns.join(", ")}`;
  if (!truth) return { text, values };
  const truths = `(values ${TRUTHS.map((one) => `(${one})`).join(", ")}) as known (truth)`;
  // Not `exists`, which could become a join that reads all entries.
  const some = `(select true from data.record where ${OWN} and ${truth} = truth${within(truth)} limit 1)`;
  return { text: `${text} from ${truths} where ${some}${orderSql(extremes)}`, values };
}

function valuesOf({ tenantId, collectionId }: Pick<Extremes, "tenantId" | "collectionId">) {
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  return { values, param };
}
