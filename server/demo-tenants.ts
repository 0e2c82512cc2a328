export interface DemoCollection {
  name: string;
  /** A file of `demo-files/` here, or one of the vega-datasets package. */
  file: string;
  /** What kind of file that is, for whoever watches. */
  kind: string;
  contentType: string;
  /** What else the import is told. */
  query?: string;
  /** Sent as gzip. */
  isPacked?: boolean;
  /** How its file becomes records, where the file has other names. */
  profile?: Record<string, unknown>;
  /** Written into a file of this format afterwards. */
  exportAs?: "CSV" | "JSON" | "NDJSON" | "XML";
  schema: Record<string, unknown>;
}

const CSV = { kind: "CSV", contentType: "text/csv" };

const text = (maxLength: number) => ({ type: "string", maxLength, "x-indexed": true });
const number = { type: "number", "x-indexed": true };

function objectOf(properties: Record<string, unknown>, required = Object.keys(properties)): Record<string, unknown> {
  return { type: "object", additionalProperties: false, required, properties };
}

const airports = objectOf(
  {
    iata: text(8),
    name: { type: "string", maxLength: 200 },
    city: text(100),
    state: text(8),
    country: text(100),
    latitude: { ...number, minimum: -90, maximum: 90 },
    longitude: { ...number, minimum: -180, maximum: 180 },
  },
  ["iata", "name", "country", "latitude", "longitude"],
);

const weather = objectOf({
  date: { type: "string", format: "date", "x-indexed": true },
  precipitation: { ...number, minimum: 0 },
  temp_max: number,
  temp_min: number,
  wind: { ...number, minimum: 0 },
  weather: { enum: ["drizzle", "rain", "sun", "snow", "fog"], type: "string", "x-indexed": true },
});

const stocks = objectOf({
  symbol: text(8),
  date: { type: "string", maxLength: 20 },
  price: { ...number, exclusiveMinimum: 0 },
});

const plain = (maxLength: number) => ({ type: "string", maxLength });
const count = { type: "integer", minimum: 0 };
const list = (items: Record<string, unknown>) => ({ type: "array", maxItems: 100, items });

const suppliers = objectOf({
  name: text(100),
  city: plain(100),
  country: text(2),
  partsPerYear: count,
  source: plain(20),
});

const aircraft = objectOf({
  registration: text(10),
  type: text(40),
  built: { type: "integer", minimum: 1900, "x-indexed": true },
  seats: objectOf({ business: count, economy: count }),
  equipment: list(plain(40)),
});

const orders = objectOf({
  number: text(20),
  aircraft: text(10),
  supplier: plain(100),
  ordered: { type: "string", format: "date", "x-indexed": true },
  lines: list(objectOf({ part: plain(100), quantity: count, price: { type: "number", minimum: 0 } })),
});

const flights = objectOf({
  number: text(10),
  aircraft: text(10),
  from: text(3),
  to: text(3),
  departs: plain(5),
  stops: count,
  days: list({ enum: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], type: "string" }),
});

/** The files of Acme's other systems, one of each format, as such systems write them. */
const fromOtherSystems: readonly DemoCollection[] = [
  {
    name: "suppliers",
    file: "suppliers.csv",
    kind: "CSV with semicolons, in Windows-1252, with the names of another system and one wrong row",
    contentType: "text/csv",
    profile: {
      encoding: "WINDOWS_1252",
      delimiter: "SEMICOLON",
      mode: "PARTIAL",
      fields: [
        { field: "name", from: "Lieferant" },
        { field: "city", from: "Ort" },
        { field: "country", from: "Land" },
        { field: "partsPerYear", from: "Teile pro Jahr" },
        { field: "source", value: "purchasing" },
      ],
    },
    schema: suppliers,
  },
  {
    name: "aircraft",
    file: "aircraft.ndjson",
    kind: "NDJSON, packed with gzip",
    contentType: "application/x-ndjson",
    isPacked: true,
    schema: aircraft,
  },
  {
    name: "orders",
    file: "orders.json",
    kind: "an array inside a JSON document",
    contentType: "application/json",
    query: "items=/data/orders",
    exportAs: "XML",
    schema: orders,
  },
  {
    name: "flights",
    file: "flights.xml",
    kind: "elements of XML",
    contentType: "application/xml",
    query: "items=/schedule/flights/flight",
    schema: flights,
  },
];

/** Two customers with nothing in common, so that a leak would be seen at a glance. */
export const demoTenants = [
  {
    slug: "acme",
    name: "Acme Aviation",
    adminEmail: "ada@acme.example",
    adminName: "Ada Admin",
    collections: [
      { ...CSV, name: "airports", file: "airports.csv", schema: airports },
      { ...CSV, name: "weather", file: "seattle-weather.csv", schema: weather },
      ...fromOtherSystems,
    ],
  },
  {
    slug: "globex",
    name: "Globex Capital",
    adminEmail: "grace@globex.example",
    adminName: "Grace Admin",
    collections: [{ ...CSV, name: "stocks", file: "stocks.csv", schema: stocks }],
  },
] as const;

export interface DemoPersonPlan {
  email: string;
  name: string;
  memberships: readonly { tenant: (typeof demoTenants)[number]["slug"]; role: string }[];
}

/** Those who can sign in. Casey is one person in two tenants, who is asked which one. */
export const demoPeople: readonly DemoPersonPlan[] = [
  { email: "ada@acme.example", name: "Ada Admin", memberships: [{ tenant: "acme", role: "Admin" }] },
  { email: "grace@globex.example", name: "Grace Admin", memberships: [{ tenant: "globex", role: "Admin" }] },
  {
    email: "casey@example.com",
    name: "Casey Consultant",
    memberships: [
      { tenant: "acme", role: "Developer" },
      { tenant: "globex", role: "Viewer" },
    ],
  },
];
