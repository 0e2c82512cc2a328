/** What a collection may be called; anything else is not looked for. */
export const COLLECTION_NAME = /^[a-z][a-z0-9_]{0,62}$/;
