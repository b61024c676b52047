/** Only the client of undici is used. Its index also contains fetch, WebSocket, caches and mocks: 730 KB instead of 240 KB minified. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export default Client;
}

/** Keys of internal members of undici. */
declare module 'undici/lib/core/symbols.js' {
  const symbols: { readonly kSocket: symbol; readonly kParser: symbol };
  export default symbols;
}
