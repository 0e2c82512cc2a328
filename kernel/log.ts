import pino from "pino";

export type Log = pino.Logger;

/** API keys (`bh_…`), client secrets (`bhs_…`), bearer tokens, passwords and signatures in URLs, wherever in a text they stand. */
const SECRET =
  /\bbh_[a-z]+_[0-9a-z]{20,}_[0-9A-Za-z]{20,}|\bbhs_[0-9A-Za-z]{20,}|(?<=\bBearer\s)[^\s"]+|(?<=:\/\/[^:@/\s]+:)[^@/\s]+(?=@)|(?<=[?&]signature=)[\w-]+/g;

/** Cuts secrets out of a text that is about to be logged or shown. */
export function redact(text: string): string {
  return text.replace(SECRET, "[redacted]");
}

/** One JSON object per line. Secrets are cut out of the finished line, so that no caller can forget to. */
export function createLog(options: { level: string; destination?: { write(line: string): void } }): Log {
  const destination = options.destination ?? process.stdout;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => destination.write(redact(line)) },
  );
}
