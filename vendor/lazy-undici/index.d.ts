export declare class ProxyAgent {
  constructor(options: unknown);
}
export declare const fetch: typeof globalThis.fetch;
