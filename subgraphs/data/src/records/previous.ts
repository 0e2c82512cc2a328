/** Longer texts are no values that a filter compares; an event need not carry them twice. */
const MAX_TEXT = 2_048;

export type Properties = { readonly [name: string]: unknown };

/**
 * What an update replaced: the old values of changed properties at the root that are scalars, null for one that was not
 * there. With it a subscriber's filter knows whether the record was among those it follows.
 */
export function previousValues(old: Properties, data: Properties): Properties {
  const previous: [string, unknown][] = [];
  for (const name of new Set([...Object.keys(old), ...Object.keys(data)])) {
    const before = Object.hasOwn(old, name) ? old[name] : null;
    const after = Object.hasOwn(data, name) ? data[name] : null;
    if (before !== after && isScalar(before)) previous.push([name, before]);
  }
  return Object.fromEntries(previous);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" ? value.length <= MAX_TEXT : typeof value !== "object" || value === null;
}

/** The data before the update, as far as filters look at it. */
export function dataBefore(data: Properties, previous: Properties): Properties {
  return { ...data, ...previous };
}
