/** The files of a tar archive, in their order; reads what kernel/tar.ts writes and nothing more, by the standard's offsets. */
export function readTar(archive: Buffer): { name: string; content: Buffer }[] {
  const files: { name: string; content: Buffer }[] = [];
  for (let at = 0; at < archive.length; ) {
    const header = archive.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    const text = (from: number, to: number) => header.toString("latin1", from, to).replace(/\0.*$/s, "");
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    if (sum !== Number.parseInt(text(148, 156), 8)) throw new Error(`the header at ${at} is damaged`);
    const size = Number.parseInt(text(124, 136), 8);
    files.push({ name: text(0, 100), content: archive.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
