/**
 * Entries of a tar archive (POSIX.1-2017 pax, in its plain ustar form): a header of 512 bytes, the bytes, zeros up to the next
 * 512. Names are ours, so they are short and ASCII.
 */
const BLOCK = 512;

export function tarEntry(name: string, content: Buffer, modified: Date): Buffer {
  if (!/^[\x20-\x7e]{1,100}$/.test(name)) throw new Error("a tar entry of ours has a short ASCII name");
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
  return Buffer.concat([header(name, content.length, modified), content, Buffer.alloc(padding)]);
}

/** Two blocks of zeros end an archive. */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);

function header(name: string, size: number, modified: Date): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    block.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  block.write(name, 0, "latin1");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(Math.floor(modified.getTime() / 1_000), 136, 11);
  block.write("        0", 148, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
