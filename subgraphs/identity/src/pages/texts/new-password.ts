/** What may be wrong with a new password, wherever one is chosen. */
export const NEW_PASSWORD_TEXTS = {
  faults: {
    INVALID_LENGTH: ({ min, max }: { min: number; max: number }) => `Give a password of ${min} to ${max} characters.`,
    INVALID_CHARACTER: () => "Leave out control characters.",
    BREACHED_PASSWORD: () =>
      "This password is in lists that attackers try first. Choose another; several words in a row are a good one.",
    CONTEXT_PASSWORD: () =>
      "This is little more than your name, your address or where you sign in, which is tried first. Choose another; several words in a row are a good one.",
    REPETITIVE_PASSWORD: () =>
      "This is little more than the same or neighbouring characters in a row. Choose another; several words in a row are a good one.",
  },
} as const;
