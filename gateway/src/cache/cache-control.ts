/** What a request says about answers that were made before it (RFC 9111 section 5.2.1). */
export interface AskedCaching {
  /** The oldest answer that it takes, in seconds; 0 when it does not say so: our answers are fresh unless asked otherwise. */
  maxAge: number;
  noCache: boolean;
  noStore: boolean;
}

/** `name`, `name=token` or `name="text"`; names in any case. */
const DIRECTIVE = /^([\w!#$%&'*+.^`|~-]+)(?:=(?:"([^"]*)"|([^\s"]*)))?$/;

/** Directives that are unknown or cannot be read are passed over (RFC 9111 section 5.2.3); of two ages the smaller counts. */
export function readCacheControl(header: string): AskedCaching {
  const asked: AskedCaching = { maxAge: 0, noCache: false, noStore: false };
  let smallest: number | undefined;
  for (const part of header.split(",")) {
    const [, name = "", quoted, token] = DIRECTIVE.exec(part.trim()) ?? [];
    switch (name.toLowerCase()) {
      case "no-cache":
        asked.noCache = true;
        break;
      case "no-store":
        asked.noStore = true;
        break;
      case "max-age": {
        const age = /^\d+$/.test(quoted ?? token ?? "") ? Number(quoted ?? token) : 0;
        smallest = Math.min(smallest ?? age, age);
        break;
      }
    }
  }
  return { ...asked, maxAge: smallest ?? 0 };
}
