/** Answers what stands in a page for a text that somebody else chose. */
export type Given = (plain: string) => string;
