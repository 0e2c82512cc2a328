import { expect, test } from "vitest";
import { toPointer } from "../src/errors/pointer.ts";

test.each([
  ["", ""],
  ["/name", "/name"],
  ["/data/If~1Match", "/data/If~1Match"],
  ["input.expectedCount", "/expected_count"],
  ["input.limits.requestsPerSecond", "/limits/requests_per_second"],
  ["input.filter.0.or.1.lessThanOrEqual", "/filter/0/or/1/lessThanOrEqual"],
  ["input.mapping[2].convert", "/mapping/2/convert"],
  ["input.schema/properties/rainFall/x-indexed", "/schema/properties/rainFall/x-indexed"],
  ["groupBy.0.timeZone", "/group/0/time_zone"],
  ["sort.0.field", "/sort/0/field"],
  ["first", "/first"],
  ["If-None-Match", "/If-None-Match"],
  ["filter[a.b][lessThan]", "/filter[a.b][lessThan]"],
  ["filter[a/b~c]", "/filter[a~1b~0c]"],
])("a fault at %j is pointed at by %j", (path, pointer) => {
  expect(toPointer(path, { groupBy: "group" })).toBe(pointer);
});
