/** How filters of records are probed, wherever one can be given. */
export const COMPARES = "The text is compared with the caller's own values: it decides, whoever else may have it.";
export const OWN_PROPERTY = "A property of the caller's own schema, once the collection is found.";

export const byTitle = { kind: "indexedText", with: { "filter[].field": "title" } } as const;
/** Where what is found by another cursor must match as well. */
export const FILTER_THAT_FINDS = {
  "filter[].equals": byTitle,
  "filter[].in[]": byTitle,
  "filter[].startsWith": byTitle,
  "filter[].contains": byTitle,
};
export const FILTER_BY_TEXT = {
  ...FILTER_THAT_FINDS,
  "filter[].notEquals": byTitle,
  "filter[].notIn[]": byTitle,
};

/** What is only compared. */
export const FILTER_PLAIN = {
  "filter[].lessThan": COMPARES,
  "filter[].lessThanOrEqual": COMPARES,
  "filter[].greaterThan": COMPARES,
  "filter[].greaterThanOrEqual": COMPARES,
  "filter[].field": OWN_PROPERTY,
};

/** What a filter is compared with, in the input of what is done with many records. */
export const INPUT_FILTER_PLAIN: Readonly<Record<string, string>> = {
  "input.filter[].field": "A property of the caller's own schema, once the collection is found.",
  ...Object.fromEntries(
    "equals notEquals in[] notIn[] contains lessThan lessThanOrEqual greaterThan greaterThanOrEqual startsWith"
      .split(" ")
      .map((operator) => [`input.filter[].${operator}`, COMPARES]),
  ),
};

/** The same, and the fields of an export. */
export const EXPORT_PLAIN: Readonly<Record<string, string>> = {
  ...INPUT_FILTER_PLAIN,
  "input.fields[]": "A property of the caller's own schema, once the collection is found.",
};
