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
    shared_buffers: options.sharedBuffers ?? "256MB",
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
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
