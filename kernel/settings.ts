/**
 * Settings are declared, not read: each room's config.ts names its settings with a parser; `readSettings` parses all of
 * them and reports every fault at once. Only config.ts files may touch the environment.
 */
export interface Setting<T> {
  variable: string;
  description: string;
  secret: boolean;
  /** The default as it would be written in the environment; undefined when there is none. */
  defaultText: string | undefined;
  parse(text: string | undefined): T;
}

type Values<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

export class SettingFault extends Error {}

interface Options<T> {
  description: string;
  default?: T;
}

function setting<T>(variable: string, options: Options<T>, secret: boolean, parse: (text: string) => T): Setting<T> {
  return {
    variable,
    description: options.description,
    secret,
    defaultText: options.default === undefined ? undefined : String(options.default),
    parse(text) {
      if (text !== undefined && text !== "") return parse(text);
      if ("default" in options) return options.default as T;
      throw new SettingFault("is required and not set");
    },
  };
}

export function text(variable: string, options: Options<string>): Setting<string> {
  return setting(variable, options, false, (value) => value);
}

/** A text of a certain form; `check` throws a SettingFault that says what form. */
export function checkedText<T extends string | undefined = string>(
  variable: string,
  options: Options<T> & { check(text: string): void },
): Setting<string | T> {
  return setting<string | T>(variable, options, false, (value) => {
    options.check(value);
    return value;
  });
}

/** A text that may be missing. */
export function optionalText(variable: string, options: Options<undefined>): Setting<string | undefined> {
  return setting<string | undefined>(variable, options, false, (value) => value);
}

/** As `text`, for one that has a form of its own; `parse` throws a SettingFault that says which. */
export function textOf<T>(variable: string, options: Options<T>, parse: (text: string) => T): Setting<T> {
  return setting<T>(variable, options, false, parse);
}

/** A value that never appears in a message. It has no default: development keys are made by the server, not by code. */
export function secret(variable: string, options: { description: string; minBytes: number }): Setting<string> {
  return setting(variable, options, true, (value) => {
    if (Buffer.byteLength(value) < options.minBytes)
      throw new SettingFault(`must be at least ${options.minBytes} bytes long`);
    return value;
  });
}

/** As `secret`, for one that has a form of its own; `parse` throws a SettingFault that does not repeat the value. */
export function secretOf<T>(variable: string, options: Options<T>, parse: (text: string) => T): Setting<T> {
  return setting<T>(variable, options, true, parse);
}

export function integer(variable: string, options: Options<number> & { min: number; max: number }): Setting<number> {
  return setting(variable, options, false, (value) => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < options.min || number > options.max)
      throw new SettingFault(`must be a whole number from ${options.min} to ${options.max}, not "${value}"`);
    return number;
  });
}

export function oneOf<const T extends string>(variable: string, values: readonly T[], options: Options<T>): Setting<T> {
  return setting(variable, options, false, (value) => {
    if (!(values as readonly string[]).includes(value))
      throw new SettingFault(`must be one of ${values.join(", ")}, not "${value}"`);
    return value as T;
  });
}

export function url<T extends string | undefined = string>(
  variable: string,
  options: Options<T> & { protocols: readonly string[]; secret?: boolean },
): Setting<string | T> {
  return setting<string | T>(variable, options, options.secret ?? false, (value) => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (!parsed || !options.protocols.includes(parsed.protocol))
      throw new SettingFault(`must be a URL that starts with ${options.protocols.join(" or ")}`);
    return value;
  });
}

export function list(
  variable: string,
  options: Options<readonly string[]> & { check?: (item: string) => string | undefined },
): Setting<readonly string[]> {
  return setting(variable, options, false, (value) => {
    const items = value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    for (const item of items) {
      const fault = options.check?.(item);
      if (fault) throw new SettingFault(fault);
    }
    return items;
  });
}

export interface Fault {
  variable: string;
  message: string;
}

/** Parses every setting of `spec`; all faults come back together, none carries a secret's value. */
export function readSettings<S extends Record<string, Setting<unknown>>>(
  spec: S,
  environment: Record<string, string | undefined>,
): { values: Values<S>; faults: Fault[] } {
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [name, one] of Object.entries(spec)) {
    try {
      values[name] = one.parse(environment[one.variable]);
    } catch (error) {
      if (!(error instanceof SettingFault)) throw error;
      faults.push({
        variable: one.variable,
        message: one.secret ? error.message.replace(/, not ".*"$/, "") : error.message,
      });
    }
  }
  return { values: Object.freeze(values) as Values<S>, faults };
}
