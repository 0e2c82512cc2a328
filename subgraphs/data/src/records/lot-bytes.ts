/** Bytes of a lot's data: what is sent, kept and told of it at once. */
export const MAX_LOT_BYTES = 512 * 1024;

/**
 * As SQL, the first of the records that a query finds, in the order of their ids, up to `most` bytes of their data, and one
 * at least; `data` is answered as JSON text, beside the `columns`. Cut by what the records take as they are stored, packed
 * perhaps, before it is by their texts: large ones lie apart, and all that the query finds would be fetched from there,
 * however few of them are answered.
 */
export function withinBytes(found: string, columns: string, most: string): string {
  // Without OFFSET 0, which changes nothing else, each use of a text would be a conversion of its own.
  return `select id, version, data, ${columns} from (
            select *, sum(octet_length(data)) over (order by id) - octet_length(data) as before from (
              select id, version, data::text as data, ${columns} from (
                select *, sum(pg_column_size(data)) over (order by id) - pg_column_size(data) as stored_before
                from (${found}) as found) as sized
              where stored_before < ${most} order by id offset 0) as written) as measured
          where before < ${most} order by id`;
}
