import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import { type Data, type Mapping, mapRecord } from "./map-record.ts";

/** While a migration is checked, a record must be right by both schemas: otherwise the check would never end well. */
export function ofBoth(current: RecordValidator, next: RecordValidator, mapping: Mapping): RecordValidator {
  function faults(record: unknown, judge: (validator: RecordValidator, record: unknown) => FieldFault[]): FieldFault[] {
    const found = judge(current, record);
    if (found.length > 0) return found;
    const { data, fault } = mapRecord(mapping, record as Data);
    return (fault ? [fault] : judge(next, data)).map(explained);
  }
  return {
    faults: (record) => faults(record, (validator, one) => validator.faults(one)),
    firstFault: (record) => faults(record, (validator, one) => [validator.firstFault(one) ?? []].flat())[0],
    retentions: current.retentions,
  };
}

const WHY = "The collection is migrated, and by its next schema this record would be wrong:";

function explained(fault: FieldFault): FieldFault {
  return { ...fault, message: `${WHY} ${fault.message}` };
}
