/** The codec packages that publish no types are described here (their Emscripten modules). */
interface EmscriptenOptions {
  print?: (line: string) => void;
  printErr?: (line: string) => void;
  locateFile?: (name: string) => string;
}

interface EmscriptenFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

interface EmscriptenDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
  getFrameInfo(): EmscriptenFrameInfo;
  delete(): void;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export interface OpenJpeg {
    readonly HEAPU8: Uint8Array;
    readonly J2KDecoder: new () => EmscriptenDecoder;
  }
  export default function start(options: EmscriptenOptions): Promise<OpenJpeg>;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  export interface OpenJph {
    readonly HEAPU8: Uint8Array;
    readonly HTJ2KDecoder: new () => EmscriptenDecoder;
  }
  export default function start(options: EmscriptenOptions): Promise<OpenJph>;
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export interface CharLs {
    readonly HEAPU8: Uint8Array;
    readonly JpegLSDecoder: new () => EmscriptenDecoder & {
      /** 0 by plane, 1 by line, 2 by pixel. */
      getInterleaveMode(): number;
    };
  }
  export default function start(options: EmscriptenOptions): Promise<CharLs>;
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  export interface LibJpegTurbo {
    readonly HEAPU8: Uint8Array;
    readonly JPEGDecoder: new () => EmscriptenDecoder;
  }
  export default function start(options: EmscriptenOptions): Promise<LibJpegTurbo>;
}
