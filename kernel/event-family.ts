/** `record` of `record.updated`: whoever listens to a family also hears an event that is added to it later. */
export function familyOf(type: string): string {
  const end = type.indexOf(".");
  return end < 0 ? type : type.slice(0, end);
}
