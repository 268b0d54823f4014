import { StreamFault } from './streamFault.ts';

/** A decoder class of one of the WebAssembly codecs, all bound alike. */
export interface CodecDecoder {
  /** Room in the codec's memory for the compressed stream. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  /** Decoded samples: a view of the codec's memory or a copy of it, by codec. */
  getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
  getFrameInfo(): CodecFrameInfo;
  delete(): void;
}

export interface CodecFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

/** What an Emscripten module gives once it is ready. */
export interface CodecInstance {
  readonly HEAPU8: Uint8Array;
}

/** Starts one module; its messages go to the callbacks. */
export type StartCodec<Instance> = (options: {
  print: (line: string) => void;
  printErr: (line: string) => void;
  locateFile?: (name: string) => string;
}) => Promise<Instance>;

/** What a codec gave: `bytes` are owned by the caller. */
export interface CodecOutput {
  readonly bytes: Uint8Array;
  readonly info: CodecFrameInfo;
  /** Lines that the codec printed: its errors and warnings. */
  readonly messages: readonly string[];
}

let urlOfFile: ((name: string) => string) | null = null;

/**
 * Says where the codecs' WebAssembly files are, by their names, in an environment in which a module cannot find its file
 * beside itself, as in a bundle for a browser. For codecs that start later.
 */
export function setCodecFiles(urlOf: (name: string) => string): void {
  urlOfFile = urlOf;
}

/** A module whose memory has grown beyond this is not kept: WebAssembly memory never shrinks. */
const keptMemory = 2 ** 29;

/**
 * Keeps one instance of a WebAssembly codec: started when first needed, reused by every image, and thrown
 * away after a failure, because an aborted module may hold anything.
 */
export class CodecModule<Instance extends CodecInstance> {
  readonly #load: () => Promise<StartCodec<Instance>>;
  readonly #name: string;
  #messages: string[] = [];
  #instance: Promise<Instance> | null = null;

  constructor(name: string, load: () => Promise<StartCodec<Instance>>) {
    this.#name = name;
    this.#load = load;
  }

  /**
   * Decodes one stream with a decoder that `create` makes. Rejects with `StreamFault` where the codec
   * fails in any way: C++ exceptions arrive as numbers, memory faults as WebAssembly errors.
   */
  async decode<Decoder extends CodecDecoder, Extra>(
    create: (instance: Instance) => Decoder,
    stream: Uint8Array,
    inspect: (decoder: Decoder) => Extra,
  ): Promise<CodecOutput & { readonly extra: Extra }> {
    const instance = await this.#started();
    this.#messages = [];
    try {
      const decoder = create(instance);
      decoder.getEncodedBuffer(stream.length).set(stream);
      decoder.decode();
      const info = decoder.getFrameInfo();
      const decoded = decoder.getDecodedBuffer();
      const bytes =
        decoded.buffer === instance.HEAPU8.buffer
          ? new Uint8Array(decoded)
          : new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
      const extra = inspect(decoder);
      decoder.delete();
      if (instance.HEAPU8.length > keptMemory) this.#instance = null;
      return { bytes, info, messages: this.#messages, extra };
    } catch {
      this.#instance = null;
      throw new StreamFault('corrupt', `the ${this.#name} stream is damaged and cannot be decoded`);
    }
  }

  /** The instance in use, or a new one; a start that fails is tried again by the next image. */
  async #started(): Promise<Instance> {
    this.#instance ??= this.#start();
    try {
      return await this.#instance;
    } catch (error) {
      this.#instance = null;
      throw error;
    }
  }

  async #start(): Promise<Instance> {
    const start = await this.#load();
    const note = (line: string) => {
      if (this.#messages.length < 100) this.#messages.push(line);
    };
    return start({
      print: note,
      printErr: note,
      ...(urlOfFile === null ? {} : { locateFile: urlOfFile }),
    });
  }
}
