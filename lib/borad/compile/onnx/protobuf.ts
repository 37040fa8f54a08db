/** Writes messages of the protocol buffer wire format: https://protobuf.dev/programming-guides/encoding/ */

/** A message under construction; fields are written in the order of the calls. */
export class ProtobufWriter {
  private chunks: Uint8Array[] = [];
  private scratch = new Uint8Array(4096);
  private used = 0;

  /** Length of what was written. */
  get length(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, this.used);
  }

  /** An int32, int64, bool or enum field; negative numbers take ten bytes. */
  integer(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  /** A float field. */
  float(field: number, value: number): void {
    this.varint(field * 8 + 5);
    this.reserve(4);
    new DataView(this.scratch.buffer).setFloat32(this.used, value, true);
    this.used += 4;
  }

  /** A string field. */
  text(field: number, value: string): void {
    this.bytes(field, Buffer.from(value, 'utf8'));
  }

  /** A bytes field; large ones are kept by reference until `finish`. */
  bytes(field: number, value: Uint8Array): void {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.append(value);
  }

  /** A field that is itself a message. */
  message(field: number, write: (inner: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    this.varint(field * 8 + 2);
    this.varint(inner.length);
    inner.flush();
    this.flush();
    this.chunks.push(...inner.chunks);
  }

  /** The whole message. */
  finish(): Uint8Array {
    this.flush();
    return Buffer.concat(this.chunks);
  }

  private append(value: Uint8Array): void {
    if (value.length > 1024) {
      this.flush();
      this.chunks.push(value);
      return;
    }
    this.reserve(value.length);
    this.scratch.set(value, this.used);
    this.used += value.length;
  }

  private varint(value: number): void {
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.scratch[this.used++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.scratch[this.used++] = Number(rest);
  }

  private reserve(count: number): void {
    if (this.used + count > this.scratch.length) this.flush();
  }

  private flush(): void {
    if (this.used > 0) this.chunks.push(this.scratch.slice(0, this.used));
    this.used = 0;
  }
}
