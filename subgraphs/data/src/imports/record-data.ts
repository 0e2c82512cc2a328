/** Data of a record: the properties of the collection's schema. */
export type RecordData = Record<string, unknown>;

/** Sets a property by a name from outside: `__proto__` becomes one like any other, which the validator refuses by its name. */
export function setField(data: RecordData, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
  else data[name] = value;
}
