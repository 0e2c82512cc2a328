/** What one instance tells the store of one key. */
export interface Charge {
  /** 32 hexadecimal digits; a keyed hash, so the store learns neither address nor tenant. */
  key: string;
  /** Milliseconds of the bucket spent here since the last charge: tokens × interval. */
  cost: number;
  /** The instance's own theoretical arrival time, in the store's clock (milliseconds since 1970). */
  tat: number;
}

export interface ChargeAnswer {
  /** The store's clock when it answered, in milliseconds since 1970. */
  now: number;
  /** The theoretical arrival time of each charged key, in the order of the charges. */
  tats: number[];
}

/**
 * Where instances share their accounts. A charge sets `tat := max(tat + cost, charge.tat)` and answers it, for every key
 * in one round trip; no charge is ever refused, so what was admitted anywhere is paid for. An empty list asks for the
 * time. Rejects within a few seconds when the store does not answer.
 */
export interface LimiterStore {
  charge(charges: readonly Charge[]): Promise<ChargeAnswer>;
  stop(): Promise<void>;
}
