/**
 * What the prober uses of `mediabunny` 1.61, and nothing else: the types of the package need those of a whole browser,
 * which nothing here should compile against. `#mediabunny` in package.json ties these types to the package.
 */
declare enum Level {
  Silent = 0,
}

export { Level as LogLevel };

export declare const Logging: { level: Level };

export interface InputFormat {
  readonly name: string;
}
/** Each format is one object, which can be compared. */
export declare const MP4: InputFormat;
export declare const QTFF: InputFormat;
export declare const MATROSKA: InputFormat;
export declare const WEBM: InputFormat;
export declare const MPEG_TS: InputFormat;

export declare class CustomSource {
  constructor(options: {
    getSize: () => number;
    read: (start: number, end: number) => Promise<Uint8Array>;
    handleUnhandledError: (error: unknown) => void;
  });
}

export interface InputTrack {
  readonly type: string;
}
export interface InputVideoTrack extends InputTrack {
  getCodedWidth(): Promise<number>;
  getCodedHeight(): Promise<number>;
  getPixelAspectRatio(): Promise<{ num: number; den: number }>;
  /** Degrees, clockwise. */
  getRotation(): Promise<number>;
}

export declare class Input {
  constructor(options: { formats: InputFormat[]; source: CustomSource });
  getFormat(): Promise<InputFormat>;
  getTracks(): Promise<InputTrack[]>;
  getVideoTracks(): Promise<InputVideoTrack[]>;
  getAudioTracks(): Promise<InputTrack[]>;
  /** Seconds at which the last track ends, as the container states it; null when it does not. */
  getDurationFromMetadata(tracks: InputTrack[]): Promise<number | null>;
  /** The same from the last packets. */
  computeDuration(tracks: InputTrack[]): Promise<number>;
  getFirstTimestamp(tracks: InputTrack[]): Promise<number>;
  dispose(): void;
}
