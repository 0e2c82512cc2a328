/** What a mail says, part by part, in plain text. */
export interface MailText {
  subject: string;
  /** Heading; the subject when not said. */
  title?: string;
  paragraphs: readonly string[];
  /** The one thing to do. */
  button?: { label: string; link: string };
  /** Below the button, such as how long it works. */
  underButton?: string;
  /** Who did it and when, as far as it is known. */
  facts: readonly (readonly [label: string, value: string])[];
  /** A text to be kept as it is, letter for letter. */
  verbatim?: string;
  /** What to do, or not to do, if it was somebody else. */
  otherwise: string;
  /** Where that is done. */
  otherwiseLink?: { label: string; link: string };
}
