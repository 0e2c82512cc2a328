import fc from "fast-check";
import { isXmlText } from "../src/exports/formats/xml-text.ts";

/** Texts that formats trip over, beside any others. */
export const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((value) => !value.includes("\0") && value.isWellFormed()),
  fc.constantFrom(
    "",
    " ",
    "\\N",
    '"',
    '""',
    "'",
    "'=1",
    "''-",
    "=1+1",
    "@x",
    "\t",
    "\r",
    "\r\n",
    "\n",
    "a,b",
    "a;b",
    "]]>",
    "\n=1",
    "'\n",
    "＝1",
  ),
  fc.constantFrom(
    "<a>&amp;",
    "&#13;",
    "\u0001",
    "\u007f",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\uffff",
    "𝒳",
    "null",
    "true",
    "1",
    " a ",
  ),
);
/** As it is stored: no negative zero. */
export const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
export const key = text.filter((name) => name !== "__proto__");
export const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** A property, and values that it takes. */
interface Field {
  schema: object;
  value: fc.Arbitrary<unknown>;
}

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  integer: fc.maxSafeInteger(),
  number,
  boolean: fc.boolean(),
  null: fc.constant(null),
};

const scalar: fc.Arbitrary<Field> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(SCALARS)), { minLength: 1, maxLength: 3 })
  .map((types) => ({
    schema: { type: types.length === 1 ? types[0] : types },
    value: fc.oneof(...types.map((type) => SCALARS[type] as fc.Arbitrary<unknown>)),
  }));

const name = key.filter((one) => one !== "" && isXmlText(one));

const objectOf = (field: fc.Arbitrary<Field>): fc.Arbitrary<Field> =>
  fc.dictionary(name, field, { minKeys: 1, maxKeys: 5 }).map((fields) => ({
    schema: {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(fields).map(([one, { schema }]) => [one, schema])),
    },
    value: fc.record(Object.fromEntries(Object.entries(fields).map(([one, { value }]) => [one, value])), {
      requiredKeys: [],
    }),
  }));

const { field } = fc.letrec<{ field: Field }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant<Field>({ schema: {}, value: json }),
    tie("field").map(({ schema, value }) => ({
      schema: { type: "array", items: schema },
      value: fc.array(value, { maxLength: 3 }),
    })),
    tie("field").map(({ schema, value }) => ({
      schema: { type: ["array", "null"], items: schema },
      value: fc.option(fc.array(value, { maxLength: 2 })),
    })),
    objectOf(tie("field")),
  ),
}));

/** A schema, and records that it takes, each with a number of its own in `at`. */
export const schemaAndRecords = objectOf(field).chain(({ schema, value }) =>
  fc.array(value as fc.Arbitrary<object>, { minLength: 1, maxLength: 6 }).map((records) => {
    const { properties } = schema as { properties: object };
    return {
      schema: { ...schema, required: ["at"], properties: { ...properties, at: { type: "integer" } } },
      records: records.map((one, at) => ({ ...one, at })),
    };
  }),
);
