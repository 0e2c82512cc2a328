export interface DemoCollection {
  name: string;
  /** A CSV file of the vega-datasets package. */
  file: string;
  schema: Record<string, unknown>;
}

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

/** Two customers with nothing in common, so that a leak would be seen at a glance. */
export const demoTenants = [
  {
    slug: "acme",
    name: "Acme Aviation",
    adminEmail: "ada@acme.example",
    adminName: "Ada Admin",
    collections: [
      { name: "airports", file: "airports.csv", schema: airports },
      { name: "weather", file: "seattle-weather.csv", schema: weather },
    ],
  },
  {
    slug: "globex",
    name: "Globex Capital",
    adminEmail: "grace@globex.example",
    adminName: "Grace Admin",
    collections: [{ name: "stocks", file: "stocks.csv", schema: stocks }],
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
