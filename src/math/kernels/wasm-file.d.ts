/** A file as esbuild's loader `binary` gives it. */
declare module '*.wasm' {
  const code: Uint8Array<ArrayBuffer>;
  export default code;
}
