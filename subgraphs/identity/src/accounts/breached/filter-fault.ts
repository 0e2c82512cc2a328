/** A filter that cannot be used. The message is the end of a sentence about its file: "is damaged". */
export class FilterFault extends Error {
  override readonly name = "FilterFault";
}
