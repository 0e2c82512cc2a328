import os from "node:os";

/** Server settings of every PostgreSQL that Bulkhead starts, as command-line flags. */
export function postgresFlags(options: {
  port: number;
  durable: boolean;
  sharedBuffers?: string | undefined;
  maxConnections?: number | undefined;
}): string[] {
  const onOff = options.durable ? "on" : "off";
  const settings: Record<string, string | number> = {
    port: options.port,
    listen_addresses: "127.0.0.1",
    // No socket in /tmp: other local users would see it, and two checkouts could collide on it.
    unix_socket_directories: "",
    max_connections: options.maxConnections ?? 100,
    shared_buffers: options.sharedBuffers ?? sharedBuffers(memoryBytes()),
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    // Throwaway servers hold hundreds of databases for some seconds each, and it would start a process for every one.
    autovacuum: onOff,
    // Enough write-ahead log for an import between two checkpoints without filling a small disk.
    max_wal_size: "1GB",
    min_wal_size: "80MB",
    wal_compression: "on",
    checkpoint_timeout: "5min",
    // Our queries are short; compiling them costs more than running them.
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    datestyle: "ISO, YMD",
    password_encryption: "scram-sha-256",
    log_line_prefix: "%m [%p] %q%u@%d ",
    // A statement or the detail of an error may hold passwords and tenants' data, which must never reach a log.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_parameter_max_length_on_error: 0,
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

const MEGABYTE = 2 ** 20;
const LEAST_BUFFERS = 128 * MEGABYTE;
const MOST_BUFFERS = 8_192 * MEGABYTE;

/**
 * A quarter of the memory, as PostgreSQL's documentation advises for a machine that is its own (19.4.1), between 128 MB and
 * 8 GB. Memory is taken as pages come to be used, so a small database on a large machine stays small.
 */
export function sharedBuffers(memory: number): string {
  const bytes = Math.min(Math.max(memory / 4, LEAST_BUFFERS), MOST_BUFFERS);
  return `${Math.floor(bytes / MEGABYTE)}MB`;
}

/** What this process may use: of a container its limit, or all of the machine's. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}
